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

import java.time.Duration;
import java.util.Map;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.core.MqttOperations.SendSpec;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.TopicPatterns.Match;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.util.Assert;

/**
 * Publishes the messages of a channel as requests and sends the replies on (MQTT 5
 * section 4.10). Waits for each reply, unless it is {@linkplain #setAsync asynchronous}.
 * MQTT 5 only.
 */
public class MqttOutboundGateway extends AbstractReplyProducingMessageHandler {

	private final OutboundMessages messages;

	private @Nullable MqttMessageConverter converter;

	private @Nullable MqttHeaderMapper headerMapper;

	private @Nullable EvaluationContext evaluationContext;

	private @Nullable InboundMessages replies;

	private ResolvableType replyType = ResolvableType.forClass(byte[].class);

	private @Nullable Duration replyTimeout;

	/**
	 * Creates a gateway.
	 * @param template sends the requests
	 * @param topic the topic name of all requests
	 */
	public MqttOutboundGateway(MqttTemplate template, String topic) {
		this(template, new LiteralExpression(topic));
	}

	/**
	 * Creates a gateway.
	 * @param template sends the requests
	 * @param topicExpression gives the topic name of a request
	 */
	public MqttOutboundGateway(MqttTemplate template, Expression topicExpression) {
		this.messages = new OutboundMessages(template, topicExpression);
	}

	/**
	 * Sets the quality of service of requests; the default is the template's.
	 * @param qos the quality of service
	 */
	public void setQos(Qos qos) {
		this.messages.setQos(qos);
	}

	/**
	 * Sets what payloads of replies are converted to; the default is {@code byte[]}.
	 * @param replyType the type
	 */
	public void setReplyType(Class<?> replyType) {
		setReplyType(ResolvableType.forClass(replyType));
	}

	/**
	 * Sets what payloads of replies are converted to.
	 * @param replyType the type
	 */
	public void setReplyType(ResolvableType replyType) {
		this.replyType = replyType;
	}

	/**
	 * Sets how long to wait for a reply; the default is the template's.
	 * @param replyTimeout more than zero
	 */
	public void setReplyTimeout(@Nullable Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Sets what converts the payloads of replies; the default is the only bean of the
	 * type.
	 * @param converter the converter
	 */
	public void setMessageConverter(MqttMessageConverter converter) {
		this.converter = converter;
	}

	/**
	 * Sets which headers become user properties and back; the default is the only bean of
	 * the type, or none.
	 * @param headerMapper the mapper
	 */
	public void setHeaderMapper(MqttHeaderMapper headerMapper) {
		this.headerMapper = headerMapper;
	}

	@Override
	public String getComponentType() {
		return "mqtt:outbound-gateway";
	}

	@Override
	protected void doInit() {
		IntegrationBeans beans = new IntegrationBeans(getBeanFactory());
		this.headerMapper = beans.headerMapper(this.headerMapper);
		this.replies = new InboundMessages(beans.converter(this.converter), this.headerMapper,
				getMessageBuilderFactory());
		this.evaluationContext = ExpressionUtils.createStandardEvaluationContext(getBeanFactory());
	}

	@Override
	protected @Nullable Object handleRequestMessage(Message<?> message) {
		Assert.state(this.evaluationContext != null && this.headerMapper != null, "The gateway is not initialized");
		SendSpec request = this.messages.toSend(message, this.evaluationContext, this.headerMapper);
		if (this.replyTimeout != null) {
			request.replyTimeout(this.replyTimeout);
		}
		if (isAsync()) {
			return request.sendAndReceiveAsync(MqttMessage.class).thenApply(this::toReply);
		}
		return toReply(request.sendAndReceive(MqttMessage.class));
	}

	private Message<?> toReply(@Nullable MqttMessage reply) {
		Assert.state(this.replies != null && reply != null, "The gateway is not initialized");
		Message<byte[]> raw = this.replies.raw(reply, new Match(reply.topic(), Map.of()), null);
		return this.replies.convert(raw, reply, this.replyType);
	}

}
