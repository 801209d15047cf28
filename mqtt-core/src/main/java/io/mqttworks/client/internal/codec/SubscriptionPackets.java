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

import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;

/**
 * Decodes the packets about subscriptions: SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK.
 */
final class SubscriptionPackets {

	private static final RetainHandling[] RETAIN_HANDLING = RetainHandling.values();

	private SubscriptionPackets() {
	}

	static Packet.Subscribe subscribe(PacketBody body, PropertyReader properties, boolean mqtt5) {
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

	static Packet.Unsubscribe unsubscribe(PacketBody body, PropertyReader properties, boolean mqtt5) {
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
