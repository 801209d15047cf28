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

package io.mqttworks.test;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Packets of a server by chance: such as a client must take, such as it must refuse, and
 * such as only a decoder can tell.
 */
final class FuzzPackets {

	private final Random random;

	private final boolean mqtt5;

	/** How many topic aliases the client takes. */
	private final int aliases;

	/** The subscription identifier of the client's filter, or 0. */
	private int subscription;

	/** The topics of aliases that were set. */
	private final String[] aliased;

	FuzzPackets(Random random, boolean mqtt5, int aliases) {
		this.random = random;
		this.mqtt5 = mqtt5;
		this.aliases = aliases;
		this.aliased = new String[aliases + 1];
	}

	void subscription(int identifier) {
		this.subscription = identifier;
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	private String topic() {
		return List.of("fuzz/a", "fuzz/b", "fuzz/\u00e4\u20ac\ud83d\ude00", "fuzz//", "fuzz/" + "x".repeat(300))
			.get(this.random.nextInt(5));
	}

	/**
	 * A PUBLISH that the client must take; one of QoS 1 or 2 can be sent again as it is.
	 */
	byte[] publish(String text, int qos, int id) {
		String topic = topic();
		Props props = this.mqtt5 ? properties() : Props.NONE;
		if (qos == 0 && this.aliases > 0 && chance(30)) {
			int alias = 1 + this.random.nextInt(this.aliases);
			props = props.and(Property.TOPIC_ALIAS, alias);
			if (this.aliased[alias] != null && chance(60)) {
				topic = "";
			}
			else {
				this.aliased[alias] = topic;
			}
		}
		return Wire.publish(this.mqtt5, topic, text.getBytes(StandardCharsets.ISO_8859_1), qos, id, false, chance(10),
				props);
	}

	private Props properties() {
		Props props = Props.NONE;
		if (this.subscription > 0 && chance(70)) {
			props = props.and(Property.SUBSCRIPTION_IDENTIFIER, this.subscription);
		}
		if (chance(10)) {
			props = props.and(Property.PAYLOAD_FORMAT_INDICATOR, this.random.nextInt(2));
		}
		if (chance(10)) {
			props = props.and(Property.MESSAGE_EXPIRY, 1 + this.random.nextInt(1_000));
		}
		if (chance(10)) {
			props = props.and(Property.CONTENT_TYPE, "x".repeat(this.random.nextInt(200)));
		}
		if (chance(10)) {
			props = props.and(Property.RESPONSE_TOPIC, topic());
		}
		if (chance(10)) {
			props = props.and(Property.CORRELATION_DATA, new byte[this.random.nextInt(50)]);
		}
		for (int i = this.random.nextInt(4); i > 0; i--) {
			props = props.and(Property.USER_PROPERTY, "name" + i % 2 + "=" + "v".repeat(this.random.nextInt(20)));
		}
		return props;
	}

	/** What changes nothing, though no server needs to send it. */
	byte[] harmless(int unknownId) {
		return switch (this.random.nextInt(5)) {
			case 0 -> Wire.pingResp();
			case 1 -> Wire.ack(this.mqtt5, 4, unknownId, 0, Props.NONE);
			case 2 -> Wire.ack(this.mqtt5, 5, unknownId, 0, Props.NONE);
			case 3 -> Wire.ack(this.mqtt5, 6, unknownId, 0, Props.NONE);
			default -> Wire.ack(this.mqtt5, 7, unknownId, this.mqtt5 ? 0x92 : 0, Props.NONE);
		};
	}

	/** A CONNACK that the client must refuse. */
	byte[] invalidConnAck() {
		List<byte[]> all = new ArrayList<>(List.of(Wire.pingResp(), Wire.bytes(0x21, 2, 0, 0), Wire.bytes(0x20, 1, 0),
				Wire.bytes('H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4'),
				Wire.connAck(this.mqtt5, true, this.mqtt5 ? 0x87 : 5, Props.NONE),
				Wire.connAck(this.mqtt5, false, 77, Props.NONE), Wire.publish(this.mqtt5, "fuzz/a",
						"early".getBytes(StandardCharsets.US_ASCII), 0, 0, false, false, Props.NONE)));
		if (this.mqtt5) {
			all.add(Wire.connAck(true, false, 0, Props.of(Property.RECEIVE_MAXIMUM, 0)));
			all.add(Wire.connAck(true, false, 0, Props.of(Property.MAXIMUM_PACKET_SIZE, 0)));
			all.add(Wire.connAck(true, false, 0, Props.of(Property.MAXIMUM_QOS, 2)));
			all.add(Wire.connAck(true, false, 0, Props.of(Property.TOPIC_ALIAS, 2)));
		}
		return all.get(this.random.nextInt(all.size()));
	}

	/**
	 * A packet that must end the connection; the text is of a message in it, if there is
	 * one.
	 */
	byte[] invalid(String text) {
		byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
		List<byte[]> all = new ArrayList<>(List.of(Wire.bytes(0, 0), Wire.bytes(0xC0, 0),
				Wire.bytes(0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'a'),
				Wire.bytes(0x82, 6, 0, 1, 0, 1, 'a', 0), Wire.bytes(0xA2, 5, 0, 1, 0, 1, 'a'),
				Wire.bytes(0x30, 0x80, 0x80, 0x80, 0x80, 1), Wire.connAck(this.mqtt5, false, 0, Props.NONE),
				Wire.bytes(0x41, 2, 0, 1), Wire.bytes(0x60, 2, 0, 1), Wire.bytes(0xD1, 0), Wire.bytes(0xD0, 1, 0),
				Wire.bytes(0x40, 1, 0), Wire.bytes(0x40, 2, 0, 0), Wire.subAck(this.mqtt5, 4711, Props.NONE, 0),
				Wire.unsubAck(this.mqtt5, 4712, Props.NONE, 0), message("fuzz/#", payload, 0, 0, Props.NONE),
				message("fuzz/+/a", payload, 0, 0, Props.NONE), message("fuzz/\0", payload, 1, 7, Props.NONE),
				message("", payload, 0, 0, Props.NONE), message("fuzz/a", payload, 1, 0, Props.NONE),
				message("fuzz/a", payload, 3, 9, Props.NONE),
				Wire.publish(this.mqtt5, "fuzz/a", payload, 0, 0, true, false, Props.NONE),
				Wire.packet(3, 0, Wire.bytes(0, 3, 0xED, 0xA0, 0x80, 0, 'x')),
				Wire.packet(3, 0, Wire.bytes(0, 2, 0xC0, 0x80, 0, 'x')),
				Wire.packet(3, 0, Wire.bytes(0, 99, 'f', 'u', 'z', 'z'))));
		if (this.mqtt5) {
			all.addAll(List.of(Wire.bytes(0xD0, 0x80, 0), Wire.bytes(0xE1, 0), Wire.bytes(0xF1, 0),
					Wire.bytes(0xE0, 1, 0x55), Wire.bytes(0x40, 3, 0, 1, 0x55),
					message("fuzz/a", payload, 0, 0, Props.of(Property.PAYLOAD_FORMAT_INDICATOR, 2)),
					message("fuzz/a", payload, 0, 0, Props.of(Property.SUBSCRIPTION_IDENTIFIER, 0)),
					message("fuzz/a", payload, 0, 0, Props.of(Property.RESPONSE_TOPIC, "#")),
					message("fuzz/a", payload, 0, 0, Props.of(Property.TOPIC_ALIAS, 0)),
					message("fuzz/a", payload, 0, 0, Props.of(Property.TOPIC_ALIAS, this.aliases + 1)),
					message("fuzz/a", payload, 0, 0, Props.of(Property.RECEIVE_MAXIMUM, 1)),
					message("fuzz/a", payload, 0, 0,
							Props.of(Property.MESSAGE_EXPIRY, 1).and(Property.MESSAGE_EXPIRY, 1)),
					Wire.packet(3, 0, Wire.bytes(0, 1, 'f', 9)), Wire.packet(3, 0, Wire.bytes(0, 1, 'f', 2, 0x7E, 0)),
					Wire.packet(3, 0, Wire.bytes(0, 1, 'f', 4, 3, 0, 1, 0xFF))));
		}
		else {
			all.addAll(List.of(Wire.bytes(0xE0, 0), Wire.bytes(0xF0, 0)));
		}
		return all.get(this.random.nextInt(all.size()));
	}

	private byte[] message(String topic, byte[] payload, int qos, int id, Props props) {
		return Wire.publish(this.mqtt5, topic, payload, qos, id, false, false, props);
	}

	/** Packets with some bytes changed, left out or doubled. */
	byte[] mutated(byte[] packets) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int at = this.random.nextInt(Math.min(packets.length, 1 + this.random.nextInt(packets.length)));
		for (int i = 0; i < packets.length; i++) {
			if (i == at) {
				switch (this.random.nextInt(4)) {
					case 0 -> out.write(packets[i] ^ (1 << this.random.nextInt(8)));
					case 1 -> out.write(this.random.nextInt(256));
					case 2 -> out.writeBytes(new byte[] { packets[i], packets[i] });
					default -> {
					}
				}
				at += this.random.nextInt(40);
			}
			else {
				out.write(packets[i]);
			}
		}
		return out.toByteArray();
	}

