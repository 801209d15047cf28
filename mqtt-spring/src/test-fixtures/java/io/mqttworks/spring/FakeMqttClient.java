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

package io.mqttworks.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.mqttworks.client.AsyncMessageHandler;
import io.mqttworks.client.ClientStatistics;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UnsubscribeRequest;
import org.jspecify.annotations.Nullable;

/**
 * A client without a network: keeps what it is told, and hands messages to handlers on
 * the thread of the test.
 */
public class FakeMqttClient implements MqttClient {

	public final List<MqttMessage> published = new ArrayList<>();

	public final List<String> calls = new ArrayList<>();

	public final Map<Subscription, Handler> handlers = new LinkedHashMap<>();

	public Function<MqttMessage, CompletableFuture<PublishResult>> onPublish = (message) -> CompletableFuture
		.completedFuture(PublishResult.SUCCESS);

	public Function<MqttMessage, CompletableFuture<MqttMessage>> onRequest = (message) -> new CompletableFuture<>();

	public CompletableFuture<SubscribeResult> onSubscribe = CompletableFuture
		.completedFuture(SubscribeResult.builder(List.of(), List.of()).build());

	public @Nullable MqttConnectException refuse;

	public ConnectionState state = ConnectionState.IDLE;

	public @Nullable Throwable lastFailure;

	public long connects;

	private final MqttClientOptions options;

	private @Nullable ConnectResult connection;

	public FakeMqttClient() {
		this(MqttClient.builder("mqtt://localhost").options());
	}

	public FakeMqttClient(MqttClientOptions options) {
		this.options = options;
	}

	public FakeMqttClient connected(MqttVersion version) {
		this.connection = ConnectResult.builder(ServerAddress.parse("mqtt://broker:1883"), version, "chosen")
			.keepAlive(Duration.ofSeconds(60))
			.subscriptionIdentifiersAvailable(true)
			.build();
		this.state = ConnectionState.CONNECTED;
		this.connects++;
		return this;
	}

	/**
	 * Delivers a message as the client would: once to each handler one of whose filters
	 * matches.
	 */
	public Delivery deliver(String topic, String payload) {
		return deliver(MqttMessage.received(topic, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, false,
				false, 1, MessageProperties.NONE));
	}

	public Delivery deliver(MqttMessage message) {
		Set<Handler> matching = new LinkedHashSet<>();
		this.handlers.forEach((subscription, handler) -> {
			if (Topics.matches(subscription.topicFilter(), message.topic())) {
				matching.add(handler);
			}
		});
		Delivery delivery = new Delivery(matching.size());
		for (Handler handler : matching) {
			try {
				if (handler instanceof DeliveryHandler manual) {
					manual.onMessage(message, delivery.forHandler());
				}
				else if (handler instanceof AsyncMessageHandler async) {
					delivery.stages.add(async.onMessage(message).toCompletableFuture());
				}
				else if (handler instanceof MessageHandler plain) {
					plain.onMessage(message);
				}
			}
			catch (Exception ex) {
				delivery.stages.add(CompletableFuture.failedFuture(ex));
			}
		}
		return delivery;
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		this.calls.add("connect");
		return CompletableFuture.completedFuture(this.connection);
	}

	@Override
	public ConnectResult connect(Duration timeout) {
		this.calls.add("connect");
		if (this.refuse != null) {
			throw this.refuse;
		}
		connected(MqttVersion.MQTT_5);
		return this.connection;
	}

	@Override
	public void start() {
		this.calls.add("start");
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		this.calls.add("reconnect");
		return connect();
	}

	@Override
	public CompletableFuture<Void> disconnect(DisconnectOptions options) {
		this.calls.add("disconnect");
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		Topics.validateName(message.topic());
		this.published.add(message);
		return this.onPublish.apply(message);
	}

