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
import java.util.function.Consumer;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes the properties of packets other than PUBLISH, which {@link PublishEncoder}
 * writes faster. Properties that are {@code null} are left out.
 */
final class PropertyWriter {

	private final ByteBuf out;

	private PropertyWriter(ByteBuf out) {
		this.out = out;
	}

	/**
	 * Writes the length of the properties and the properties.
	 * @param out where to
	 * @param properties writes the properties
	 */
	static void write(ByteBuf out, Consumer<PropertyWriter> properties) {
		ByteBuf buffer = out.alloc().buffer();
		try {
			properties.accept(new PropertyWriter(buffer));
			VariableByteInteger.write(out, buffer.readableBytes());
			out.writeBytes(buffer);
		}
		finally {
			buffer.release();
		}
	}

	PropertyWriter flag(Property property, @Nullable Boolean value) {
		if (value != null) {
			this.out.writeByte(property.id());
			this.out.writeByte(value ? 1 : 0);
		}
		return this;
	}

	/**
	 * Writes a number as wide as the property's type says.
	 * @throws IllegalArgumentException if it does not fit
	 */
	PropertyWriter number(Property property, @Nullable Number value) {
		if (value == null) {
			return this;
		}
		long number = value.longValue();
		long max = switch (property.type()) {
			case FLAG -> 1;
			case SHORT -> 0xFFFF;
			case INT -> 0xFFFF_FFFFL;
			case VARIABLE -> VariableByteInteger.MAX_VALUE;
			default -> throw new IllegalArgumentException(property.label() + " is not a number");
		};
		if (number < 0 || number > max) {
			throw new IllegalArgumentException(property.label() + " must be between 0 and " + max + ", not " + number);
		}
		this.out.writeByte(property.id());
		switch (property.type()) {
			case FLAG -> this.out.writeByte((int) number);
			case SHORT -> this.out.writeShort((int) number);
			case INT -> this.out.writeInt((int) number);
			default -> VariableByteInteger.write(this.out, (int) number);
		}
		return this;
	}

	PropertyWriter string(Property property, @Nullable String value) {
		if (value != null) {
			this.out.writeByte(property.id());
			Utf8.write(this.out, property.label(), value);
		}
		return this;
	}

	PropertyWriter binary(Property property, byte @Nullable [] value) {
		if (value != null) {
			this.out.writeByte(property.id());
			PacketFields.writeBinary(this.out, property.label(), value);
		}
		return this;
	}

	/**
	 * Writes the properties of a message.
	 * @throws IllegalArgumentException if they are not valid
	 */
	PropertyWriter message(MessageProperties properties, long expirySeconds) {
		MessagePropertiesCodec.size(properties, expirySeconds >= 0, false);
		MessagePropertiesCodec.write(this.out, properties, expirySeconds, false);
		return this;
	}

	PropertyWriter userProperties(List<UserProperty> userProperties) {
		for (UserProperty property : userProperties) {
			this.out.writeByte(Property.USER_PROPERTY.id());
			Utf8.write(this.out, "User Property name", property.name());
			Utf8.write(this.out, "User Property value", property.value());
		}
		return this;
	}

}
