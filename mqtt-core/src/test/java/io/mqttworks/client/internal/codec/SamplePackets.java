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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;

/**
 * Packets of all types: with nothing, with everything, and with each property alone.
 */
final class SamplePackets {

	/** Order and duplicates count. */
	static final List<UserProperty> USER = List.of(new UserProperty("b", "1"), new UserProperty("a", "2"),
			new UserProperty("b", "1"), new UserProperty("", ""), new UserProperty("zoë", "\uFEFF€😀"));

	static final long FOREVER = 4_294_967_295L;

	private static final byte[] DATA = { 0, 1, -1, 127, -128 };

	private static final byte[] EMPTY = {};

	private SamplePackets() {
	}

	static List<Packet> of(boolean mqtt5) {
		List<Packet> packets = new ArrayList<>();
		connects(packets, mqtt5);
		connAcks(packets, mqtt5);
		publishes(packets, mqtt5);
		acknowledgements(packets, mqtt5);
		subscriptions(packets, mqtt5);
		packets.add(new Packet.PingReq());
		packets.add(new Packet.PingResp());
		disconnects(packets, mqtt5);
		if (mqtt5) {
			auths(packets);
		}
		return packets;
	}

	private static void connects(List<Packet> packets, boolean mqtt5) {
		MqttVersion version = mqtt5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
		Packet.ConnectProperties none = Packet.ConnectProperties.NONE;
		packets.add(new Packet.Connect(version, true, 0, "", null, null, null, none));
		packets.add(new Packet.Connect(version, false, 65_535, "client", null, null, null, none));
		packets.add(new Packet.Connect(version, false, 60, "client", "user", null, null, none));
		packets.add(new Packet.Connect(version, false, 60, "zoë", "", EMPTY, null, none));
		for (Qos qos : Qos.values()) {
			for (boolean retain : new boolean[] { false, true }) {
				MqttMessage message = MqttMessage.received("a/will", DATA, qos, retain, false, 0,
						MessageProperties.NONE);
				packets.add(new Packet.Connect(version, true, 60, "client", "user", DATA, Will.of(message), none));
			}
		}
		packets.add(new Packet.Connect(version, true, 60, "client", null, null,
				Will.of(MqttMessage.received("w", EMPTY, Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE)),
				none));
		packets.add(new Packet.Connect(version, true, 60, "c".repeat(65_535), "u".repeat(65_535), new byte[65_535],
				Will.of(MqttMessage.received("w".repeat(65_535), new byte[65_535], Qos.AT_MOST_ONCE, false, false, 0,
						MessageProperties.NONE)),
				none));
		if (!mqtt5) {
			return;
		}
		packets.add(new Packet.Connect(version, true, 60, "client", null, DATA, null, none));
		for (Packet.ConnectProperties properties : connectProperties()) {
			packets.add(new Packet.Connect(version, true, 60, "client", "user", DATA, null, properties));
		}
		for (MessageProperties properties : messageProperties()) {
			MqttMessage message = MqttMessage.received("a/will", DATA, Qos.AT_LEAST_ONCE, true, false, 0, properties);
			packets.add(new Packet.Connect(version, true, 60, "client", null, null, Will.of(message), none));
			packets.add(new Packet.Connect(version, true, 60, "client", null, null,
					new Will(message, Duration.ofSeconds(FOREVER)), connectProperties().get(0)));
		}
	}

	private static List<Packet.ConnectProperties> connectProperties() {
		return List.of(
				new Packet.ConnectProperties(FOREVER, 65_535, FOREVER, 65_535, true, false, "method", DATA, USER),
				new Packet.ConnectProperties(0L, null, null, null, null, null, null, null, List.of()),
				new Packet.ConnectProperties(null, 1, null, null, null, null, null, null, List.of()),
				new Packet.ConnectProperties(null, null, 1L, null, null, null, null, null, List.of()),
				new Packet.ConnectProperties(null, null, null, 0, null, null, null, null, List.of()),
				new Packet.ConnectProperties(null, null, null, null, false, null, null, null, List.of()),
				new Packet.ConnectProperties(null, null, null, null, null, true, null, null, List.of()),
				new Packet.ConnectProperties(null, null, null, null, null, null, "", null, List.of()),
				new Packet.ConnectProperties(null, null, null, null, null, null, "method", EMPTY, List.of()),
				new Packet.ConnectProperties(null, null, null, null, null, null, null, null, USER));
	}

	private static void connAcks(List<Packet> packets, boolean mqtt5) {
		Packet.ConnAckProperties none = Packet.ConnAckProperties.NONE;
		packets.add(new Packet.ConnAck(true, ReasonCode.SUCCESS, none));
		packets.add(new Packet.ConnAck(false, ReasonCode.SUCCESS, none));
		for (ReasonCode code : ReasonCode.values()) {
			boolean ofMqtt3 = code == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION
					|| code == ReasonCode.CLIENT_IDENTIFIER_NOT_VALID || code == ReasonCode.SERVER_UNAVAILABLE
					|| code == ReasonCode.BAD_USER_NAME_OR_PASSWORD || code == ReasonCode.NOT_AUTHORIZED;
			if (mqtt5 ? ReasonCodes.isAllowed(PacketType.CONNACK, code) : ofMqtt3) {
				packets.add(new Packet.ConnAck(false, code, none));
			}
		}
		if (mqtt5) {
			for (Packet.ConnAckProperties properties : connAckProperties()) {
				packets.add(new Packet.ConnAck(true, ReasonCode.SUCCESS, properties));
			}
		}
	}

