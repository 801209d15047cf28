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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.client.Will;
import io.netty.buffer.ByteBuf;

/**
 * Decodes the packets that only clients send, too: the counterpart of
 * {@link PacketEncoder}.
 */
final class ServerPacketDecoder extends PacketDecoder {

	private static final RetainHandling[] RETAIN_HANDLING = RetainHandling.values();

	@Override
	void checkFirstByte(int first, boolean mqtt5) {
		int type = first >>> 4;
		if (isOfClientsOnly(type)) {
			checkFlags(type, first & 0x0F, (type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE) ? 0x02 : 0);
		}
		else {
			super.checkFirstByte(first, mqtt5);
		}
	}

	private static boolean isOfClientsOnly(int type) {
		return type == PacketType.CONNECT || type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE
				|| type == PacketType.PINGREQ;
	}

	@Override
	void decode(PacketReceiver receiver, boolean mqtt5, int first, ByteBuf bytes, int index, int end) {
		int type = first >>> 4;
		if (!isOfClientsOnly(type)) {
			super.decode(receiver, mqtt5, first, bytes, index, end);
			return;
		}
		PacketBody body = new PacketBody(PacketType.name(type), bytes, index, end);
		PropertyReader properties = new PropertyReader();
		Packet packet = switch (type) {
			case PacketType.CONNECT -> connect(body, properties);
			case PacketType.SUBSCRIBE -> subscribe(body, properties, mqtt5);
			case PacketType.UNSUBSCRIBE -> unsubscribe(body, properties, mqtt5);
			default -> new Packet.PingReq();
		};
		body.finish();
		receiver.packet(packet);
	}

	private static Packet.Connect connect(PacketBody body, PropertyReader properties) {
		MqttVersion version = version(body);
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		int flags = body.unsignedByte("the flags");
		checkConnectFlags(flags, mqtt5);
		int keepAlive = body.unsignedShort("the keep alive");
		Packet.ConnectProperties connectProperties = Packet.ConnectProperties.NONE;
		if (mqtt5) {
			properties.read(body, PacketType.CONNECT);
			connectProperties = connectProperties(properties);
		}
		String clientId = body.string("the client identifier");
		Will will = ((flags & 0x04) != 0) ? will(body, properties, mqtt5, flags) : null;
		String username = ((flags & 0x80) != 0) ? body.string("the user name") : null;
		byte[] password = ((flags & 0x40) != 0) ? body.binary("the password") : null;
		return new Packet.Connect(version, (flags & 0x02) != 0, keepAlive, clientId, username, password, will,
				connectProperties);
	}

