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

package io.mqttworks.client.internal.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * Collects what a {@link PacketReader} delivers. An acknowledgement that says nothing but
 * success becomes a {@link Packet.Ack}, a message a {@link Packet.Publish}.
 */
final class RecordingReceiver implements PacketReceiver {

	final List<Packet> packets = new ArrayList<>();

	private final TopicCache topics = new TopicCache();

	private final Map<Integer, Topic> aliases = new HashMap<>();

	private int alias;

	/** Runs after every packet. */
	Runnable afterEach = () -> {
	};

	@Override
	public Topic topic(ByteBuf buffer, int index, int length, int alias) {
		this.alias = alias;
		if (length > 0) {
			Topic topic = this.topics.get(buffer, index, length);
			if (alias != 0) {
				this.aliases.put(alias, topic);
			}
			return topic;
		}
		Topic topic = this.aliases.get(alias);
		if (topic == null) {
			throw new MqttProtocolException("alias " + alias + " is not known", ReasonCode.TOPIC_ALIAS_INVALID, null);
		}
		return topic;
	}

	@Override
	public void publish(MqttMessage message, Topic topic) {
		this.packets.add(new Packet.Publish(message, this.alias));
		this.afterEach.run();
	}

	@Override
	public void acknowledged(int type, int packetId) {
		this.packets.add(new Packet.Ack(type, packetId, ReasonCode.SUCCESS, null, List.of()));
		this.afterEach.run();
	}

	@Override
	public void packet(Packet packet) {
		this.packets.add(packet);
		this.afterEach.run();
	}

	static boolean isMqtt5(Packet packet, boolean mqtt5) {
		return (packet instanceof Packet.Connect connect) ? connect.version() == MqttVersion.MQTT_5 : mqtt5;
	}

}
