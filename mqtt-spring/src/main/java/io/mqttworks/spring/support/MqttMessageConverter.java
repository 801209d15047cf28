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
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

/**
 * Converts objects to payloads, and payloads to objects. The type comes first:
 * {@code byte[]}, {@code ByteBuffer} and {@code String} are taken as they are, whatever
 * the content type is. For all other types the content type chooses one of the
 * {@link MqttPayloadConverter}s. Without a content type, as always on MQTT 3.1.1, it is
 * the first of them.
 */
public class MqttMessageConverter implements SmartMessageConverter {

	private final List<MqttPayloadConverter> converters;

	/**
	 * Creates a converter.
	 * @param converters the formats, the default one first; none if only bytes and texts
	 * are needed
	 */
	public MqttMessageConverter(List<? extends MqttPayloadConverter> converters) {
		this.converters = List.copyOf(converters);
	}

	/**
	 * Makes a payload of an object.
	 * @param payload the object; {@code null} for an empty payload
	 * @param contentType the content type to write, or {@code null} for the default
	 * @return the payload and the content type it has
	 * @throws MqttPayloadConversionException if the object cannot be written
	 */
	public WrittenPayload write(@Nullable Object payload, @Nullable String contentType) {
		return write(payload, contentType, null);
	}

	/**
	 * Makes a payload of an object.
	 * @param payload the object; {@code null} for an empty payload
	 * @param contentType the content type to write, or {@code null} for the default
	 * @param type the type the object is declared with, or {@code null} if that is not
	 * known
	 * @return the payload and the content type it has
	 * @throws MqttPayloadConversionException if the object cannot be written
	 */
	public WrittenPayload write(@Nullable Object payload, @Nullable String contentType, @Nullable ResolvableType type) {
		if (payload == null) {
			return new WrittenPayload(new byte[0], contentType);
		}
		if (payload instanceof byte[] bytes) {
			return new WrittenPayload(bytes, contentType);
		}
		if (payload instanceof ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.duplicate().get(bytes);
			return new WrittenPayload(bytes, contentType);
		}
		MimeType mimeType = parse(contentType);
		if (payload instanceof CharSequence text) {
			return new WrittenPayload(text.toString().getBytes(charset(mimeType)), contentType);
		}
		MqttPayloadConverter converter = converter(mimeType);
		if (converter == null) {
			throw new MqttPayloadConversionException(
					"Cannot write " + name(payload.getClass()) + " as a payload" + missing(contentType), null);
		}
		try {
			return new WrittenPayload((type != null) ? converter.write(payload, type) : converter.write(payload),
					(contentType != null) ? contentType : converter.contentType().toString());
		}
		catch (IOException ex) {
			throw new MqttPayloadConversionException("Cannot write " + name(payload.getClass()) + " as "
					+ converter.contentType() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Checks that objects can be written as a content type.
	 * @param contentType the content type
	 * @throws IllegalArgumentException if it is no MIME type, or no converter writes it
	 */
	public void checkWritable(String contentType) {
		MimeType mimeType = parse(contentType);
		Assert.isTrue(mimeType != null, () -> "'" + contentType + "' is not a MIME type, such as application/json");
		Assert.isTrue(converter(mimeType) != null,
				() -> "Objects cannot be written as '" + contentType + "'" + missing(contentType));
	}

	/**
	 * Makes an object of a payload.
	 * @param payload the payload
	 * @param contentType the message's content type, or {@code null}
	 * @param type the type to convert it to
	 * @return the object; {@code null} for an empty payload unless bytes or a text are
	 * asked for
	 * @throws MqttPayloadConversionException if the payload cannot be read
	 */
	public @Nullable Object read(byte[] payload, @Nullable String contentType, ResolvableType type) {
		Class<?> target = type.resolve(Object.class);
		MimeType mimeType = parse(contentType);
		if (target == byte[].class) {
			return payload;
		}
		if (target == ByteBuffer.class) {
			return ByteBuffer.wrap(payload).asReadOnlyBuffer();
		}
		if (target == String.class || target == CharSequence.class) {
			return new String(payload, charset(mimeType));
		}
		if (payload.length == 0) {
			return null;
		}
		MqttPayloadConverter converter = converter(mimeType);
		if (target == Object.class && (converter == null || mimeType == null)) {
			return (mimeType != null && "text".equals(mimeType.getType())) ? new String(payload, charset(mimeType))
					: payload;
		}
		if (converter == null) {
			throw new MqttPayloadConversionException(
					"Cannot read a payload of " + payload.length + " bytes as " + type + missing(contentType), null);
		}
		try {
			return converter.read(payload, type);
		}
		catch (IOException ex) {
			throw new MqttPayloadConversionException("Cannot read a payload of " + payload.length + " bytes as "
					+ converter.contentType() + " to " + type + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Checks that there is a converter for an argument, if it needs one.
	 * @param parameter the parameter: a payload, or a message with one
	 * @throws IllegalArgumentException if there is no converter at all
	 */
	public void checkReadable(MethodParameter parameter) {
		checkReadable(parameter, type(parameter.getParameterType(), parameter));
	}

	/**
	 * Checks that there is a converter for a type, if it needs one.
	 * @param parameter the parameter that has payloads of the type
	 * @param type the type
	 * @throws IllegalArgumentException if there is no converter at all
	 */
	public void checkReadable(MethodParameter parameter, ResolvableType type) {
		Class<?> target = type.resolve(Object.class);
		Assert.isTrue(!this.converters.isEmpty() || target == Object.class || isRaw(target),
				() -> "its argument '" + parameter.getParameter().getName() + "' (" + name(target)
						+ ") cannot be read from a payload" + missing(null));
	}

	private static boolean isRaw(Class<?> type) {
		return type == byte[].class || type == ByteBuffer.class || type == String.class || type == CharSequence.class;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		Object payload = message.getPayload();
		ResolvableType type = type(targetClass, conversionHint);
		if (!(payload instanceof byte[] bytes)) {
			return ClassUtils.isAssignableValue(type.resolve(targetClass), payload) ? payload : null;
		}
		String contentType = message.getHeaders().get(MqttHeaders.CONTENT_TYPE, String.class);
		return read(bytes, contentType, type);
	}

	@Override
	public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object conversionHint) {
		String contentType = (headers != null) ? headers.get(MqttHeaders.CONTENT_TYPE, String.class) : null;
		WrittenPayload written = write(payload, contentType);
		MessageBuilder<byte[]> builder = MessageBuilder.withPayload(written.bytes()).copyHeaders(headers);
		if (written.contentType() != null) {
			builder.setHeader(MqttHeaders.CONTENT_TYPE, written.contentType());
		}
		return builder.build();
	}

	/**
	 * Returns what a payload argument asks for: the type inside {@code Message} and
	 * {@code Optional}.
	 */
	private static ResolvableType type(Class<?> targetClass, @Nullable Object conversionHint) {
		if (!(conversionHint instanceof MethodParameter parameter)) {
			return (conversionHint instanceof ResolvableType type) ? type : ResolvableType.forClass(targetClass);
		}
		return payloadType(parameter);
	}

	/**
	 * Returns what an argument wants a payload read as: the type inside {@code Message}
	 * and {@code Optional}.
	 * @param parameter the argument
	 * @return the type
	 */
	public static ResolvableType payloadType(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		while (type.resolve() == Optional.class
				|| (type.resolve() != null && Message.class.isAssignableFrom(type.toClass()))) {
			ResolvableType inner = type.as((type.resolve() == Optional.class) ? Optional.class : Message.class)
				.getGeneric();
			type = (inner.resolve() != null) ? inner : ResolvableType.forClass(Object.class);
		}
		return type;
	}

	private @Nullable MqttPayloadConverter converter(@Nullable MimeType contentType) {
		if (contentType == null) {
			return this.converters.isEmpty() ? null : this.converters.get(0);
		}
		for (MqttPayloadConverter converter : this.converters) {
			if (converter.supports(contentType)) {
				return converter;
			}
		}
		return null;
	}

	private String missing(@Nullable String contentType) {
		if (this.converters.isEmpty()) {
			return ": there is no converter. Add spring-boot-starter-jackson for JSON, or an MqttPayloadConverter bean";
		}
		return ": no converter supports the content type '" + contentType + "', only "
				+ this.converters.stream().map(MqttPayloadConverter::contentType).toList()
				+ ". Add an MqttPayloadConverter bean for it";
	}

	/**
	 * Reads a content type; MQTT allows any text there.
	 */
	static @Nullable MimeType parse(@Nullable String contentType) {
		if (contentType == null || contentType.isEmpty()) {
			return null;
		}
		try {
			return MimeType.valueOf(contentType);
		}
		catch (InvalidMimeTypeException ex) {
			return null;
		}
	}

	private static Charset charset(@Nullable MimeType contentType) {
		try {
			Charset charset = (contentType != null) ? contentType.getCharset() : null;
			return (charset != null) ? charset : StandardCharsets.UTF_8;
		}
		catch (IllegalArgumentException ex) {
			return StandardCharsets.UTF_8;
		}
	}

	private static String name(Class<?> type) {
		return ClassUtils.getShortName(type);
	}

	/**
	 * A payload as it is sent.
	 *
	 * @param bytes the bytes
	 * @param contentType the content type, or {@code null} if none is known
	 */
	public record WrittenPayload(byte[] bytes, @Nullable String contentType) {
	}

}
