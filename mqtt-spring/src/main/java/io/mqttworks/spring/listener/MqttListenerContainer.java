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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.event.MqttSubscribedEvent;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogAccessor;

/**
 * A subscription with the listener behind it. Containers of a connection share its
 * client.
 * <p>
 * A container is {@linkplain #subscribe() subscribed} before the client connects, so that
 * the messages of a stored session find it, but hands them over only from its start on.
 * From its stop on it holds them back again, unacknowledged, and waits for those under
 * way; not for replies and dead letters while there is no connection, whose messages stay
 * unacknowledged. Stopping does not unsubscribe: the server keeps what comes meanwhile in
 * the session. As acknowledgements leave in the order of receipt, a container must not be
 * stopped for long while others go on; {@link #unsubscribe()} is for that.
 */
public class MqttListenerContainer implements SmartLifecycle {

	/** Started after, and stopped before, the connection; outside the web server. */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private static final LogAccessor logger = new LogAccessor(MqttListenerContainer.class);

	private final ListenerSettings settings;

	private final SubscriptionGroups groups;

	private final Stripes stripes;

	private final Executor executor;

	/** Runs what was held back, which must not keep the thread that starts. */
	private final Executor startExecutor;

	private final @Nullable ApplicationEventPublisher events;

	private final Pauses pauses = new Pauses();

	private final Lock lock = new ReentrantLock();

	/** Tasks that wait for the start. */
	private final Queue<Delivery> held = new ArrayDeque<>();

	private int underWay;

	private boolean running;

	private boolean subscribed;

	private volatile CompletableFuture<SubscribeResult> subscribeResult = new CompletableFuture<>();

	private @Nullable Runnable stopCallback;

	MqttListenerContainer(ListenerSettings settings, SubscriptionGroups groups, Executor executor,
			Executor startExecutor, @Nullable ApplicationEventPublisher events) {
		this.settings = settings;
		this.groups = groups;
		this.stripes = new Stripes(settings.concurrency());
		this.executor = executor;
		this.startExecutor = startExecutor;
		this.events = events;
	}

	/**
	 * Returns the container's id.
	 * @return the id
	 */
	public String getId() {
		return this.settings.id();
	}

	/**
	 * Returns what the container subscribes to.
	 * @return the subscriptions
	 */
	public List<Subscription> getSubscriptions() {
		return this.settings.subscriptions();
	}

