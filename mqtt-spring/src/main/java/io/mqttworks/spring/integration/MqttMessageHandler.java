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

import io.mqttworks.client.Qos;
import io.mqttworks.spring.core.MqttTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.util.Assert;

/**
 * Publishes the messages of a channel and waits until the server has acknowledged them,
 * so that the flow hears of a failure. On MQTT 5 the content type of bytes and texts and
 * the headers the {@link MqttHeaderMapper} lets through are sent as well.
 */
public class MqttMessageHandler extends AbstractMessageHandler {

	private final OutboundMessages messages;

	private @Nullable MqttHeaderMapper headerMapper;

	private @Nullable EvaluationContext evaluationContext;

	/**
	 * Creates a handler.
	 * @param template publishes the messages
	 * @param topic the topic name of all messages
	 */
	public MqttMessageHandler(MqttTemplate template, String topic) {
		this(template, new LiteralExpression(topic));
	}

	/**
	 * Creates a handler.
	 * @param template publishes the messages
	 * @param topicExpression gives the topic name of a message
	 */
	public MqttMessageHandler(MqttTemplate template, Expression topicExpression) {
		this.messages = new OutboundMessages(template, topicExpression);
	}

	/**
	 * Sets the quality of service; the default is the template's.
	 * @param qos the quality of service
	 */
	public void setQos(Qos qos) {
		this.messages.setQos(qos);
	}

	/**
	 * Sets whether the server keeps messages for later subscribers; the default is the
	 * template's.
	 * @param retain {@code true} to keep them
	 */
	public void setRetain(boolean retain) {
		this.messages.setRetain(retain);
	}

	/**
	 * Sets which headers become user properties; the default is the only bean of the
	 * type, or none.
	 * @param headerMapper the mapper
	 */
	public void setHeaderMapper(MqttHeaderMapper headerMapper) {
		this.headerMapper = headerMapper;
	}

	@Override
	public String getComponentType() {
		return "mqtt:outbound-channel-adapter";
	}

	@Override
	protected void onInit() {
		super.onInit();
		this.headerMapper = new IntegrationBeans(getBeanFactory()).headerMapper(this.headerMapper);
		this.evaluationContext = ExpressionUtils.createStandardEvaluationContext(getBeanFactory());
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		Assert.state(this.evaluationContext != null && this.headerMapper != null, "The handler is not initialized");
		this.messages.toSend(message, this.evaluationContext, this.headerMapper).send();
	}

}