	@Override
	public HandlerRegistration subscribe(SubscribeRequest request) {
		List<Subscription> subscriptions = request.subscriptions();
		this.calls.add("subscribe " + subscriptions.stream().map(Subscription::topicFilter).toList());
		for (Subscription subscription : subscriptions) {
			this.handlers.keySet().removeIf((other) -> other.topicFilter().equals(subscription.topicFilter()));
			this.handlers.put(subscription, request.handler());
		}
		return new Registration(request, this.onSubscribe);
	}

	@Override
	public CompletableFuture<SubscribeResult> unsubscribe(UnsubscribeRequest request) {
		List<String> topicFilters = request.topicFilters();
		this.calls.add("unsubscribe " + topicFilters);
		this.handlers.keySet().removeIf((subscription) -> topicFilters.contains(subscription.topicFilter()));
		return CompletableFuture.completedFuture(SubscribeResult.builder(List.of(), List.of()).build());
	}

	@Override
	public CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout) {
		this.calls.add("request " + timeout.toMillis() + " ms");
		this.published.add(request);
		return this.onRequest.apply(request);
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ConnectionState state() {
		return this.state;
	}

	@Override
	public @Nullable ConnectResult connectResult() {
		return this.connection;
	}

	@Override
	public @Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	@Override
	public int pendingPublishes() {
		return 0;
	}

	@Override
	public ClientStatistics statistics() {
		return ClientStatistics.builder().connects(this.connects).build();
	}

	@Override
	public MqttClientOptions options() {
		return this.options;
	}

	@Override
	public void close() {
		this.calls.add("close");
		this.state = ConnectionState.CLOSED;
	}

	private final class Registration implements HandlerRegistration {

		private final SubscribeRequest request;

		private final CompletableFuture<SubscribeResult> result;

		Registration(SubscribeRequest request, CompletableFuture<SubscribeResult> result) {
			this.request = request;
			this.result = result;
		}

		@Override
		public CompletableFuture<SubscribeResult> result() {
			return this.result;
		}

		@Override
		public List<SubscriptionStatus> status() {
			SubscriptionStatus.State state = this.result.isCompletedExceptionally() ? SubscriptionStatus.State.REFUSED
					: SubscriptionStatus.State.SUBSCRIBED;
			return this.request.subscriptions()
				.stream()
				.map((subscription) -> new SubscriptionStatus(subscription.topicFilter(), state, null))
				.toList();
		}

		@Override
		public CompletableFuture<SubscribeResult> unsubscribe() {
			return FakeMqttClient.this
				.unsubscribe(this.request.subscriptions().stream().map(Subscription::topicFilter).toList());
		}

	}

	/**
	 * What became of a delivered message.
	 */
	public static final class Delivery {

		public final int handlers;

		public final List<CompletableFuture<?>> stages = new ArrayList<>();

		public final List<String> acknowledgments = new CopyOnWriteArrayList<>();

		Delivery(int handlers) {
			this.handlers = handlers;
		}

		public boolean isHandled() {
			return this.stages.stream().allMatch((stage) -> stage.isDone() && !stage.isCompletedExceptionally());
		}

		public boolean isDone() {
			return this.stages.stream().allMatch(CompletableFuture::isDone);
		}

		public @Nullable Throwable failure() {
			for (CompletableFuture<?> stage : this.stages) {
				if (stage.isCompletedExceptionally()) {
					return stage.handle((result, failure) -> failure).join();
				}
			}
			return null;
		}

		io.mqttworks.client.Delivery forHandler() {
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.stages.add(stage);
			return new io.mqttworks.client.Delivery() {

				@Override
				public List<String> topicFilters() {
					return List.of();
				}

				@Override
				public void acknowledge() {
					note("acknowledged", null);
				}

				@Override
				public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
					note("rejected " + reasonCode, null);
				}

				@Override
				public void leaveUnacknowledged() {
					note("left", new IllegalStateException("left unacknowledged"));
				}

				@Override
				public void fail(Throwable cause) {
					note("failed", cause);
				}

				private void note(String outcome, @Nullable Throwable failure) {
					Delivery.this.acknowledgments.add(outcome);
					if (failure == null) {
						stage.complete(null);
					}
					else {
						stage.completeExceptionally(failure);
					}
				}

			};
		}

	}

}
