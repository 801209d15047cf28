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

import java.nio.ByteBuffer;
import java.time.Duration;
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
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and their replies (MQTT 5 section 4.10). Subscribes to one topic of its own
 * with the first request. Any thread.
 */
final class RequestReply {

	private static final Logger logger = LoggerFactory.getLogger(RequestReply.class);

	private final MqttClient client;

	private final EventLoop loop;

	private final AtomicLong lastNumber = new AtomicLong();

	private final Map<Long, ClientFuture<MqttMessage>> open = new ConcurrentHashMap<>();

	private @Nullable String topic;

	private @Nullable CompletableFuture<SubscribeResult> subscribed;

	RequestReply(MqttClient client, EventLoop loop) {
		this.client = client;
		this.loop = loop;
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
					"The request on '" + request.topic()
							+ "' needs a response topic, which MQTT 5 has and this connection's MQTT 3.1.1 has not",
					ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null));
			return reply;
		}
		Future<?> timer;
		try {
			timer = this.loop.schedule(() -> timedOut(request, reply, timeout), timeout.toMillis(),
					TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			reply.completeExceptionally(new MqttClosedException("The client is closed", null, null));
			return reply;
		}
		long number = this.lastNumber.incrementAndGet();
		this.open.put(number, reply);
		reply.whenComplete((message, failure) -> {
			this.open.remove(number);
			timer.cancel(false);
		});
		subscribed().thenCompose((subscription) -> publish(request, number, reply)).whenComplete((result, failure) -> {
			if (failure != null) {
				reply.completeExceptionally((failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure);
			}
		});
		return reply;
	}

	private static void timedOut(MqttMessage request, ClientFuture<MqttMessage> reply, Duration timeout) {
		String message = "No reply to the request on '" + request.topic() + "' within " + timeout.toMillis() + " ms";
		reply.completeExceptionally(new MqttException(message, null, new TimeoutException(message)));
	}

	private CompletableFuture<PublishResult> publish(MqttMessage request, long number,
			ClientFuture<MqttMessage> reply) {
		if (reply.isDone()) {
			// Nobody waits for it any more: it timed out before there was a connection.
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}
		return this.client.publish(withReplyTo(request, number));
	}

	private MqttMessage withReplyTo(MqttMessage request, long number) {
		return request.toBuilder()
			.responseTopic(this.topic)
			.correlationData(ByteBuffer.allocate(Long.BYTES).putLong(number).array())
			.build();
	}

	private synchronized CompletableFuture<SubscribeResult> subscribed() {
		CompletableFuture<SubscribeResult> current = this.subscribed;
		if (current == null || current.isCompletedExceptionally()) {
			ConnectResult server = this.client.connectResult();
			String base = (server != null && server.responseInformation() != null) ? server.responseInformation()
					: "replies";
			String replies = (base.endsWith("/") ? base : base + "/") + UUID.randomUUID();
			this.topic = replies;
			current = this.client.subscribe(replies, Qos.AT_LEAST_ONCE, this::reply).result();
			this.subscribed = current;
		}
		return current;
	}

	private void reply(MqttMessage message) {
		byte[] correlation = message.correlationData();
		ClientFuture<MqttMessage> waiting = (correlation != null && correlation.length == Long.BYTES)
				? this.open.get(ByteBuffer.wrap(correlation).getLong()) : null;
		if (waiting != null) {
			waiting.complete(message);
		}
		else {
			logger.debug("A reply came on {} that no request waits for, or not any more", message.topic());
		}
	}

	void close(MqttException cause) {
		this.open.values().forEach((reply) -> reply.completeExceptionally(cause));
	}

}
