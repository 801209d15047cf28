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

import java.util.function.Function;

import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;

import org.springframework.expression.common.LiteralExpression;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;

/**
 * MQTT in the Java DSL of Spring Integration.
 */
public final class Mqtt {

	private Mqtt() {
	}

	/**
	 * Starts a flow with the messages of topics.
	 * @param containerFactory makes the container behind the adapter
	 * @param topics topic filters; a level can be a variable such as {@code {zone}}
	 * @return the adapter's specification
	 */
	public static MqttInboundChannelAdapterSpec inboundAdapter(MqttListenerContainerFactory containerFactory,
			String... topics) {
		return new MqttInboundChannelAdapterSpec(containerFactory, topics);
	}

	/**
	 * Publishes the messages of a flow.
	 * @param template publishes
	 * @param topic the topic name
	 * @return the adapter's specification
	 */
	public static MqttOutboundChannelAdapterSpec outboundAdapter(MqttTemplate template, String topic) {
		return new MqttOutboundChannelAdapterSpec(template, new LiteralExpression(topic));
	}

	/**
	 * Publishes the messages of a flow.
	 * @param template publishes
	 * @param topic returns the topic name of a message
	 * @return the adapter's specification
	 */
	public static MqttOutboundChannelAdapterSpec outboundAdapter(MqttTemplate template,
			Function<Message<?>, String> topic) {
		return new MqttOutboundChannelAdapterSpec(template, new FunctionExpression<>(topic));
	}

	/**
	 * Sends the messages of a flow as requests, and goes on with the replies.
	 * @param template sends
	 * @param topic the topic name
	 * @return the gateway's specification
	 */
	public static MqttOutboundGatewaySpec outboundGateway(MqttTemplate template, String topic) {
		return new MqttOutboundGatewaySpec(template, new LiteralExpression(topic));
	}

	/**
	 * Sends the messages of a flow as requests, and goes on with the replies.
	 * @param template sends
	 * @param topic returns the topic name of a message
	 * @return the gateway's specification
	 */
	public static MqttOutboundGatewaySpec outboundGateway(MqttTemplate template, Function<Message<?>, String> topic) {
		return new MqttOutboundGatewaySpec(template, new FunctionExpression<>(topic));
	}

}
