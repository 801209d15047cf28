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

/**
 * The properties of a packet the scripted broker sends, in the order they were named.
 * Nothing is checked, so that a test can send what the standard forbids.
 */
public final class Props {

	/** No properties. */
	public static final Props NONE = new Props(new byte[0]);

	private final byte[] encoded;

	private Props(byte[] encoded) {
		this.encoded = encoded;
	}

	/**
	 * Returns properties with one number or text.
	 * @param property the property
	 * @param value a {@link Number}, {@code String} or {@code byte[]}, as its type wants
	 * @return the properties
	 */
	public static Props of(Property property, Object value) {
		return NONE.and(property, value);
	}

	/**
	 * Returns these properties and another one.
	 * @param property the property
	 * @param value a {@link Number}, {@code String} or {@code byte[]}, as its type wants
	 * @return the properties
	 */
	public Props and(Property property, Object value) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(this.encoded);
		out.write(property.id());
		switch (property.type()) {
			case BYTE -> out.write(((Number) value).intValue());
			case TWO_BYTES -> Wire.twoBytes(out, ((Number) value).intValue());
			case FOUR_BYTES -> Wire.fourBytes(out, ((Number) value).longValue());
			case VARIABLE -> Wire.variable(out, ((Number) value).intValue());
			case STRING -> Wire.string(out, (String) value);
			case BINARY -> Wire.binary(out, (byte[]) value);
			case PAIR -> {
				String pair = (String) value;
				Wire.string(out, pair.substring(0, pair.indexOf('=')));
				Wire.string(out, pair.substring(pair.indexOf('=') + 1));
			}
		}
		return new Props(out.toByteArray());
	}

	byte[] encoded() {
		return this.encoded;
	}

}
