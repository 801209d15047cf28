/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.mqttworks.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.SubscribeRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.log.LogAccessor;

/**
 * The states of a container, and the ways between them:
 *
 * <pre>
 * none --subscribe--> subscribed --start--> running --unsubscribe--> stopping --end--> none
 *                     subscribed <--hold--- running <-----start----- stopping
 * </pre>
 *
 * A container that is subscribed holds its messages back; one that is stopping handles
 * what it has. States change in a lock. What a change begins runs outside of it, because
 * it can call handlers, and code of the application that waits for a change.
 */
class ContainerLifecycle {

	private static final LogAccessor logger = new LogAccessor(ContainerLifecycle.class);

	private final ListenerSettings settings;

	private final TopicDispatcher dispatcher;

	private final PendingPublishes pendingPublishes;

	private final SubscriptionReporter reporter;

	private final MessageReceiver receiver;

	private final Lock lock = new ReentrantLock();

	private @Nullable HandlerRegistration registration;

	private boolean running;

	/** Set while the container is stopping. */
	private @Nullable ContainerStop stop;

	ContainerLifecycle(ListenerSettings settings, @Nullable Executor executor, Executor laterExecutor, Timer timer,
			@Nullable ApplicationEventPublisher events) {
		this.settings = settings;
		this.dispatcher = new TopicDispatcher(settings.concurrency(), executor, laterExecutor, timer);
		this.pendingPublishes = new PendingPublishes(settings.publishTimeout(), settings.client()::isConnected);
		this.receiver = new MessageReceiver(settings, this.dispatcher, laterExecutor, this.pendingPublishes);
		this.reporter = new SubscriptionReporter(settings, laterExecutor, events);
	}

	/**
	 * Returns the registration at the client; {@code null} if there is none.
	 */
	@Nullable HandlerRegistration registration() {
		this.lock.lock();
		try {
			return this.registration;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many messages have been received and not handled.
	 */
	int unhandled() {
		return this.receiver.unhandled();
	}

	/**
	 * See {@link MqttListenerContainer#subscribe()}.
	 */
	void subscribe() {
		HandlerRegistration registration = null;
		this.lock.lock();
		try {
			if (this.registration == null && this.stop == null) {
				this.dispatcher.open();
				registration = register();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (registration != null) {
			report(registration);
		}
	}

	private HandlerRegistration register() {
		SubscribeRequest.Builder request = SubscribeRequest.builder(this.settings.subscriptions(), this.receiver)
			.name(this.settings.id())
			.statusListener(this.reporter::changed);
		HandlerFailurePolicy failurePolicy = this.settings.failurePolicy();
		if (failurePolicy != null) {
			request.failurePolicy(failurePolicy);
		}
		HandlerRegistration registration = this.settings.client().subscribe(request.build());
		this.registration = registration;
		return registration;
	}

	private void report(HandlerRegistration registration) {
		registration.result().whenComplete((result, failure) -> {
			if (failure != null) {
				this.reporter.failed(failure);
			}
		});
	}

	/**
	 * See {@link MqttListenerContainer#start()}.
	 */
	void start() {
		HandlerRegistration made = null;
		HandlerRegistration refused = null;
		ContainerStop stop;
		Runnable begin;
		this.lock.lock();
		try {
			if (this.registration == null) {
				made = register();
			}
			else if (this.running) {
				refused = this.registration;
			}
			stop = this.stop;
			this.stop = null;
			this.running = true;
			this.pendingPublishes.start();
			begin = this.dispatcher.start();
		}
		finally {
			this.lock.unlock();
		}
		begin.run();
		if (made != null) {
			report(made);
		}
		if (refused != null) {
			refused.askAgain();
		}
		if (stop != null) {
			stop.end(null);
		}
	}

	/**
	 * See {@link MqttListenerContainer#unsubscribe()}.
	 */
	CompletableFuture<@Nullable Void> unsubscribe() {
		HandlerRegistration registration;
		ContainerStop stop;
		Runnable begin = null;
		this.lock.lock();
		try {
			registration = this.registration;
			stop = this.stop;
			if (registration != null) {
				stop = new ContainerStop();
				this.registration = null;
				this.stop = stop;
				if (this.running) {
					begin = this.dispatcher.drain(() -> {
					});
				}
				else {
					this.dispatcher.close();
				}
				this.running = false;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (stop == null) {
			return CompletableFuture.completedFuture(null);
		}
		if (begin != null) {
			begin.run();
		}
		if (registration != null) {
			stop.begin(registration, this.settings.stopTimeout(), this::unsubscribed, this::endEarly);
		}
		return this.dispatcher.isAtWorkHere() ? CompletableFuture.completedFuture(null) : stop.ended();
	}

	/**
	 * See {@link MqttListenerContainer#stop(Runnable)}.
	 */
	void hold(Runnable callback) {
		Runnable begin;
		this.lock.lock();
		try {
			this.running = false;
			ContainerStop stop = this.stop;
			begin = (this.registration == null && stop == null) ? callback : this.dispatcher.hold(() -> {
				if (stop != null) {
					endEarly(stop);
				}
				callback.run();
			});
		}
		finally {
			this.lock.unlock();
		}
		this.pendingPublishes.stop();
		begin.run();
	}

	/**
	 * See {@link MqttListenerContainer#connectionLost()}.
	 */
	void connectionLost() {
		this.pendingPublishes.connectionLost();
	}

	boolean isRunning() {
		this.lock.lock();
		try {
			return this.running || this.stop != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for what came before the client has taken the registration away.
	 */
	private void unsubscribed(ContainerStop stop, @Nullable Throwable failure) {
		Runnable begin;
		this.lock.lock();
		try {
			if (this.stop != stop) {
				return;
			}
			begin = this.dispatcher.drain(() -> end(stop, failure));
		}
		finally {
			this.lock.unlock();
		}
		begin.run();
	}

	/**
	 * Ends a stop, unless it has ended.
	 */
	private void end(ContainerStop stop, @Nullable Throwable failure) {
		this.lock.lock();
		try {
			if (this.stop != stop) {
				return;
			}
			this.stop = null;
		}
		finally {
			this.lock.unlock();
		}
		stop.end((failure instanceof MqttClosedException) ? null : failure);
	}

	/**
	 * Ends a stop, unless it has ended, and leaves what is not done.
	 */
	private void endEarly(ContainerStop stop) {
		int left;
		this.lock.lock();
		try {
			if (this.stop != stop) {
				return;
			}
			this.stop = null;
			left = this.dispatcher.close();
		}
		finally {
			this.lock.unlock();
		}
		int byHand = this.receiver.leaveUnacknowledged();
		if (left + byHand > 0) {
			logger.warn(() -> this.settings + " stopped before it was done with what it had received: " + left
					+ " messages that were not handled, and " + byHand
					+ " that were not acknowledged by hand, stay unacknowledged");
		}
		stop.end(null);
	}

}
