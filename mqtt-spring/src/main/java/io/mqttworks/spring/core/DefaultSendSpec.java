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
import java.util.function.Function;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.core.MqttOperations.SendSpec;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttMessageConverter.WrittenPayload;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * A message in the making, and how it is sent.
 */
final class DefaultSendSpec implements SendSpec {

	private final SendDefaults defaults;

	private final TemplateClient client;

	private final MqttMessageConverter converter;

	private final Function<String, TopicTemplate> templates;

	private final @Nullable Object payload;

	private final boolean utf8Payload;

	private @Nullable ResolvableType payloadType;

	private @Nullable String topic;

	private @Nullable String topicTemplate;

	private Qos qos;

	private boolean retain;

	private @Nullable Duration messageExpiry;

	private boolean messageExpirySet;

	private @Nullable String contentType;

	/** That of the object that is sent. It chooses the converter on 3.1.1 as well. */
	private final @Nullable String ownContentType;

	private Duration replyTimeout;

	private @Nullable String responseTopic;

	private byte @Nullable [] correlationData;

	private final List<UserProperty> userProperties = new ArrayList<>();

	/**
	 * Creates a message.
	 * @param payload what is sent
	 * @param defaults for what nobody sets
	 * @param client publishes it
	 * @param converter writes its payload, and reads that of a reply
	 * @param templates parses templates of topics
	 */
	DefaultSendSpec(@Nullable Object payload, SendDefaults defaults, TemplateClient client,
			MqttMessageConverter converter, Function<String, TopicTemplate> templates) {
		this.defaults = defaults;
		this.client = client;
		this.converter = converter;
		this.templates = templates;
		SentObject sent = SentObject.of(payload);
		this.payload = sent.payload();
		this.topic = sent.topic();
		this.qos = (sent.qos() != null) ? sent.qos() : defaults.qos();
		this.retain = (sent.retain() != null) ? sent.retain() : defaults.retain();
		this.messageExpiry = (sent.messageExpiry() != null) ? sent.messageExpiry() : defaults.messageExpiry();
		this.messageExpirySet = sent.messageExpiry() != null;
		this.replyTimeout = defaults.replyTimeout();
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
		TopicTemplate template = this.templates.apply(topicTemplate);
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
		// On MQTT 3.1.1 defaults are left out; what was set for this message is sent, and
		// refused.
		boolean mqtt5 = MqttVersions.isMqtt5(this.client.target());
		WrittenPayload written = this.converter.write(this.payload, chosenContentType(), this.payloadType);
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
	 * The default is for objects. Only the sender knows what bytes and texts are.
	 */
	private @Nullable String chosenContentType() {
		if (this.contentType == null && this.ownContentType != null) {
			return this.ownContentType;
		}
		if (this.contentType != null || this.payload == null || this.payload instanceof byte[]
				|| this.payload instanceof ByteBuffer || this.payload instanceof CharSequence) {
			return this.contentType;
		}
		return this.defaults.contentType();
	}

	@Override
	public SendSpec replyTimeout(Duration replyTimeout) {
		Assert.isTrue(replyTimeout.toMillis() > 0, "'replyTimeout' must be at least a millisecond");
		this.replyTimeout = replyTimeout;
		return this;
	}

	@Override
	public PublishResult send() {
		return this.client.publishAndWait(toMessage(), this.topicTemplate, this.defaults.timeout());
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync() {
		return this.client.publish(toMessage(), this.topicTemplate);
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
		return read(this.client.requestAndWait(toMessage(), this.topicTemplate, this.replyTimeout), replyType);
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
		return this.client.request(toMessage(), this.topicTemplate, this.replyTimeout)
			.thenApply((reply) -> read(reply, replyType));
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T read(MqttMessage reply, ResolvableType type) {
		if (type.resolve() == MqttMessage.class) {
			return (T) reply;
		}
		return (T) this.converter.read(reply.payload(), reply.contentType(), type);
	}

}
