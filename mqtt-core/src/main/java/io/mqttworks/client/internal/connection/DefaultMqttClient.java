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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.client.ClientStatistics;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.codec.ControlCharacters;
import io.mqttworks.client.internal.codec.PublishEncoder;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.concurrent.IoThread;
import io.mqttworks.client.internal.dispatch.Delivery;
import io.mqttworks.client.internal.dispatch.DispatchListener;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.HandlerThreads;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.internal.session.Session;
import io.mqttworks.client.internal.session.SessionLoop;
import io.mqttworks.client.internal.session.StoredPublish;
import io.mqttworks.client.internal.session.SubscribeCall;
import io.mqttworks.client.internal.transport.EventLoops;
import io.mqttworks.client.spi.StoredSession;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls from any thread over to the event loop, where the session and the life
 * cycle are.
 */
public final class DefaultMqttClient implements MqttClient {

	/** What closing may take beyond the close time-out: the goodbye on the network. */
	private static final Duration GOODBYE = Duration.ofSeconds(3);

	/** Whether text may have characters for which servers may end the connection. */
	private static final boolean ALLOW_CONTROL_CHARACTERS = false;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final PublishQueue queue;

	private final Counters counters = new Counters();

	private final AtomicLong handlerFailures = new AtomicLong();

	private final AtomicBoolean acknowledging = new AtomicBoolean();

	private final Events events;

	private final Dispatcher dispatcher;

	private final Session session;

	private final Lifecycle lifecycle;

	private final RequestReply requests;

	/** Whether QoS 1 and 2 messages are kept in a session store. */
	private final boolean stored;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/** Whether no handler is at work any more; event loop only. */
	private boolean handlersIdle;

	private @Nullable Future<?> closeTimer;

	private boolean finished;

	/**
	 * Creates a client.
	 * @param options how
	 */
	public DefaultMqttClient(MqttClientOptions options) {
		this.options = options;
		StoredSession store = (options.sessionStore() != null) ? options.sessionStore().open(options.clientId()) : null;
		this.stored = store != null;
		this.loop = EventLoops.acquire();
		Executor executor = (options.handlerExecutor() != null) ? options.handlerExecutor() : HandlerThreads.shared();
		this.queue = new PublishQueue(options.maxPendingMessages(), options.maxPendingBytes(),
				options.overflowPolicy());
		this.events = new Events(options, executor);
		this.dispatcher = new Dispatcher(executor, options.handlerFailurePolicy(), options.maxUnhandledBytes(),
				new DispatchEvents());
		this.session = new Session(options, this.queue, this.dispatcher, this.events, this.counters, store, new Loop());
		TopicCache topics = new TopicCache();
		this.lifecycle = new Lifecycle(options, this.loop, this.events, (attempt) -> new Connection(attempt, options,
				this.loop, executor, this.session, this.dispatcher, topics, this.counters, lifecycle()));
		this.requests = new RequestReply(this, this.loop);
		if (this.stored) {
			// Messages of an earlier process expire, too.
			this.loop.execute(this.session::endTurn);
		}
	}

	private Lifecycle lifecycle() {
		return this.lifecycle;
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		onLoop(() -> this.lifecycle.connect(future), future);
		return future;
	}

