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

package io.mqttworks.client.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ClientStatistics;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UnsubscribeRequest;
import io.mqttworks.client.Text;
import io.mqttworks.client.internal.codec.ControlCharacters;
import io.mqttworks.client.internal.codec.PublishEncoder;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.concurrent.IoThread;
import io.mqttworks.client.internal.connection.Connection;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.StoredPublish;
import org.jspecify.annotations.Nullable;

/**
 * What applications call: takes calls from any thread over to the event loop, where the
 * session and the life cycle are.
 */
public final class DefaultMqttClient implements MqttClient {

	/** What closing may take beyond the close time-out: the goodbye on the network. */
	private static final Duration GOODBYE = Duration.ofSeconds(3);

	private final MqttClientOptions options;

	private final ClientParts parts;

	private final EventLoopCalls calls;

	private final RequestReply requests;

	/** Messages that were refused to their callers and counted as dropped. */
	private final LongAdder refused = new LongAdder();

	/**
	 * Creates a client. If that fails, nothing stays open.
	 * @param options how
	 */
	public DefaultMqttClient(MqttClientOptions options) {
		this.options = options;
		this.parts = ClientParts.create(options);
		this.calls = this.parts.calls();
		this.requests = new RequestReply(this, this.parts);
		this.parts.requests(this.requests);
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		this.calls.run(() -> this.parts.lifecycle().connect(future), future);
		return future;
	}