	private static List<Packet.ConnAckProperties> connAckProperties() {
		List<Packet.ConnAckProperties> list = new ArrayList<>();
		list.add(new Packet.ConnAckProperties(FOREVER, 65_535, 1, true, FOREVER, "assigned", 65_535, "reason", true,
				true, true, 65_535, "information", "server", "method", DATA, USER));
		list.add(new Packet.ConnAckProperties(0L, 1, 0, false, 1L, "", 0, "", false, false, false, 0, "", "", "", EMPTY,
				List.of()));
		Object[] all = { 1L, 2, 0, false, 3L, "assigned", 4, "reason", false, false, false, 5, "information", "server",
				"method", DATA, USER };
		for (int i = 0; i < all.length; i++) {
			Object[] one = new Object[all.length];
			one[i] = all[i];
			if (all[i] == DATA) {
				one[i - 1] = "method";
			}
			list.add(connAckProperties(one));
		}
		return list;
	}

	@SuppressWarnings("unchecked")
	private static Packet.ConnAckProperties connAckProperties(Object[] of) {
		return new Packet.ConnAckProperties((Long) of[0], (Integer) of[1], (Integer) of[2], (Boolean) of[3],
				(Long) of[4], (String) of[5], (Integer) of[6], (String) of[7], (Boolean) of[8], (Boolean) of[9],
				(Boolean) of[10], (Integer) of[11], (String) of[12], (String) of[13], (String) of[14], (byte[]) of[15],
				(of[16] != null) ? (List<UserProperty>) of[16] : List.of());
	}

	private static void publishes(List<Packet> packets, boolean mqtt5) {
		for (Qos qos : Qos.values()) {
			for (int flags = 0; flags < 4; flags++) {
				boolean identified = qos != Qos.AT_MOST_ONCE;
				packets.add(publish("a/b", DATA, qos, (flags & 1) != 0, identified && (flags & 2) != 0,
						identified ? 65_535 : 0, MessageProperties.NONE, 0));
			}
		}
		packets.add(publish("/", EMPTY, Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE, 0));
		packets.add(publish("zoë/€/😀/\uFEFF", DATA, Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE, 0));
		packets.add(publish("t".repeat(65_535), EMPTY, Qos.EXACTLY_ONCE, false, false, 1, MessageProperties.NONE, 0));
		for (int size : new int[] { 100, 128, 16_383, 16_384, LargePayload.LARGE + 1, 70_000 }) {
			packets.add(publish("a/b", payload(size), Qos.AT_LEAST_ONCE, false, false, 1, MessageProperties.NONE, 0));
		}
		if (!mqtt5) {
			return;
		}
		packets.add(publish("a/b", DATA, Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE, 1));
		packets.add(publish("a/b", DATA, Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE, 65_535));
		for (MessageProperties properties : messageProperties()) {
			packets.add(publish("a/b", DATA, Qos.AT_LEAST_ONCE, false, false, 1, properties, 0));
			packets.add(publish("a/b", payload(20_000), Qos.AT_MOST_ONCE, false, false, 0, properties, 7));
		}
		for (List<Integer> identifiers : List.of(List.of(1), List.of(268_435_455, 127, 128, 127, 16_384, 2_097_152))) {
			packets.add(publish("a/b", DATA, Qos.AT_MOST_ONCE, false, false, 0,
					new MessageProperties(null, false, null, null, null, List.of(), identifiers), 0));
		}
	}

	static List<MessageProperties> messageProperties() {
		Duration forever = Duration.ofSeconds(FOREVER);
		return List.of(new MessageProperties(forever, true, "text/plain", "reply/zoë", DATA, USER, List.of()),
				new MessageProperties(Duration.ZERO, false, null, null, null, List.of(), List.of()),
				new MessageProperties(null, true, null, null, null, List.of(), List.of()),
				new MessageProperties(null, false, "", null, null, List.of(), List.of()),
				new MessageProperties(null, false, null, "r", null, List.of(), List.of()),
				new MessageProperties(null, false, null, null, EMPTY, List.of(), List.of()),
				new MessageProperties(null, false, null, null, null, USER, List.of()),
				new MessageProperties(null, false, "c".repeat(65_535), "r".repeat(65_535), new byte[65_535],
						List.of(new UserProperty("n".repeat(65_535), "v".repeat(65_535))), List.of()));
	}

	private static Packet publish(String topic, byte[] payload, Qos qos, boolean retain, boolean duplicate,
			int packetId, MessageProperties properties, int alias) {
		return new Packet.Publish(MqttMessage.received(topic, payload, qos, retain, duplicate, packetId, properties),
				alias);
	}

