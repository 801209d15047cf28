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

import java.util.List;

import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields that several packets have, and checks what the packet encoders are
 * given.
 */
final class PacketFields {

	private static final int MAX_UNSIGNED_SHORT = 65_535;

	private PacketFields() {
	}

	static void reasonProperties(ByteBuf out, @Nullable String reasonString, List<UserProperty> userProperties) {
		PropertyWriter.write(out,
				(writer) -> writer.string(Property.REASON_STRING, reasonString).userProperties(userProperties));
	}

	static void writeReasonCode(ByteBuf out, int packetType, ReasonCode reasonCode) {
		if (!ReasonCodes.isAllowed(packetType, reasonCode)) {
			throw new IllegalArgumentException(
					"A " + PacketType.name(packetType) + " cannot carry the reason code " + reasonCode);
		}
		out.writeByte(reasonCode.value());
	}

	static void writePacketId(ByteBuf out, int packetId) {
		if (packetId == 0) {
			throw new IllegalArgumentException("A packet identifier must not be 0");
		}
		writeShort(out, "packet identifier", packetId);
	}

	static void writeShort(ByteBuf out, String field, int value) {
		if (value < 0 || value > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(field + " must be between 0 and 65535, not " + value);
		}
		out.writeShort(value);
	}

	static void writeBinary(ByteBuf out, String field, byte[] value) {
		if (value.length > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(
					field + " has " + value.length + " bytes; the protocol allows " + MAX_UNSIGNED_SHORT);
		}
		out.writeShort(value.length);
		out.writeBytes(value);
	}

	static <T extends Number> @Nullable T positive(Property property, @Nullable T value) {
		if (value != null && value.longValue() == 0) {
			throw new IllegalArgumentException(property.label() + " must not be 0");
		}
		return value;
	}

	static void requireMqtt5(boolean mqtt5, String packet, boolean unused, String what) {
		if (!mqtt5 && !unused) {
			throw new IllegalArgumentException("MQTT 3.1.1 has no " + what + " in " + packet);
		}
	}

	static void requireMethod(@Nullable String method, byte @Nullable [] data) {
		if (method == null && data != null) {
			throw new IllegalArgumentException("Authentication Data needs an Authentication Method");
		}
	}

	static void requireNotEmpty(String packet, List<?> list) {
		if (list.isEmpty()) {
			throw new IllegalArgumentException(packet + " must not be empty");
		}
	}

}
