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

package io.mqttworks.spring.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttMessageConverter.WrittenPayload;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * Publishes messages with a {@link MqttClient}. Defaults are set before the template is
 * used, not later.
 */
public class MqttTemplate implements MqttOperations {

	private static final int CACHED_TEMPLATES = 256;

	private final MqttClient client;

	private final MqttMessageConverter converter;

	private final ConcurrentLruCache<String, TopicTemplate> templates = new ConcurrentLruCache<>(CACHED_TEMPLATES,
			TopicTemplate::of);

	private Qos defaultQos = Qos.AT_LEAST_ONCE;

	private boolean defaultRetain;

	private @Nullable Duration defaultMessageExpiry;

	private @Nullable String defaultContentType;

	private Duration timeout = Duration.ofSeconds(10);

	private List<MqttPublishInterceptor> interceptors = List.of();

	private Duration replyTimeout = Duration.ofSeconds(10);

	/**
	 * Creates a template.
	 * @param client the client
	 * @param converter makes payloads of objects
	 */
	public MqttTemplate(MqttClient client, MqttMessageConverter converter) {
		Assert.notNull(client, "'client' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		this.client = client;
		this.converter = converter;
	}

	/**
	 * Sets the quality of service of messages that do not say; the default is QoS 1.
	 * @param defaultQos the quality of service
	 */
	public void setDefaultQos(Qos defaultQos) {
		Assert.notNull(defaultQos, "'defaultQos' must not be null");
		this.defaultQos = defaultQos;
	}

	/**
	 * Sets whether messages that do not say are retained; the default is not.
	 * @param defaultRetain whether they are
	 */
	public void setDefaultRetain(boolean defaultRetain) {
		this.defaultRetain = defaultRetain;
	}

	/**
	 * Sets how long messages that do not say are worth delivering; the default is for
	 * ever. Used on connections that speak MQTT 5 only.
	 * @param defaultMessageExpiry whole seconds; {@code null} for ever
	 * @throws IllegalArgumentException if it is negative, or more than 4,294,967,295
	 * seconds
	 */
	public void setDefaultMessageExpiry(@Nullable Duration defaultMessageExpiry) {
		MqttMessage.builder("any").messageExpiry(defaultMessageExpiry).build();
		this.defaultMessageExpiry = defaultMessageExpiry;
	}

	/**
	 * Sets the content type objects are written with when the message does not say; the
	 * default is that of the first converter. On MQTT 3.1.1 it chooses the converter, but
	 * is not sent.
	 * @param defaultContentType a MIME type one of the converters writes, or {@code null}
	 * @throws IllegalArgumentException if it is no MIME type, or no converter writes it
	 */
	public void setDefaultContentType(@Nullable String defaultContentType) {
		if (defaultContentType != null) {
			this.converter.checkWritable(defaultContentType);
		}
		this.defaultContentType = defaultContentType;
	}

	/**
	 * Sets how long a blocking call waits for the server's acknowledgement; the default
	 * is 10 seconds.
	 * @param timeout more than zero
	 */
	public void setTimeout(Duration timeout) {
		Assert.isTrue(timeout.toMillis() > 0, "'timeout' must be at least a millisecond");
		this.timeout = timeout;
	}

	/**
	 * Sets how long a request waits for its reply; the default is 10 seconds.
	 * @param replyTimeout more than zero
	 */
	public void setReplyTimeout(Duration replyTimeout) {
		Assert.isTrue(replyTimeout.toMillis() > 0, "'replyTimeout' must be at least a millisecond");
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Sets what comes between this template and its client; the default is nothing.
	 * @param interceptors the interceptors, the outermost first
	 */
	public void setInterceptors(List<MqttPublishInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	/**
	 * Returns the client this template publishes with.
	 * @return the client
	 */
	public MqttClient getClient() {
		return this.client;
	}

	@Override
	public void send(String topicTemplate, @Nullable Object payload, Object... variables) {
		newMessage(payload).topic(topicTemplate, variables).send();
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topicTemplate, @Nullable Object payload,
			Object... variables) {
		return newMessage(payload).topic(topicTemplate, variables).sendAsync();
	}

	@Override
	public <T> @Nullable T sendAndReceive(String topicTemplate, @Nullable Object payload, Class<T> replyType,
			Object... variables) {
		return newMessage(payload).topic(topicTemplate, variables).sendAndReceive(replyType);
	}

	@Override
	public SendSpec newMessage(@Nullable Object payload) {
		return new DefaultSendSpec(payload);
	}

	private <T> CompletableFuture<T> intercept(MqttMessage message, @Nullable String topicTemplate,
			Function<MqttMessage, CompletableFuture<T>> publisher) {
		Function<MqttMessage, CompletableFuture<T>> chain = publisher;
		for (int i = this.interceptors.size() - 1; i >= 0; i--) {
			MqttPublishInterceptor interceptor = this.interceptors.get(i);
			Function<MqttMessage, CompletableFuture<T>> next = chain;
			chain = (current) -> interceptor.intercept(new MqttPublication(this.client, current, topicTemplate), next);
		}
		return chain.apply(message);
	}

	private PublishResult sendAndWait(MqttMessage message, CompletableFuture<PublishResult> future) {
		String what = "Message to '" + message.topic() + "' (QoS " + message.qos().value() + ")";
		try {
			return future.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new MqttPublishException(what + " was not acknowledged within " + this.timeout.toMillis()
					+ " ms. It was not taken back and can still arrive. " + connectionState(), null, ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			// What was under way when the client was closed may have arrived, or still
			// do.
			String outcome = (cause instanceof MqttClosedException) ? " was not acknowledged: "
					: " was not published: ";
			throw new MqttPublishException(what + outcome + cause.getMessage(),
					(cause instanceof MqttException mqtt) ? mqtt.reasonCode() : null, cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttPublishException(
					"Interrupted while waiting for the acknowledgement. " + what + " can still arrive", null, ex);
		}
	}

	private static MqttMessage await(CompletableFuture<MqttMessage> reply, String topic) {
		try {
			return reply.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new MqttException("The request to '" + topic + "' failed: " + cause.getMessage(),
					(cause instanceof MqttException mqtt) ? mqtt.reasonCode() : null,
					(cause.getCause() instanceof TimeoutException) ? cause.getCause() : cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttException("Interrupted while waiting for the reply to the request to '" + topic + "'", null,
					ex);
		}
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T read(MqttMessage reply, ResolvableType type) {
		if (type.resolve() == MqttMessage.class) {
			return (T) reply;
		}
		return (T) this.converter.read(reply.payload(), reply.contentType(), type);
	}

	private String connectionState() {
		Throwable failure = this.client.lastFailure();
		return "The client is " + this.client.state()
				+ ((failure != null && !this.client.isConnected()) ? ": " + failure.getMessage() : "");
	}

	private final class DefaultSendSpec implements SendSpec {

		private final @Nullable Object payload;

		private final boolean utf8Payload;

		private @Nullable ResolvableType payloadType;

		private @Nullable String topic;

		private @Nullable String topicTemplate;

		private Qos qos = MqttTemplate.this.defaultQos;

		private boolean retain = MqttTemplate.this.defaultRetain;

		private @Nullable Duration messageExpiry = MqttTemplate.this.defaultMessageExpiry;

		private boolean messageExpirySet;

		private @Nullable String contentType;

		/** What the object that is sent says; it chooses the converter on 3.1.1, too. */
		private final @Nullable String ownContentType;

		private Duration replyTimeout = MqttTemplate.this.replyTimeout;

		private @Nullable String responseTopic;

		private byte @Nullable [] correlationData;

		private final List<UserProperty> userProperties = new ArrayList<>();

		DefaultSendSpec(@Nullable Object payload) {
			SentObject sent = SentObject.of(payload);
			this.payload = sent.payload();
			this.topic = sent.topic();
			this.qos = (sent.qos() != null) ? sent.qos() : this.qos;
			this.retain = (sent.retain() != null) ? sent.retain() : this.retain;
			if (sent.messageExpiry() != null) {
				messageExpiry(sent.messageExpiry());
			}
			this.ownContentType = sent.contentType();
			this.utf8Payload = sent.utf8Payload();
			this.responseTopic = sent.responseTopic();
			this.correlationData = sent.correlationData();
			this.userProperties.addAll(sent.userProperties());
		}

		@Override
		public SendSpec payloadType(ResolvableType payloadType) {
			this.payloadType = payloadType;
			return this;
		}

		@Override
		public SendSpec topic(String topicTemplate, Object... variables) {
			TopicTemplate template = MqttTemplate.this.templates.get(topicTemplate);
			topicName(template.expand(variables));
			this.topicTemplate = template.variables().isEmpty() ? null : topicTemplate;
			return this;
		}

		@Override
		public SendSpec topicName(String topicName) {
			Topics.validateName(topicName);
			this.topic = topicName;
			this.topicTemplate = null;
			return this;
		}

		@Override
		public SendSpec qos(Qos qos) {
			Assert.notNull(qos, "'qos' must not be null");
			this.qos = qos;
			return this;
		}

		@Override
		public SendSpec retain(boolean retain) {
			this.retain = retain;
			return this;
		}

		@Override
		public SendSpec messageExpiry(@Nullable Duration messageExpiry) {
			this.messageExpiry = messageExpiry;
			this.messageExpirySet = true;
			return this;
		}

		@Override
		public SendSpec contentType(String contentType) {
			this.contentType = contentType;
			return this;
		}

		@Override
		public SendSpec responseTopic(String responseTopic) {
			Topics.validateName(responseTopic);
			this.responseTopic = responseTopic;
			return this;
		}

		@Override
		public SendSpec correlationData(byte[] correlationData) {
			this.correlationData = correlationData;
			return this;
		}

		@Override
		public SendSpec userProperty(String name, String value) {
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		@Override
		public MqttMessage toMessage() {
			if (this.topic == null) {
				throw new IllegalArgumentException("The message has no topic: call topic(...) first");
			}
			// What was asked for is sent, and refused on MQTT 3.1.1; a default is not.
			boolean mqtt5 = MqttVersions.isMqtt5(MqttTemplate.this.client);
			WrittenPayload written = MqttTemplate.this.converter.write(this.payload, chosenContentType(),
					this.payloadType);
			return MqttMessage.builder(this.topic)
				.payload(written.bytes())
				.qos(this.qos)
				.retain(this.retain)
				.messageExpiry((mqtt5 || this.messageExpirySet) ? this.messageExpiry : null)
				.utf8Payload(this.utf8Payload)
				.contentType((mqtt5 || this.contentType != null) ? written.contentType() : null)
				.responseTopic(this.responseTopic)
				.correlationData(this.correlationData)
				.userProperties(this.userProperties)
				.build();
		}

		/**
		 * The default is for objects: what bytes and texts are nobody but the sender
		 * knows.
		 */
		private @Nullable String chosenContentType() {
			if (this.contentType == null && this.ownContentType != null) {
				return this.ownContentType;
			}
			if (this.contentType != null || this.payload == null || this.payload instanceof byte[]
					|| this.payload instanceof ByteBuffer || this.payload instanceof CharSequence) {
				return this.contentType;
			}
			return MqttTemplate.this.defaultContentType;
		}

		@Override
		public SendSpec replyTimeout(Duration replyTimeout) {
			Assert.isTrue(replyTimeout.toMillis() > 0, "'replyTimeout' must be at least a millisecond");
			this.replyTimeout = replyTimeout;
			return this;
		}

		@Override
		public PublishResult send() {
			MqttMessage message = toMessage();
			return sendAndWait(message, publish(message));
		}

		@Override
		public CompletableFuture<PublishResult> sendAsync() {
			return publish(toMessage());
		}

		private CompletableFuture<PublishResult> publish(MqttMessage message) {
			return intercept(message, this.topicTemplate, MqttTemplate.this.client::publish);
		}

		@Override
		public <T> @Nullable T sendAndReceive(Class<T> replyType) {
			return sendAndReceive(ResolvableType.forClass(replyType));
		}

		@Override
		public <T> @Nullable T sendAndReceive(ParameterizedTypeReference<T> replyType) {
			return sendAndReceive(ResolvableType.forType(replyType));
		}

		private <T> @Nullable T sendAndReceive(ResolvableType replyType) {
			MqttMessage message = toMessage();
			return read(await(request(message), message.topic()), replyType);
		}

		@Override
		public <T> CompletableFuture<@Nullable T> sendAndReceiveAsync(Class<T> replyType) {
			return sendAndReceiveAsync(ResolvableType.forClass(replyType));
		}

		@Override
		public <T> CompletableFuture<@Nullable T> sendAndReceiveAsync(ParameterizedTypeReference<T> replyType) {
			return sendAndReceiveAsync(ResolvableType.forType(replyType));
		}

		private <T> CompletableFuture<@Nullable T> sendAndReceiveAsync(ResolvableType replyType) {
			return request(toMessage()).thenApply((reply) -> read(reply, replyType));
		}

		private CompletableFuture<MqttMessage> request(MqttMessage message) {
			return intercept(message, this.topicTemplate,
					(current) -> MqttTemplate.this.client.request(current, this.replyTimeout));
		}

	}

}