	private static MqttVersion version(PacketBody body) {
		String name = body.string("the protocol name");
		int level = body.unsignedByte("the protocol version");
		if (name.equals("MQTT") && level == 5) {
			return MqttVersion.MQTT_5;
		}
		if (name.equals("MQTT") && level == 4) {
			return MqttVersion.MQTT_3_1_1;
		}
		throw new MqttProtocolException(
				"CONNECT asks for a protocol or version other than MQTT 3.1.1 and 5 (level " + level + ")",
				ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
	}

	private static void checkConnectFlags(int flags, boolean mqtt5) {
		if ((flags & 0x01) != 0) {
			throw ProtocolErrors.malformed("CONNECT", "its reserved flag is set");
		}
		if ((flags & 0x18) == 0x18) {
			throw ProtocolErrors.malformed("CONNECT", "the will's QoS is 3");
		}
		if ((flags & 0x04) == 0 && (flags & 0x38) != 0) {
			throw ProtocolErrors.malformed("CONNECT", "it has a will's QoS or RETAIN flag but no will");
		}
		if (!mqtt5 && (flags & 0xC0) == 0x40) {
			throw ProtocolErrors.malformed("CONNECT", "it has a password but no user name");
		}
	}

	private static Packet.ConnectProperties connectProperties(PropertyReader properties) {
		return new Packet.ConnectProperties(properties.longValue(Property.SESSION_EXPIRY_INTERVAL),
				properties.intValue(Property.RECEIVE_MAXIMUM), properties.longValue(Property.MAXIMUM_PACKET_SIZE),
				properties.intValue(Property.TOPIC_ALIAS_MAXIMUM),
				properties.flag(Property.REQUEST_RESPONSE_INFORMATION),
				properties.flag(Property.REQUEST_PROBLEM_INFORMATION),
				properties.string(Property.AUTHENTICATION_METHOD), properties.binary(Property.AUTHENTICATION_DATA),
				properties.userProperties());
	}

	private static Will will(PacketBody body, PropertyReader properties, boolean mqtt5, int flags) {
		properties.clear();
		if (mqtt5) {
			properties.read(body, Property.WILL_PROPERTIES);
		}
		String topic = body.string("the will's topic");
		TopicNames.check(topic, "CONNECT", "the will's topic");
		byte[] payload = body.binary("the will's payload");
		MqttMessage message = MqttMessage.received(topic, payload, Qos.of((flags >>> 3) & 3), (flags & 0x20) != 0,
				false, 0, MessagePropertiesCodec.read(properties));
		return new Will(message, Duration.ofSeconds(properties.number(Property.WILL_DELAY_INTERVAL, 0)));
	}

	private static Packet.Subscribe subscribe(PacketBody body, PropertyReader properties, boolean mqtt5) {
		int packetId = body.packetId();
		if (mqtt5) {
			properties.read(body, PacketType.SUBSCRIBE);
		}
		List<Subscription> subscriptions = new ArrayList<>();
		while (body.hasMore()) {
			String filter = filter(body, "SUBSCRIBE");
			subscriptions.add(subscription(filter, body.unsignedByte("the subscription's options"), mqtt5));
		}
		if (subscriptions.isEmpty()) {
			throw ProtocolErrors.notAllowed("SUBSCRIBE", "it has no topic filter");
		}
		return new Packet.Subscribe(packetId, (int) properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0),
				List.copyOf(subscriptions), properties.userProperties());
	}

	private static Subscription subscription(String filter, int options, boolean mqtt5) {
		if ((options & (mqtt5 ? 0xC0 : 0xFC)) != 0) {
			throw ProtocolErrors.malformed("SUBSCRIBE", "reserved bits of a subscription's options are set");
		}
		if ((options & 0x03) == 0x03) {
			throw ProtocolErrors.notAllowed("SUBSCRIBE", "a subscription's QoS is 3");
		}
		if ((options & 0x30) == 0x30) {
			throw ProtocolErrors.notAllowed("SUBSCRIBE", "a subscription's Retain Handling is 3");
		}
		boolean noLocal = (options & 0x04) != 0;
		if (noLocal && filter.startsWith("$share/")) {
			throw ProtocolErrors.notAllowed("SUBSCRIBE", "No Local is set on a shared subscription");
		}
		return new Subscription(filter, Qos.of(options & 0x03), noLocal, (options & 0x08) != 0,
				RETAIN_HANDLING[(options >>> 4) & 0x03]);
	}

	private static String filter(PacketBody body, String packet) {
		String filter = body.string("a topic filter");
		try {
			Topics.validateFilter(filter);
		}
		catch (IllegalArgumentException ex) {
			throw ProtocolErrors.notAllowed(packet, "a topic filter is empty or has a wildcard in a wrong place");
		}
		return filter;
	}

	private static Packet.Unsubscribe unsubscribe(PacketBody body, PropertyReader properties, boolean mqtt5) {
		int packetId = body.packetId();
		if (mqtt5) {
			properties.read(body, PacketType.UNSUBSCRIBE);
		}
		List<String> filters = new ArrayList<>(1);
		while (body.hasMore()) {
			filters.add(filter(body, "UNSUBSCRIBE"));
		}
		if (filters.isEmpty()) {
			throw ProtocolErrors.notAllowed("UNSUBSCRIBE", "it has no topic filter");
		}
		return new Packet.Unsubscribe(packetId, List.copyOf(filters), properties.userProperties());
	}

}