	/**
	 * Returns a payload in which every part is different.
	 */
	static byte[] payload(int size) {
		byte[] payload = new byte[size];
		int state = size;
		for (int i = 0; i < size; i++) {
			state = state * 1_103_515_245 + 12_345;
			payload[i] = (byte) (state >>> 16);
		}
		return payload;
	}

	private static void acknowledgements(List<Packet> packets, boolean mqtt5) {
		for (int type = PacketType.PUBACK; type <= PacketType.PUBCOMP; type++) {
			packets.add(new Packet.Ack(type, 1, ReasonCode.SUCCESS, null, List.of()));
			packets.add(new Packet.Ack(type, 65_535, ReasonCode.SUCCESS, null, List.of()));
			if (mqtt5) {
				for (ReasonCode code : ReasonCode.values()) {
					if (ReasonCodes.isAllowed(type, code)) {
						packets.add(new Packet.Ack(type, 258, code, null, List.of()));
						packets.add(new Packet.Ack(type, 258, code, "reason", List.of()));
						packets.add(new Packet.Ack(type, 258, code, null, USER));
						packets.add(new Packet.Ack(type, 258, code, "", USER));
					}
				}
			}
		}
	}

	private static void subscriptions(List<Packet> packets, boolean mqtt5) {
		List<Subscription> simple = List.of(Subscription.of("a/+/#", Qos.AT_MOST_ONCE),
				Subscription.of("#", Qos.AT_LEAST_ONCE), Subscription.of("zoë", Qos.EXACTLY_ONCE));
		packets.add(new Packet.Subscribe(1, 0, simple.subList(0, 1), List.of()));
		packets.add(new Packet.Subscribe(65_535, 0, simple, List.of()));
		packets.add(new Packet.Unsubscribe(1, List.of("a/+/#"), List.of()));
		packets.add(new Packet.Unsubscribe(65_535, List.of("a", "b", "$share/g/a"), List.of()));
		if (!mqtt5) {
			packets.add(new Packet.SubAck(1, List.of(ReasonCode.SUCCESS), null, List.of()));
			packets.add(new Packet.SubAck(65_535, List.of(ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2,
					ReasonCode.UNSPECIFIED_ERROR, ReasonCode.SUCCESS), null, List.of()));
			packets.add(new Packet.UnsubAck(1, List.of(), null, List.of()));
			return;
		}
		List<Subscription> options = new ArrayList<>();
		for (RetainHandling handling : RetainHandling.values()) {
			options.add(new Subscription("a", Qos.AT_LEAST_ONCE, true, false, handling));
			options.add(new Subscription("b", Qos.EXACTLY_ONCE, false, true, handling));
			options.add(new Subscription("$share/g/b", Qos.AT_MOST_ONCE, false, true, handling));
		}
		packets.add(new Packet.Subscribe(1, 1, options, List.of()));
		packets.add(new Packet.Subscribe(1, 268_435_455, options, USER));
		packets.add(new Packet.Subscribe(1, 0, simple, USER));
		packets.add(new Packet.Unsubscribe(1, List.of("a"), USER));
		for (int type : new int[] { PacketType.SUBACK, PacketType.UNSUBACK }) {
			List<ReasonCode> codes = Arrays.stream(ReasonCode.values())
				.filter((code) -> ReasonCodes.isAllowed(type, code))
				.toList();
			for (String reason : new String[] { null, "", "reason" }) {
				for (List<UserProperty> user : List.of(List.<UserProperty>of(), USER)) {
					packets.add((type == PacketType.SUBACK) ? new Packet.SubAck(9, codes, reason, user)
							: new Packet.UnsubAck(9, codes, reason, user));
				}
			}
		}
	}

	private static void disconnects(List<Packet> packets, boolean mqtt5) {
		packets.add(new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, List.of()));
		if (!mqtt5) {
			return;
		}
		for (ReasonCode code : ReasonCode.values()) {
			if (ReasonCodes.isAllowed(PacketType.DISCONNECT, code)) {
				packets.add(new Packet.Disconnect(code, null, null, null, List.of()));
				packets.add(new Packet.Disconnect(code, FOREVER, "reason", "server", USER));
			}
		}
		packets.add(new Packet.Disconnect(ReasonCode.SUCCESS, 0L, null, null, List.of()));
		packets.add(new Packet.Disconnect(ReasonCode.SUCCESS, null, "", null, List.of()));
		packets.add(new Packet.Disconnect(ReasonCode.SERVER_MOVED, null, null, "", List.of()));
		packets.add(new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, USER));
	}

	private static void auths(List<Packet> packets) {
		packets.add(new Packet.Auth(ReasonCode.SUCCESS, null, null, null, List.of()));
		for (ReasonCode code : List.of(ReasonCode.SUCCESS, ReasonCode.CONTINUE_AUTHENTICATION,
				ReasonCode.REAUTHENTICATE)) {
			packets.add(new Packet.Auth(code, "method", null, null, List.of()));
			packets.add(new Packet.Auth(code, "method", EMPTY, null, List.of()));
			packets.add(new Packet.Auth(code, "method", DATA, "reason", USER));
		}
	}

}