	@Override
	public ConnectResult connect(Duration timeout) {
		IoThread.refuseBlocking("connect(Duration)");
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		this.calls.run(() -> this.parts.lifecycle().connect(future), future);
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			Throwable last = lastFailure();
			throw giveUp(future, new MqttConnectException("Not connected within " + timeout.toMillis() + " ms"
					+ ((last != null) ? ": " + last.getMessage() : ""), null, last));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw giveUp(future, new MqttConnectException("Interrupted while connecting", null, ex));
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			String message = (cause != null) ? cause.getMessage() : null;
			throw new MqttConnectException((message != null) ? message : "Not connected",
					(cause instanceof MqttException known) ? known.reasonCode() : null, cause);
		}
	}

	private MqttConnectException giveUp(ClientFuture<ConnectResult> future, MqttConnectException failure) {
		this.calls.run(() -> this.parts.lifecycle().giveUp(future, failure), future);
		return failure;
	}

	@Override
	public void start() {
		this.calls.run(this.parts.lifecycle()::start, new CompletableFuture<>());
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		ClientFuture<ConnectResult> future = new ClientFuture<>();
		this.calls.run(() -> this.parts.lifecycle().reconnect(future), future);
		return future;
	}

	@Override
	public CompletableFuture<Void> disconnect(DisconnectOptions goodbye) {
		Duration expiry = this.options.sessionExpiry();
		Duration asked = goodbye.sessionExpiry();
		if (expiry != null && expiry.toSeconds() == 0 && asked != null && asked.toSeconds() > 0) {
			throw new IllegalArgumentException("The session cannot be kept for " + asked
					+ ": the client was built with a sessionExpiry of zero (MQTT 5 section 3.14.2.2.2)");
		}
		ClientFuture<Void> future = new ClientFuture<>();
		this.calls.run(() -> {
			this.requests.leave();
			this.parts.lifecycle().disconnect(goodbye).thenAccept(future::complete);
		}, future);
		return future;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		if (this.options.mode() != ClientMode.PUBLISHER) {
			return CompletableFuture.failedFuture(refusal("message for", message));
		}
		boolean allow = this.options.allowControlCharacters();
		byte[] topic = TopicBytes.of(message.topic(), allow);
		if (message.properties() != MessageProperties.NONE) {
			if (!allow) {
				ControlCharacters.refuse(message.properties());
			}
			PublishEncoder.check(topic, message);
		}
		boolean stored = this.options.sessionStore() != null && message.qos() != Qos.AT_MOST_ONCE;
		PendingPublish publish = stored ? new StoredPublish(message, topic) : new PendingPublish(message, topic);
		if (this.parts.isClosing()) {
			publish.completeExceptionally(EventLoopCalls.closed());
			return publish;
		}
		MqttQueueFullException full = this.parts.queue().admit(publish);
		if (full != null) {
			publish.completeExceptionally(full);
			OverflowPolicy policy = this.options.overflowPolicy();
			if (policy == OverflowPolicy.DROP_NEWEST || policy == OverflowPolicy.DROP_OLDEST) {
				this.refused.increment();
				this.parts.events().messageRefused(message, full);
			}
		}
		else if (this.parts.queue().submit(publish)) {
			this.parts.wake();
		}
		return publish;
	}

	private MqttPublishException refusal(String what, MqttMessage message) {
		return new MqttPublishException("The " + what + " '" + Text.escape(message.topic())
				+ "' is refused, and nothing of it was sent: the mode of the client '" + this.options.clientId()
				+ "' is " + this.options.mode() + ", and only a PUBLISHER publishes", null, null);
	}

	@Override
	public HandlerRegistration subscribe(SubscribeRequest request) {
		if (!this.options.allowControlCharacters()) {
			request.subscriptions()
				.forEach((subscription) -> ControlCharacters.refuse("Topic filter", subscription.topicFilter()));
			ControlCharacters.refuse(request.userProperties());
		}
		return this.parts.registrations().subscribe(request);
	}

	@Override
	public CompletableFuture<SubscribeResult> unsubscribe(UnsubscribeRequest request) {
		return this.parts.registrations().unsubscribe(request.topicFilters(), request.userProperties());
	}

	@Override
	public CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout) {
		if (this.options.mode() != ClientMode.PUBLISHER) {
			return CompletableFuture.failedFuture(refusal("request on", request));
		}
		return this.requests.request(request, timeout);
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		ClientFuture<Void> future = new ClientFuture<>();
		this.calls.run(() -> {
			Connection connection = this.parts.lifecycle().connection();
			if (connection == null) {
				future.completeExceptionally(new MqttException("There is no connection to authenticate again"));
			}
			else {
				connection.reauthenticate(future);
			}
		}, future);
		return future;
	}

	@Override
	public ConnectionState state() {
		return this.parts.lifecycle().status().state();
	}

	@Override
	public @Nullable ConnectResult connectResult() {
		return this.parts.lifecycle().status().result();
	}

	@Override
	public @Nullable Throwable lastFailure() {
		return this.parts.lifecycle().status().lastFailure();
	}

	@Override
	public @Nullable ClientIdConflict clientIdConflict() {
		return this.parts.lifecycle().status().conflict();
	}

	@Override
	public int pendingPublishes() {
		return this.parts.queue().messages();
	}

	@Override
	public ClientStatistics statistics() {
		Counters counters = this.parts.counters();
		return ClientStatistics.builder()
			.sent(counters.byQos(Counters.SENT))
			.received(counters.byQos(Counters.RECEIVED))
			.bytesSent(counters.get(Counters.BYTES_SENT))
			.bytesReceived(counters.get(Counters.BYTES_RECEIVED))
			.dropped(counters.get(Counters.DROPPED) + this.refused.sum())
			.inboundDropped(counters.get(Counters.INBOUND_DROPPED))
			.unmatched(counters.get(Counters.UNMATCHED))
			.handlerFailures(this.parts.handlerFailures())
			.connects(this.parts.lifecycle().status().connects())
			.pendingPublishes(this.parts.queue().messages())
			.pendingBytes(this.parts.queue().bytes())
			.inFlight((int) counters.get(Counters.IN_FLIGHT))
			.unhandledBytes(this.parts.dispatcher().unhandledBytes())
			.build();
	}

	@Override
	public MqttClientOptions options() {
		return this.options;
	}

	@Override
	public void close() {
		boolean first = this.parts.close();
		if (Thread.currentThread() instanceof IoThread) {
			return;
		}
		this.parts.dispatcher().releaseCaller();
		Duration limit = this.options.closeTimeout().plus(GOODBYE);
		try {
			this.parts.closing().closed().get(limit.toMillis(), TimeUnit.MILLISECONDS);
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

}
