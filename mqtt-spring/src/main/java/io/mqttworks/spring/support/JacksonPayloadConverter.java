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
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidDefinitionException;

import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Payloads in JSON, or another format Jackson has a mapper for, such as CBOR.
 */
public class JacksonPayloadConverter implements MqttPayloadConverter {

	private final ObjectMapper mapper;

	private final MimeType contentType;

	/**
	 * Creates a converter for JSON.
	 * @param mapper the mapper
	 */
	public JacksonPayloadConverter(ObjectMapper mapper) {
		this(mapper, MimeTypeUtils.APPLICATION_JSON);
	}

	/**
	 * Creates a converter.
	 * @param mapper the mapper of the format
	 * @param contentType the format's content type
	 */
	public JacksonPayloadConverter(ObjectMapper mapper, MimeType contentType) {
		Assert.notNull(mapper, "'mapper' must not be null");
		Assert.notNull(contentType, "'contentType' must not be null");
		this.mapper = mapper;
		this.contentType = contentType;
	}

	@Override
	public MimeType contentType() {
		return this.contentType;
	}

	@Override
	public byte[] write(Object payload) throws IOException {
		return write(payload, this.mapper.writer());
	}

	/**
	 * Writes an object. The declared type is used where the class of the object lacks the
	 * types of its contents: for collections, maps, and objects of exactly the declared
	 * generic class.
	 */
	@Override
	public byte[] write(Object payload, ResolvableType type) throws IOException {
		if (!type.hasGenerics() || !type.toClass().isInstance(payload)) {
			return write(payload);
		}
		JavaType javaType = javaType(type, Set.of());
		boolean writable = javaType.isContainerType() || javaType.getRawClass() == payload.getClass();
		return writable ? write(payload, this.mapper.writerFor(javaType)) : write(payload);
	}

	private static byte[] write(Object payload, ObjectWriter writer) throws IOException {
		try {
			return writer.writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new IOException("it cannot be written" + path(ex) + reason(ex));
		}
	}

	@Override
	public Object read(byte[] payload, ResolvableType type) throws IOException {
		JavaType javaType = javaType(type, Set.of());
		Object value;
		try {
			value = this.mapper.readValue(payload, javaType);
		}
		catch (StreamReadException ex) {
			throw new IOException("it is not valid" + location(ex));
		}
		catch (JacksonException ex) {
			throw new IOException("it does not fit the type" + path(ex) + location(ex) + reason(ex));
		}
		if (value == null) {
			throw new IOException("it is a null value");
		}
		return value;
	}

	/**
	 * Returns the type as Jackson represents it. Type variables are resolved: those of a
	 * base class by the class of the bean.
	 */
	private JavaType javaType(ResolvableType type, Set<Type> variables) {
		Class<?> raw = type.resolve(Object.class);
		if (type.getType() instanceof Class<?>) {
			return this.mapper.constructType(raw);
		}
		// The bound of a variable can have the variable in it, as in E extends Enum<E>.
		Set<Type> known = new HashSet<>(variables);
		if (type.getType() instanceof TypeVariable<?> && !known.add(type.getType())) {
			return this.mapper.constructType(raw);
		}
		if (type.isArray()) {
			return this.mapper.getTypeFactory().constructArrayType(javaType(type.getComponentType(), known));
		}
		ResolvableType[] generics = type.getGenerics();
		if (generics.length == 0 || generics.length != raw.getTypeParameters().length) {
			return this.mapper.constructType(raw);
		}
		JavaType[] arguments = Arrays.stream(generics)
			.map((generic) -> javaType(generic, known))
			.toArray(JavaType[]::new);
		return this.mapper.getTypeFactory().constructParametricType(raw, arguments);
	}

	/**
	 * Returns the part of a failure that can be shown. Jackson's messages quote values of
	 * the payload, except those about the definition of a type; messages of the
	 * application's own classes may quote them, too.
	 */
	private static String reason(JacksonException ex) {
		if (ex instanceof InvalidDefinitionException) {
			return ": " + ex.getOriginalMessage();
		}
		return (ex.getCause() != null) ? ": " + ex.getCause().getClass().getSimpleName() : "";
	}

	private static String location(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		if (location == null || location.getLineNr() < 1) {
			return "";
		}
		return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append("[").append(reference.getIndex()).append("]");
			}
			else {
				// The keys of a map come from the payload, the names of properties do
				// not.
				boolean map = reference.from() instanceof Map<?, ?>
						|| (reference.from() instanceof Class<?> type && Map.class.isAssignableFrom(type));
				path.append(path.isEmpty() ? "" : ".").append(map ? "*" : reference.getPropertyName());
			}
		}
		return path.isEmpty() ? "" : " at '" + path + "'";
	}

}
