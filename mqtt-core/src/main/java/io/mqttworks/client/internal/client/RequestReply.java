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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Text;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.logging.Loggers;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Requests and their replies (MQTT 5 section 4.10). Subscribes with the first request, to
 * one topic that is named after the client, so that a session that is kept has one such
 * subscription and not one for each process; unsubscribes when the client leaves. Any
 * thread.
 */
final class RequestReply {

	private final Logger logger;

	private static final String BASE = "replies/";

	private final MqttClient client;

	private final ClientParts parts;

	/** The last level of the topic of replies. */
	private final String name;

	/**
	 * Starts at a random number, so that a late reply to an earlier process matches no
	 * request.
	 */
	private final AtomicLong lastNumber = new AtomicLong(UUID.randomUUID().getMostSignificantBits());

	private final Map<Long, ClientFuture<MqttMessage>> open = new ConcurrentHashMap<>();

	private @Nullable String topic;

	private @Nullable HandlerRegistration registration;

	RequestReply(MqttClient client, ClientParts parts) {
		this.logger = Loggers.get(RequestReply.class, client.options().name());
		this.client = client;
		this.parts = parts;
		String clientId = client.options().clientId();
		this.name = clientId.isEmpty() ? UUID.randomUUID().toString() : level(clientId);
		if (!clientId.isEmpty() && !client.options().cleanStart()) {
			parts.calls().execute(() -> parts.session().repliesTopic(BASE + this.name));
		}
	}

	// Escapes what a level of a topic cannot have, and control characters, which some
	// servers refuse.
	private static String level(String clientId) {
		StringBuilder level = new StringBuilder();
		clientId.codePoints().forEach((character) -> {
			if (character == '+' || character == '#' || character == '%' || character == '/'
					|| Character.isISOControl(character)) {
				level.append(String.format("%%%02X", character));
			}
			else {
				level.appendCodePoint(character);
			}
		});
		return level.toString();
	}

	CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout) {
		if (request.responseTopic() != null || request.correlationData() != null) {
			throw new IllegalArgumentException(
					"A request must not have a response topic or correlation data of its own");
		}
		ClientFuture<MqttMessage> reply = new ClientFuture<>();
		ConnectResult server = this.client.connectResult();
		boolean mqtt5 = (server != null) ? server.version() == MqttVersion.MQTT_5
				: this.client.options().version().allows(MqttVersion.MQTT_5);
		if (!mqtt5) {
			reply.completeExceptionally(new MqttException(
					"The request on '" + Text.escape(request.topic())
							+ "' needs a response topic, which MQTT 5 has and this connection's MQTT 3.1.1 has not",
					ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null));
			return reply;
		}
		long deadline = System.nanoTime() + timeout.toNanos();
		Future<?> timer;
		try {
			timer = this.parts.loop()
				.schedule(() -> timedOut(request, reply, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			reply.completeExceptionally(EventLoopCalls.closed());
			return reply;
		}
		long number = this.lastNumber.incrementAndGet();
		this.open.put(number, reply);
		reply.whenComplete((message, failure) -> {
			this.open.remove(number);
			timer.cancel(false);
		});
		subscribed().thenCompose((subscription) -> publish(request, number, deadline, reply))
			.whenComplete((result, failure) -> {
				if (failure != null) {
					reply.completeExceptionally((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
				}
			});
		return reply;
	}

	private static void timedOut(MqttMessage request, ClientFuture<MqttMessage> reply, Duration timeout) {
		String message = "No reply to the request on '" + Text.escape(request.topic()) + "' within "
				+ timeout.toMillis() + " ms";
		reply.completeExceptionally(new MqttException(message, null, new TimeoutException(message)));
	}

	private CompletableFuture<PublishResult> publish(MqttMessage request, long number, long deadline,
			ClientFuture<MqttMessage> reply) {
		if (reply.isDone()) {
			// The request timed out before there was a connection.
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}
		CompletableFuture<PublishResult> published = this.client.publish(complete(request, number, deadline));
		reply.whenComplete((message, failure) -> {
			if (failure != null) {
				// A request that is not sent yet must not be, as nobody waits for the
				// reply.
				published.cancel(false);
			}
		});
		return published;
	}

	private MqttMessage complete(MqttMessage request, long number, long deadline) {
		Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
		Duration expiry = Duration.ofSeconds(left.plusSeconds(1).minusNanos(1).toSeconds());
		Duration own = request.messageExpiry();
		return request.toBuilder()
			.messageExpiry((own != null && own.compareTo(expiry) < 0) ? own : expiry)
			.responseTopic(this.topic)
			.correlationData(ByteBuffer.allocate(Long.BYTES).putLong(number).array())
			.build();
	}

	private synchronized CompletableFuture<SubscribeResult> subscribed() {
		HandlerRegistration current = this.registration;
		if (current != null && current.result().isCompletedExceptionally()) {
			// Otherwise each request after a refusal would leave one more.
			current.unsubscribe();
			current = null;
		}
		if (current == null) {
			ConnectResult server = this.client.connectResult();
			String base = (server != null && server.responseInformation() != null) ? server.responseInformation()
					: BASE;
			String replies = (base.endsWith("/") ? base : base + "/") + this.name;
			this.topic = replies;
			MessageHandler handler = this::reply;
			current = this.client
				.subscribe(SubscribeRequest.builder(List.of(Subscription.of(replies, Qos.AT_LEAST_ONCE)), handler)
					.name("replies to requests")
					.build());
			this.registration = current;
		}
		return current.result();
	}

	private void reply(MqttMessage message) {
		byte[] correlation = message.correlationData();
		ClientFuture<MqttMessage> waiting = (correlation != null && correlation.length == Long.BYTES)
				? this.open.get(ByteBuffer.wrap(correlation).getLong()) : null;
		if (waiting != null) {
			waiting.complete(message);
		}
		else {
			this.logger.debug("A reply came on {} that no request waits for, or not any more", message.topic());
		}
	}

	/**
	 * Returns whether replies are waited for. Any thread.
	 * @return {@code true} if a request is open
	 */
	boolean isOpen() {
		return !this.open.isEmpty();
	}

	/**
	 * The client leaves the server: the server takes no replies for it any more, unless a
	 * request is sent on a later connection. Event loop.
	 */
	void leave() {
		HandlerRegistration left = takeRegistration();
		if (left != null) {
			this.parts.leave(left);
		}
	}

	private synchronized @Nullable HandlerRegistration takeRegistration() {
		HandlerRegistration taken = this.registration;
		this.registration = null;
		return taken;
	}

	void close(MqttException cause) {
		this.open.values().forEach((reply) -> reply.completeExceptionally(cause));
	}

}
