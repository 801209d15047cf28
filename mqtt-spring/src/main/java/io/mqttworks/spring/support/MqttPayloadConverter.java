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

package io.mqttworks.spring.support;

import java.io.IOException;

import org.springframework.core.ResolvableType;
import org.springframework.util.MimeType;

/**
 * Writes and reads the payloads of one content type. Beans of this type are picked up, in
 * order; the first one writes objects whose content type is not given, and reads messages
 * that have none.
 */
public interface MqttPayloadConverter {

	/**
	 * Returns what this converter writes.
	 * @return the content type
	 */
	MimeType contentType();

	/**
	 * Returns whether this converter reads payloads of a content type. By default it does
	 * when the subtypes are equal, or the structured suffix ({@code +json}) is.
	 * @param contentType the content type of a message
	 * @return {@code true} if it reads them
	 */
	default boolean supports(MimeType contentType) {
		String own = contentType().getSubtype();
		return contentType.getSubtype().equals(own) || own.equals(contentType.getSubtypeSuffix());
	}

	/**
	 * Writes an object.
	 * @param payload the object
	 * @return the bytes
	 * @throws IOException if it cannot be written
	 */
	byte[] write(Object payload) throws IOException;

	/**
	 * Writes an object whose declared type is known, such as {@code List<Shape>}. By
	 * default that makes no difference.
	 * @param payload the object
	 * @param type the type it is declared with; the object may not be of it
	 * @return the bytes
	 * @throws IOException if it cannot be written
	 */
	default byte[] write(Object payload, ResolvableType type) throws IOException {
		return write(payload);
	}

	/**
	 * Reads an object.
	 * @param payload the bytes; not empty
	 * @param type the type to read them as
	 * @return the object
	 * @throws IOException if they cannot be read; the message must not repeat them
	 */
	Object read(byte[] payload, ResolvableType type) throws IOException;

}
