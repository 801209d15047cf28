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
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one packet after another.
 */
final class PropertyReader {

	private static final int COUNT = Property.values().length;

	/** The most that a server may say beside the matter: text takes more as objects. */
	private static final int MAX_BYTES = 1024 * 1024;

	/** Of those that may come more than once: of all others there is one at most. */
	private static final int MAX_REPEATED = 4096;

	private final long[] numbers = new long[COUNT];

	private final @Nullable Object[] objects = new @Nullable Object[COUNT];

	private final List<UserProperty> userProperties = new ArrayList<>(0);

	private final List<Integer> subscriptionIdentifiers = new ArrayList<>(0);

	/** A bit for each property, by ordinal. */
	private int present;

	/** Whether nothing is bounded, because this client wrote the packet itself. */
	private final boolean trusted;

	PropertyReader() {
		this(false);
	}

	PropertyReader(boolean trusted) {
		this.trusted = trusted;
	}

	/**
	 * Reads the length of the properties and all of them.
	 * @param body stands at the length
	 * @param packetType a packet's type or {@link Property#WILL_PROPERTIES}
	 */
	void read(PacketBody body, int packetType) {
		clear();
		int length = body.variableByteInteger("the property length");
		if (length == 0) {
			return;
		}
		if (length > MAX_BYTES && !this.trusted) {
			throw ProtocolErrors.notAllowed(body.packet(),
					"its properties have " + length + " bytes; this client takes at most " + MAX_BYTES,
					ReasonCode.QUOTA_EXCEEDED);
		}
		int outer = body.narrow(length, "the properties");
		while (body.hasMore()) {
			property(body, packetType);
			if (!this.trusted) {
				checkCount(body, this.userProperties, "user properties");
				checkCount(body, this.subscriptionIdentifiers, "subscription identifiers");
			}
		}
		body.widen(outer);
		if (has(Property.AUTHENTICATION_DATA) && !has(Property.AUTHENTICATION_METHOD)) {
			throw ProtocolErrors.notAllowed(body.packet(), "it has Authentication Data but no Authentication Method");
		}
	}

	private static void checkCount(PacketBody body, List<?> repeated, String what) {
		if (repeated.size() > MAX_REPEATED) {
			throw ProtocolErrors.notAllowed(body.packet(),
					"it has more than " + MAX_REPEATED + " " + what + ", the most this client takes",
					ReasonCode.QUOTA_EXCEEDED);
		}
	}

	/**
	 * Forgets the values, so that nothing large is kept.
	 */
	void clear() {
		if (this.present != 0) {
			this.present = 0;
			Arrays.fill(this.objects, null);
			this.userProperties.clear();
			this.subscriptionIdentifiers.clear();
		}
	}

	private void property(PacketBody body, int packetType) {
		int id = body.variableByteInteger("a property's identifier");
		Property property = Property.of(id);
		if (property == null || !property.isAllowedIn(packetType)) {
			throw ProtocolErrors.malformed(body.packet(),
					((property != null) ? property.label() : "property " + id) + " is not allowed "
							+ ((packetType == Property.WILL_PROPERTIES) ? "among the will's properties" : "in it"));
		}
		String label = property.label();
		if (has(property) && property != Property.USER_PROPERTY
				&& !(property == Property.SUBSCRIPTION_IDENTIFIER && packetType == PacketType.PUBLISH)) {
			throw ProtocolErrors.notAllowed(body.packet(), "it has " + label + " more than once");
		}
		this.present |= 1 << property.ordinal();
		switch (property.type()) {
			case FLAG -> number(body, property, body.unsignedByte(label));
			case SHORT -> number(body, property, body.unsignedShort(label));
			case INT -> number(body, property, body.unsignedInt(label));
			case VARIABLE -> number(body, property, body.variableByteInteger(label));
			case STRING -> string(body, property, body.string(label));
			case BINARY -> this.objects[property.ordinal()] = body.binary(label);
			case PAIR -> this.userProperties.add(new UserProperty(body.string(label), body.string(label)));
		}
	}

	private void number(PacketBody body, Property property, long value) {
		if (property.type() == Property.Type.FLAG && value > 1) {
			throw ProtocolErrors.notAllowed(body.packet(), property.label() + " must be 0 or 1, not " + value);
		}
		if (value == 0) {
			switch (property) {
				case RECEIVE_MAXIMUM, MAXIMUM_PACKET_SIZE, SUBSCRIPTION_IDENTIFIER ->
					throw ProtocolErrors.notAllowed(body.packet(), property.label() + " must not be 0");
				case TOPIC_ALIAS -> throw ProtocolErrors.notAllowed(body.packet(), "Topic Alias must not be 0",
						ReasonCode.TOPIC_ALIAS_INVALID);
				default -> {
				}
			}
		}
		this.numbers[property.ordinal()] = value;
		if (property == Property.SUBSCRIPTION_IDENTIFIER) {
			this.subscriptionIdentifiers.add((int) value);
		}
	}

	private void string(PacketBody body, Property property, String value) {
		if (property == Property.RESPONSE_TOPIC) {
			TopicNames.check(value, body.packet(), property.label());
		}
		this.objects[property.ordinal()] = value;
	}

	private boolean has(Property property) {
		return (this.present & (1 << property.ordinal())) != 0;
	}

	/**
	 * Returns a number.
	 * @param property the property
	 * @param absent what to return if it is absent
	 * @return the number
	 */
	long number(Property property, long absent) {
		return has(property) ? this.numbers[property.ordinal()] : absent;
	}

	@Nullable Long longValue(Property property) {
		return has(property) ? Long.valueOf(this.numbers[property.ordinal()]) : null;
	}

	@Nullable Integer intValue(Property property) {
		return has(property) ? Integer.valueOf((int) this.numbers[property.ordinal()]) : null;
	}

	@Nullable Boolean flag(Property property) {
		return has(property) ? Boolean.valueOf(this.numbers[property.ordinal()] == 1) : null;
	}

	@Nullable String string(Property property) {
		return (String) this.objects[property.ordinal()];
	}

	byte @Nullable [] binary(Property property) {
		return (byte[]) this.objects[property.ordinal()];
	}

	List<UserProperty> userProperties() {
		return List.copyOf(this.userProperties);
	}

	List<Integer> subscriptionIdentifiers() {
		return List.copyOf(this.subscriptionIdentifiers);
	}

	/**
	 * Returns whether nothing was there.
	 */
	boolean isEmpty() {
		return this.present == 0;
	}

}
