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

import org.springframework.expression.Expression;
import org.springframework.integration.dsl.MessageHandlerSpec;

/**
 * A {@link MqttMessageHandler} in the Java DSL.
 */
public class MqttOutboundChannelAdapterSpec
		extends MessageHandlerSpec<MqttOutboundChannelAdapterSpec, MqttMessageHandler> {

	MqttOutboundChannelAdapterSpec(MqttTemplate template, Expression topic) {
		this.target = new MqttMessageHandler(template, topic);
	}

	/**
	 * Sets the quality of service; the default is the template's.
	 * @param qos the quality of service
	 * @return this
	 */
	public MqttOutboundChannelAdapterSpec qos(Qos qos) {
		this.target.setQos(qos);
		return this;
	}

	/**
	 * Sets whether the server keeps messages for later subscribers; the default is the
	 * template's.
	 * @param retain {@code true} to keep them
	 * @return this
	 */
	public MqttOutboundChannelAdapterSpec retain(boolean retain) {
		this.target.setRetain(retain);
		return this;
	}

	/**
	 * Sets which headers become user properties; the default is the only bean of the
	 * type, or none.
	 * @param headerMapper the mapper
	 * @return this
	 */
	public MqttOutboundChannelAdapterSpec headerMapper(MqttHeaderMapper headerMapper) {
		this.target.setHeaderMapper(headerMapper);
		return this;
	}

}
