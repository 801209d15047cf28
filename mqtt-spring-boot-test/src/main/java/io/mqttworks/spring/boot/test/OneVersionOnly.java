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

import io.mqttworks.client.VersionPolicy;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Refuses clients of other versions in the way of a broker that does not know them.
 */
class OneVersionOnly implements MQTTInterceptor {

	private static final int LEVEL_3_1_1 = 4;

	private static final int LEVEL_5 = 5;

	/** CONNACK with return code 1, unacceptable protocol version (3.1.1, 3.2.2.3). */
	private static final byte[] REFUSED_3_1_1 = { 0x20, 2, 0, 1 };

	private final int level;

	OneVersionOnly(VersionPolicy version) {
		this.level = (version == VersionPolicy.ONLY_5) ? LEVEL_5 : LEVEL_3_1_1;
	}

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (!(packet instanceof MqttConnectMessage connect) || connect.variableHeader().version() == this.level) {
			return true;
		}
		Channel channel = ((NettyConnection) connection.getTransportConnection()).getChannel();
		channel.writeAndFlush(Unpooled.wrappedBuffer(REFUSED_3_1_1)).addListener(ChannelFutureListener.CLOSE);
		return false;
	}

}
