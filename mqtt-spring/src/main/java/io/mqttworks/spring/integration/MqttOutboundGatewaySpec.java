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

import io.mqttworks.client.Qos;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.MqttMessageConverter;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.expression.Expression;
import org.springframework.integration.dsl.MessageHandlerSpec;

/**
 * A {@link MqttOutboundGateway} in the Java DSL.
 */
public class MqttOutboundGatewaySpec extends MessageHandlerSpec<MqttOutboundGatewaySpec, MqttOutboundGateway> {

	MqttOutboundGatewaySpec(MqttTemplate template, Expression topic) {
		this.target = new MqttOutboundGateway(template, topic);
	}

	/**
	 * Sets the quality of service of requests; the default is the template's.
	 * @param qos the quality of service
	 * @return this
	 */
	public MqttOutboundGatewaySpec qos(Qos qos) {
		this.target.setQos(qos);
		return this;
	}

	/**
	 * Sets what payloads of replies are converted to; the default is {@code byte[]}.
	 * @param replyType the type
	 * @return this
	 */
	public MqttOutboundGatewaySpec replyType(Class<?> replyType) {
		this.target.setReplyType(replyType);
		return this;
	}

	/**
	 * Sets what payloads of replies are converted to.
	 * @param replyType the type
	 * @return this
	 */
	public MqttOutboundGatewaySpec replyType(ParameterizedTypeReference<?> replyType) {
		this.target.setReplyType(ResolvableType.forType(replyType));
		return this;
	}

	/**
	 * Sets how long to wait for a reply; the default is the template's.
	 * @param replyTimeout more than zero
	 * @return this
	 */
	public MqttOutboundGatewaySpec replyTimeout(Duration replyTimeout) {
		this.target.setReplyTimeout(replyTimeout);
		return this;
	}

	/**
	 * Sets whether the thread of the flow is free while the gateway waits for the reply;
	 * by default it is not.
	 * @param async {@code true} not to block it
	 * @return this
	 */
	public MqttOutboundGatewaySpec async(boolean async) {
		this.target.setAsync(async);
		return this;
	}

	/**
	 * Sets what converts the payloads of replies; the default is the only bean of the
	 * type.
	 * @param converter the converter
	 * @return this
	 */
	public MqttOutboundGatewaySpec messageConverter(MqttMessageConverter converter) {
		this.target.setMessageConverter(converter);
		return this;
	}

	/**
	 * Sets which headers become user properties and back; the default is the only bean of
	 * the type, or none.
	 * @param headerMapper the mapper
	 * @return this
	 */
	public MqttOutboundGatewaySpec headerMapper(MqttHeaderMapper headerMapper) {
		this.target.setHeaderMapper(headerMapper);
		return this;
	}

}