	@Override
	public ConnectResult connect(Duration timeout) {
		IoThread.refuseBlocking("connect(Duration)");
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		onLoop(() -> this.lifecycle.connect(future), future);
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			Throwable last = lastFailure();
			MqttConnectException failure = new MqttConnectException("Not connected within " + timeout.toMillis() + " ms"
					+ ((last != null) ? ": " + last.getMessage() : ""), null, last);
			onLoop(() -> this.lifecycle.giveUp(future, failure), future);
			throw failure;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			MqttConnectException failure = new MqttConnectException("Interrupted while connecting", null, ex);
			onLoop(() -> this.lifecycle.giveUp(future, failure), future);
			throw failure;
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			String message = (cause != null) ? cause.getMessage() : null;
			throw new MqttConnectException((message != null) ? message : "Not connected",
					(cause instanceof MqttException known) ? known.reasonCode() : null, cause);
		}
	}

	@Override
	public void start() {
		onLoop(this.lifecycle::start, new CompletableFuture<>());
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		onLoop(() -> this.lifecycle.reconnect(future), future);
		return future;
	}

	@Override
	public CompletableFuture<Void> disconnect() {
		ClientFuture<Void> future = new ClientFuture<>();
		onLoop(() -> this.lifecycle.disconnect().thenAccept(future::complete), future);
		return future;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		byte[] topic = TopicBytes.of(message.topic(), ALLOW_CONTROL_CHARACTERS);
		if (message.properties() != MessageProperties.NONE) {
			if (!ALLOW_CONTROL_CHARACTERS) {
				ControlCharacters.refuse(message.properties());
			}
			PublishEncoder.check(topic, message);
		}
		PendingPublish publish = (this.stored && message.qos() != Qos.AT_MOST_ONCE) ? new StoredPublish(message, topic)
				: new PendingPublish(message, topic);
		if (this.closing.get()) {
			publish.completeExceptionally(closedException());
			return publish;
		}
		MqttQueueFullException full = this.queue.admit(publish);
		if (full != null) {
			publish.completeExceptionally(full);
			if (this.options.overflowPolicy() == OverflowPolicy.DROP_NEWEST) {
				onLoop(() -> {
					this.counters.add(Counters.DROPPED, 1);
					this.events.messageDropped(message, full);
				}, publish);
			}
		}
		else if (this.queue.submit(publish)) {
			wake();
		}
		return publish;
	}

	private void wake() {
		try {
			this.loop.execute(this.session::endTurn);
		}
		catch (RejectedExecutionException ex) {
			// The last client was closed, and its loop with it.
			this.queue.failSubmitted(closedException());
		}
	}

	@Override
	public HandlerRegistration subscribe(SubscribeRequest request) {
		List<String> filters = request.subscriptions().stream().map(Subscription::topicFilter).toList();
		if (!ALLOW_CONTROL_CHARACTERS) {
			filters.forEach((filter) -> ControlCharacters.refuse("Topic filter", filter));
		}
		SubscribeCall call = new SubscribeCall(filters);
		onLoop(() -> {
			this.session.subscribe(request.subscriptions(), this.dispatcher.handler(request.handler(), request.name()),
					call);
			this.session.endTurn();
		}, call);
		return new Registration(this, filters, call);
	}

	@Override
	public CompletableFuture<SubscribeResult> unsubscribe(Collection<String> topicFilters) {
		checkFilters(topicFilters);
		topicFilters.forEach(Topics::validateFilter);
		SubscribeCall call = new SubscribeCall(topicFilters);
		onLoop(() -> {
			this.session.unsubscribe(call);
			this.session.endTurn();
		}, call);
		return call;
	}

	private static void checkFilters(Collection<String> filters) {
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("At least one topic filter is needed");
		}
		if (filters.stream().distinct().count() < filters.size()) {
			throw new IllegalArgumentException("A topic filter is given twice: " + filters);
		}
	}

	@Override
	public CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout) {
		return this.requests.request(request, timeout);
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		ClientFuture<Void> future = new ClientFuture<>();
		onLoop(() -> {
			Connection connection = this.lifecycle.connection();
			if (connection == null) {
				future.completeExceptionally(new MqttException("There is no connection to authenticate again"));
			}
			else {
				connection.reauthenticate(future);
			}
		}, future);
		return future;
	}

	private void onLoop(Runnable task, CompletableFuture<?> future) {
		try {
			this.loop.execute(() -> {
				if (this.closing.get()) {
					future.completeExceptionally(closedException());
					return;
				}
				try {
					task.run();
				}
				catch (Throwable ex) {
					future.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			future.completeExceptionally(closedException());
		}
	}

	private static MqttClosedException closedException() {
		return new MqttClosedException("The client is closed", null, null);
	}

	@Override
	public ConnectionState state() {
		return this.lifecycle.state();
	}

	@Override
	public @Nullable ConnectResult connection() {
		return this.lifecycle.result();
	}

	@Override
	public @Nullable Throwable lastFailure() {
		return this.lifecycle.lastFailure();
	}

	@Override
	public int pendingPublishes() {
		return this.queue.messages();
	}

	@Override
	public ClientStatistics statistics() {
		return new ClientStatistics(this.counters.byQos(Counters.SENT), this.counters.byQos(Counters.RECEIVED),
				this.counters.get(Counters.BYTES_SENT), this.counters.get(Counters.BYTES_RECEIVED),
				this.counters.get(Counters.DROPPED), this.counters.get(Counters.UNMATCHED), this.handlerFailures.get(),
				this.lifecycle.connects(), this.queue.messages(), this.queue.bytes(),
				(int) this.counters.get(Counters.IN_FLIGHT), this.dispatcher.unhandledBytes());
	}

	@Override
	public MqttClientOptions options() {
		return this.options;
	}

	// The end

	@Override
	public void close() {
		boolean first = this.closing.compareAndSet(false, true);
		if (first) {
			this.queue.close();
			this.loop.execute(this::startClosing);
		}
		if (Thread.currentThread() instanceof IoThread) {
			return;
		}
		Duration limit = this.options.closeTimeout().plus(GOODBYE);
		try {
			this.closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			if (first) {
				throw new MqttException("The client is closed, but its session may not be kept: " + ex.getCause(), null,
						ex);
			}
		}
		catch (TimeoutException ex) {
			throw new MqttException("The client did not close within " + limit.toMillis() + " ms", null, ex);
		}
	}

	private void startClosing() {
		this.closeTimer = this.loop.schedule(this::finishClosing, this.options.closeTimeout().toMillis(),
				TimeUnit.MILLISECONDS);
		this.dispatcher.stop();
		this.session.endTurn();
		finishClosingIfDrained();
	}

	private void finishClosingIfDrained() {
		if (!this.closing.get() || this.finished || !this.handlersIdle) {
			return;
		}
		Connection connection = this.lifecycle.connection();
		if (this.lifecycle.state() != ConnectionState.CONNECTED || connection == null) {
			finishClosing();
			return;
		}
		this.session.endTurn();
		if (this.queue.messages() == 0) {
			finishClosing();
		}
		else {
			// Acknowledgements from the server come in their own time, until the
			// deadline.
			this.loop.schedule(this::finishClosingIfDrained, 5, TimeUnit.MILLISECONDS);
		}
	}

	private void finishClosing() {
		if (this.finished) {
			return;
		}
		this.finished = true;
		if (this.closeTimer != null) {
			this.closeTimer.cancel(false);
		}
		CompletableFuture<Void> disconnected = this.lifecycle.close();
		MqttException cause = closedException();
		CompletionStage<Void> kept = this.session.close(cause);
		this.requests.close(cause);
		disconnected.thenCombine(kept, (done, nothing) -> done).whenComplete((done, failure) -> {
			EventLoops.release();
			if (failure != null) {
				this.closed.completeExceptionally(failure);
			}
			else {
				this.closed.complete(null);
			}
		});
	}

	/**
	 * What a call of subscribe returned.
	 *
	 * @param client the client
	 * @param filters the filters
	 * @param result what the server said
	 */
	private record Registration(MqttClient client, List<String> filters,
			CompletableFuture<SubscribeResult> result) implements HandlerRegistration {

		@Override
		public List<SubscriptionStatus> status() {
			return this.filters.stream()
				.map((filter) -> new SubscriptionStatus(filter, SubscriptionStatus.State.WAITING, null))
				.toList();
		}

		@Override
		public CompletableFuture<SubscribeResult> unsubscribe() {
			return this.client.unsubscribe(this.filters);
		}

	}

	/**
	 * Brings what happens on handler threads to the event loop.
	 */
	private final class DispatchEvents implements DispatchListener {

		@Override
		public void settled() {
			AtomicBoolean scheduled = DefaultMqttClient.this.acknowledging;
			if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
				execute(() -> {
					scheduled.set(false);
					DefaultMqttClient.this.session.endTurn();
				});
			}
		}

		@Override
		public void drained() {
			execute(DefaultMqttClient.this.session::endTurn);
		}

		@Override
		public void failed(String handler, MqttMessage message, Throwable cause) {
			DefaultMqttClient.this.handlerFailures.incrementAndGet();
			DefaultMqttClient.this.events.handlerFailed(handler, message, cause);
		}

		@Override
		public void reconnect(Delivery delivery) {
			execute(() -> {
				Connection connection = DefaultMqttClient.this.lifecycle.connection();
				if (connection != null && DefaultMqttClient.this.session.isCurrent(delivery)) {
					connection.reset(new MqttException(
							"A handler failed, and the policy wants the message again (HandlerFailurePolicy.DISCONNECT)"));
				}
			});
		}

		@Override
		public void idle() {
			execute(() -> {
				DefaultMqttClient.this.handlersIdle = true;
				finishClosingIfDrained();
			});
		}

		private void execute(Runnable task) {
			try {
				DefaultMqttClient.this.loop.execute(task);
			}
			catch (RejectedExecutionException ex) {
				// A handler outlived the client: there is no one to tell.
				return;
			}
		}

	}

	/**
	 * The event loop, for the session.
	 */
	private final class Loop implements SessionLoop {

		@Override
		public void execute(Runnable task) {
			try {
				DefaultMqttClient.this.loop.execute(task);
			}
			catch (RejectedExecutionException ex) {
				// The client is closed, and what was kept is kept.
				return;
			}
		}

		@Override
		public void schedule(Runnable task, long millis) {
			try {
				DefaultMqttClient.this.loop.schedule(task, millis, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				// The client is closed: nothing is left to wait for.
				return;
			}
		}

	}

}