	/**
	 * Reads packets as a decoder does that allows everything.
	 * @param stream the bytes
	 * @param mqtt5 the version
	 * @param texts where the payloads of PUBLISH go
	 * @return whether no packet answers one of the client
	 */
	static boolean read(byte[] stream, boolean mqtt5, List<String> texts) {
		ByteBuffer in = ByteBuffer.wrap(stream);
		boolean answersNothing = true;
		try {
			while (in.hasRemaining()) {
				int first = in.get() & 0xFF;
				int length = variable(in);
				byte[] body = new byte[length];
				in.get(body);
				if (first >>> 4 == 3) {
					try {
						texts.add(new ClientPacket(3, first & 15, body).text(mqtt5));
					}
					catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException ex) {
						// No message.
					}
				}
				else if (List.of(4, 5, 7, 9, 11).contains(first >>> 4)) {
					answersNothing = false;
				}
			}
		}
		catch (BufferUnderflowException ex) {
			// The last one is not whole.
		}
		return answersNothing;
	}

	private static int variable(ByteBuffer in) {
		int value = 0;
		int shift = 0;
		int digit;
		do {
			digit = in.get();
			value |= (digit & 0x7F) << shift;
			shift += 7;
		}
		while ((digit & 0x80) != 0 && shift < 28);
		if (value > in.remaining()) {
			throw new BufferUnderflowException();
		}
		return value;
	}

}
