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

package io.mqttworks.spring.integration;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttMessageContext;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttPayloadConversionException;
import io.mqttworks.spring.support.TopicPatterns;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Subscribes to topics and sends what comes to a channel. Shares the client of its
 * connection with handler methods and templates, and treats failures as they do: what the
 * flow throws goes to the error channel; without one the message is tried again,
 * recovered or left to {@link io.mqttworks.client.HandlerFailurePolicy}, as the container
 * factory is set up.
 * <p>
 * A message is acknowledged when sending it to the channel returned. Flows that hand
 * messages over to other threads, and must not lose them, use {@link AckMode#MANUAL} and
 * acknowledge through the header
 * {@link org.springframework.integration.IntegrationMessageHeaderAccessor#ACKNOWLEDGMENT_CALLBACK}.
 * <p>
 * Headers are those of {@link io.mqttworks.spring.support.MqttHeaders}, and user
 * properties the {@link MqttHeaderMapper} lets through.
 */
public class MqttMessageDrivenChannelAdapter extends MessageProducerSupport {

	private final MqttListenerContainerFactory containerFactory;

	private final List<TopicTemplate> topics;

	private final TopicPatterns patterns;

	private @Nullable MqttMessageConverter converter;

	private @Nullable MqttHeaderMapper headerMapper;

	private ResolvableType payloadType = ResolvableType.forClass(byte[].class);

	private @Nullable String connection;

	private @Nullable String sharedGroup;

	private Qos qos = Qos.AT_LEAST_ONCE;

	private AckMode ackMode = AckMode.AUTO;

	private @Nullable Integer concurrency;

	private @Nullable InboundMessages messages;

	private @Nullable MqttListenerContainer container;

	/**
	 * Creates an adapter.
	 * @param containerFactory makes the container behind the adapter
	 * @param topics topic filters; a level can be a variable such as {@code {zone}}
	 */
	public MqttMessageDrivenChannelAdapter(MqttListenerContainerFactory containerFactory, String... topics) {
		Assert.notNull(containerFactory, "'containerFactory' must not be null");
		this.containerFactory = containerFactory;
		this.topics = List.of(topics).stream().map(TopicTemplate::of).toList();
		this.patterns = new TopicPatterns(this.topics);
	}

	/**
	 * Sets what payloads are converted to; the default is {@code byte[]}, as they are.
	 * @param payloadType the type
	 */
	public void setPayloadType(Class<?> payloadType) {
		setPayloadType(ResolvableType.forClass(payloadType));
	}

	/**
	 * Sets what payloads are converted to.
	 * @param payloadType the type
	 */
	public void setPayloadType(ResolvableType payloadType) {
		this.payloadType = payloadType;
	}

	/**
	 * Sets what converts payloads; the default is the only bean of the type.
	 * @param converter the converter
	 */
	public void setMessageConverter(MqttMessageConverter converter) {
		this.converter = converter;
	}

	/**
	 * Sets which user properties become headers; the default is the only bean of the
	 * type, or none.
	 * @param headerMapper the mapper
	 */
	public void setHeaderMapper(MqttHeaderMapper headerMapper) {
		this.headerMapper = headerMapper;
	}

	/**
	 * Sets the name or qualifier of the client; the default is the only or primary one.
	 * @param connection the name
	 */
	public void setConnection(@Nullable String connection) {
		this.connection = connection;
	}

	/**
	 * Sets the group that shares the messages; the default is none.
	 * @param sharedGroup the group
	 */
	public void setSharedGroup(@Nullable String sharedGroup) {
		this.sharedGroup = sharedGroup;
	}

	/**
	 * Sets the highest quality of service; the default is QoS 1.
	 * @param qos the quality of service
	 */
	public void setQos(Qos qos) {
		this.qos = qos;
	}

	/**
	 * Sets who acknowledges; the default is the adapter.
	 * @param ackMode the mode
	 */
	public void setAckMode(AckMode ackMode) {
		this.ackMode = ackMode;
	}

	/**
	 * Sets how many messages are sent at a time, divided by topic; the default is the
	 * container factory's.
	 * @param concurrency at least 1
	 */
	public void setConcurrency(@Nullable Integer concurrency) {
		this.concurrency = concurrency;
	}

	@Override
	public String getComponentType() {
		return "mqtt:inbound-channel-adapter";
	}

	@Override
	protected void onInit() {
		super.onInit();
		IntegrationBeans beans = new IntegrationBeans(getBeanFactory());
		this.messages = new InboundMessages(beans.converter(this.converter), beans.headerMapper(this.headerMapper),
				getMessageBuilderFactory());
		String id = getComponentName();
		this.container = this.containerFactory.createContainer(
				MqttListenerEndpoint.builder(StringUtils.hasText(id) ? id : getComponentType(), this::onMessage)
					.topics(this.topics)
					.connection(this.connection)
					.sharedGroup(this.sharedGroup)
					.qos(this.qos)
					.ackMode(this.ackMode)
					.concurrency(this.concurrency)
					.build());
		if (isAutoStartup()) {
			// Before the client connects, for the messages of a stored session.
			this.container.subscribe();
		}
	}

	/**
	 * Returns the container behind this adapter.
	 * @return the container
	 */
	public MqttListenerContainer getContainer() {
		Assert.state(this.container != null, "The adapter is not initialized");
		return this.container;
	}

	private @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) {
		Assert.state(this.messages != null, "The adapter is not initialized");
		Message<byte[]> raw = this.messages.raw(message, this.patterns.match(context.topicFilter(), message.topic()),
				context.acknowledgment());
		Message<?> converted;
		try {
			converted = this.messages.convert(raw, message, this.payloadType);
		}
		catch (MqttPayloadConversionException ex) {
			MessageConversionException failure = new MessageConversionException(raw, String.valueOf(ex.getMessage()),
					ex);
			if (sendErrorMessageIfNecessary(raw, failure)) {
				return null;
			}
			throw failure;
		}
		sendMessage(converted);
		return null;
	}

	@Override
	protected void doStart() {
		super.doStart();
		getContainer().start();
	}

	@Override
	protected void doStop() {
		super.doStop();
		getContainer().stop();
	}

	@Override
	protected void doStop(Runnable callback) {
		super.doStop();
		getContainer().stop(callback);
	}

	/**
	 * Unsubscribes, unless the application context is closed: then the server keeps what
	 * comes for the session.
	 */
	@Override
	public void destroy() {
		super.destroy();
		boolean closing = getApplicationContext() instanceof ConfigurableApplicationContext context
				&& context.isClosed();
		if (!closing && this.container != null) {
			this.container.unsubscribe();
		}
	}

}
