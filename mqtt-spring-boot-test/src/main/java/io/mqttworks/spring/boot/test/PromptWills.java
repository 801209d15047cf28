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

package io.mqttworks.spring.boot.test;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Artemis publishes the will of an MQTT 5 client with a session only when the session
 * ends, which can be never, unless the will has a delay. The standard wants it as soon as
 * the delay or the session ends, whichever comes first: so every will gets one.
 */
class PromptWills implements MQTTInterceptor {

	private static final int WILL_DELAY = MqttPropertyType.WILL_DELAY_INTERVAL.value();

	private static final int SHORTEST_DELAY_SECONDS = 1;

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (packet instanceof MqttConnectMessage connect) {
			MqttConnectVariableHeader header = connect.variableHeader();
			if (header.isWillFlag() && header.version() == 5) {
				setDelay(connect.payload().willProperties());
			}
		}
		return true;
	}

	private static void setDelay(MqttProperties properties) {
		MqttProperty<?> delay = properties.getProperty(WILL_DELAY);
		if (delay == null || Integer.valueOf(0).equals(delay.value())) {
			properties.add(new IntegerProperty(WILL_DELAY, SHORTEST_DELAY_SECONDS));
		}
	}

}