	/**
	 * Returns whether the container has asked for its subscriptions.
	 * @return whether it has, and has not unsubscribed since
	 */
	public boolean isSubscribed() {
		this.lock.lock();
		try {
			return this.subscribed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns what the server said to the last {@link #subscribe()}.
	 * @return a copy; completes when the server has accepted all subscriptions, fails if
	 * it refused one, and stays open as long as the container has not subscribed
	 */
	public CompletableFuture<SubscribeResult> getSubscribeResult() {
		return this.subscribeResult.copy();
	}

	/**
	 * Returns the client the container subscribes with.
	 * @return the client
	 */
	public MqttClient getClient() {
		return this.groups.client();
	}

	AckMode getAckMode() {
		return this.settings.ackMode();
	}

	/**
	 * Subscribes. Does nothing if that is done already. Without a connection the
	 * SUBSCRIBE waits for one; a refusal is logged and told as
	 * {@link MqttSubscriptionFailedEvent}.
	 */
	public void subscribe() {
		if (!setSubscribed(true)) {
			return;
		}
		CompletableFuture<SubscribeResult> answered;
		try {
			answered = this.groups.add(this);
		}
		catch (RuntimeException ex) {
			setSubscribed(false);
			throw ex;
		}
		CompletableFuture<SubscribeResult> result = this.subscribeResult;
		answered.whenComplete((accepted, failure) -> {
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(accepted);
			}
			subscribeAnswered(accepted, failure);
		});
	}

	private boolean setSubscribed(boolean subscribed) {
		this.lock.lock();
		try {
			boolean changed = this.subscribed != subscribed;
			this.subscribed = subscribed;
			if (changed && subscribed) {
				this.subscribeResult = new CompletableFuture<>();
			}
			return changed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void subscribeAnswered(@Nullable SubscribeResult result, @Nullable Throwable failure) {
		if (failure instanceof MqttClosedException) {
			logger.debug(failure, () -> this + " was not subscribed: the client is closed");
			return;
		}
		if (failure != null) {
			logger.error(() -> this + " could not subscribe: " + failure.getMessage());
			ReasonCode reasonCode = (failure instanceof MqttException mqtt) ? mqtt.reasonCode() : null;
			publish(new MqttSubscriptionFailedEvent(null, getId(),
					getSubscriptions().stream().map(Subscription::topicFilter).toList(), reasonCode, failure));
		}
		else if (result != null) {
			publish(new MqttSubscribedEvent(getId(), result));
		}
	}

	private void publish(Object event) {
		if (this.events != null) {
			this.events.publishEvent(event);
		}
	}

	/**
	 * Unsubscribes from what no other container of the connection needs, hands over what
	 * still comes until the server has answered, then stops.
	 * @return completes when the container is stopped; fails if the server refused
	 */
	public CompletableFuture<@Nullable Void> unsubscribe() {
		if (!setSubscribed(false)) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
		this.groups.remove(this).whenComplete((result, failure) -> stop(() -> {
			if (failure != null) {
				stopped.completeExceptionally(failure);
			}
			else {
				stopped.complete(null);
			}
		}));
		return stopped;
	}

	@Override
	public void start() {
		pendingPublishes().start();
		subscribe();
		this.lock.lock();
		try {
			this.running = true;
			// In the lock, so that what comes now gets in line behind them.
			for (Delivery delivery = this.held.poll(); delivery != null; delivery = this.held.poll()) {
				this.underWay++;
				execute(delivery, this.startExecutor);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		boolean finished = true;
		this.lock.lock();
		try {
			this.running = false;
			this.pauses.endAll();
			if (this.underWay > 0) {
				Runnable before = this.stopCallback;
				this.stopCallback = (before != null) ? () -> {
					before.run();
					callback.run();
				} : callback;
				finished = false;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (finished) {
			callback.run();
		}
		pendingPublishes().stop(getClient()::isConnected);
	}

	@Override
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.running;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Takes a message from the client.
	 * @param message the message
	 * @param acknowledgment told once what became of the message
	 */
	void deliver(MqttMessage message, Acknowledgment acknowledgment) {
		Delivery delivery = new Delivery(this, this.settings, message, acknowledgment);
		this.lock.lock();
		try {
			if (!this.running) {
				this.held.add(delivery);
				return;
			}
			this.underWay++;
		}
		finally {
			this.lock.unlock();
		}
		execute(delivery, this.executor);
	}

	private void execute(Delivery delivery, Executor executor) {
		this.stripes.execute(delivery.topic(), delivery, executor);
	}

	/**
	 * Gets a delivery in line again whose listener had returned before it failed.
	 */
	void executeAgain(Delivery delivery) {
		execute(delivery, this.startExecutor);
	}

	/**
	 * Begins a pause before a failed message is tried again.
	 */
	CompletableFuture<@Nullable Void> pause(Duration delay, Throwable failure) {
		logger.debug(failure, () -> this + " tries again in " + delay.toMillis() + " ms");
		CompletableFuture<@Nullable Void> pause = this.pauses.begin(delay);
		if (!isRunning()) {
			pause.complete(null);
		}
		return pause;
	}

	/**
	 * Returns whether a delivery that is under way may start now. If not, it is held
	 * back.
	 */
	boolean mayStart(Delivery delivery) {
		Runnable callback;
		this.lock.lock();
		try {
			if (this.running) {
				return true;
			}
			this.held.add(delivery);
			callback = endOne();
		}
		finally {
			this.lock.unlock();
		}
		run(callback);
		return false;
	}

	/**
	 * Returns the replies and dead letters messages wait for.
	 */
	PendingPublishes pendingPublishes() {
		return this.settings.pendingPublishes();
	}

	void ended() {
		Runnable callback;
		this.lock.lock();
		try {
			callback = endOne();
		}
		finally {
			this.lock.unlock();
		}
		run(callback);
	}

	private @Nullable Runnable endOne() {
		this.underWay--;
		if (this.underWay > 0) {
			return null;
		}
		Runnable callback = this.stopCallback;
		this.stopCallback = null;
		return callback;
	}

	private static void run(@Nullable Runnable callback) {
		if (callback != null) {
			callback.run();
		}
	}

	/**
	 * Names the id and the listener.
	 */
	@Override
	public String toString() {
		return "Container '" + getId() + "' (" + this.settings.name() + ")";
	}

}
