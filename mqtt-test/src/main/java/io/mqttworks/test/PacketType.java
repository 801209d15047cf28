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

/**
 * The packets of MQTT 3.1.1 and 5, in the order of their numbers.
 */
public enum PacketType {

	/** The client asks to connect. */
	CONNECT,

	/** The server answers CONNECT. */
	CONNACK,

	/** A message. */
	PUBLISH,

	/** A message of QoS 1 is acknowledged. */
	PUBACK,

	/** A message of QoS 2 has arrived. */
	PUBREC,

	/** A message of QoS 2 is released. */
	PUBREL,

	/** A message of QoS 2 is done with. */
	PUBCOMP,

	/** The client subscribes. */
	SUBSCRIBE,

	/** The server answers SUBSCRIBE. */
	SUBACK,

	/** The client unsubscribes. */
	UNSUBSCRIBE,

	/** The server answers UNSUBSCRIBE. */
	UNSUBACK,

	/** The client asks whether the server is there. */
	PINGREQ,

	/** The server is there. */
	PINGRESP,

	/** One side says good-bye. */
	DISCONNECT,

	/** A step of an authentication; MQTT 5 only. */
	AUTH;

	private static final PacketType[] TYPES = values();

	/**
	 * Reads the type of a packet.
	 * @param first the first byte of the packet
	 * @return the type
	 * @throws IllegalArgumentException if there is none with this number
	 */
	static PacketType of(int first) {
		int number = (first & 0xFF) >> 4;
		if (number == 0 || number > TYPES.length) {
			throw new IllegalArgumentException("There is no packet of the type " + number);
		}
		return TYPES[number - 1];
	}

}
