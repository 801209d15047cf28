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
import java.util.List;

import io.mqttworks.client.ReasonCode;

/**
 * Decodes the packets about subscriptions: SUBACK, UNSUBACK.
 */
final class SubscriptionPackets {

	private SubscriptionPackets() {
	}

	static Packet.SubAck subAck(PacketBody body, PropertyReader properties, boolean mqtt5) {
		int packetId = body.packetId();
		if (mqtt5) {
			properties.read(body, PacketType.SUBACK);
		}
		List<ReasonCode> reasonCodes = new ArrayList<>(1);
		while (body.hasMore()) {
			int value = body.unsignedByte("a reason code");
			reasonCodes.add(mqtt5 ? ReasonCodes.of(PacketType.SUBACK, value) : ReasonCodes.ofSubAck3(value));
		}
		if (reasonCodes.isEmpty()) {
			throw ProtocolErrors.notAllowed("SUBACK", "it has no reason code");
		}
		return new Packet.SubAck(packetId, List.copyOf(reasonCodes), properties.string(Property.REASON_STRING),
				properties.userProperties());
	}

	static Packet.UnsubAck unsubAck(PacketBody body, PropertyReader properties, boolean mqtt5) {
		int packetId = body.packetId();
		List<ReasonCode> reasonCodes = new ArrayList<>(1);
		if (mqtt5) {
			properties.read(body, PacketType.UNSUBACK);
			while (body.hasMore()) {
				reasonCodes.add(ReasonCodes.of(PacketType.UNSUBACK, body.unsignedByte("a reason code")));
			}
			if (reasonCodes.isEmpty()) {
				throw ProtocolErrors.notAllowed("UNSUBACK", "it has no reason code");
			}
		}
		return new Packet.UnsubAck(packetId, List.copyOf(reasonCodes), properties.string(Property.REASON_STRING),
				properties.userProperties());
	}

}
