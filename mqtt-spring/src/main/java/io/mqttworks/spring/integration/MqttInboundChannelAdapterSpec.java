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
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.support.MqttMessageConverter;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.integration.dsl.MessageProducerSpec;

/**
 * A {@link MqttMessageDrivenChannelAdapter} in the Java DSL.
 */
public class MqttInboundChannelAdapterSpec
		extends MessageProducerSpec<MqttInboundChannelAdapterSpec, MqttMessageDrivenChannelAdapter> {

	MqttInboundChannelAdapterSpec(MqttListenerContainerFactory containerFactory, String... topics) {
		super(new MqttMessageDrivenChannelAdapter(containerFactory, topics));
	}

	/**
	 * Sets what payloads are converted to; the default is {@code byte[]}.
	 * @param payloadType the type
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec payloadType(Class<?> payloadType) {
		this.target.setPayloadType(payloadType);
		return this;
	}

	/**
	 * Sets what payloads are converted to.
	 * @param payloadType the type
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec payloadType(ParameterizedTypeReference<?> payloadType) {
		this.target.setPayloadType(ResolvableType.forType(payloadType));
		return this;
	}

	/**
	 * Sets what converts payloads; the default is the only bean of the type.
	 * @param converter the converter
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec messageConverter(MqttMessageConverter converter) {
		this.target.setMessageConverter(converter);
		return this;
	}

	/**
	 * Sets which user properties become headers; the default is the only bean of the
	 * type, or none.
	 * @param headerMapper the mapper
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec headerMapper(MqttHeaderMapper headerMapper) {
		this.target.setHeaderMapper(headerMapper);
		return this;
	}

	/**
	 * Sets the name or qualifier of the client; the default is the only or primary one.
	 * @param connection the name
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec connection(String connection) {
		this.target.setConnection(connection);
		return this;
	}

	/**
	 * Sets the group that shares the messages; the default is none.
	 * @param sharedGroup the group
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec sharedGroup(String sharedGroup) {
		this.target.setSharedGroup(sharedGroup);
		return this;
	}

	/**
	 * Sets the highest quality of service; the default is QoS 1.
	 * @param qos the quality of service
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec qos(Qos qos) {
		this.target.setQos(qos);
		return this;
	}

	/**
	 * Lets the flow acknowledge, through the header {@code acknowledgmentCallback}.
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec manualAcknowledgment() {
		this.target.setAckMode(AckMode.MANUAL);
		return this;
	}

	/**
	 * Sets how many messages are sent at a time, divided by topic; the default is the
	 * container factory's.
	 * @param concurrency at least 1
	 * @return this
	 */
	public MqttInboundChannelAdapterSpec concurrency(int concurrency) {
		this.target.setConcurrency(concurrency);
		return this;
	}

}
