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

package io.mqttworks.spring.listener;

import java.util.Optional;
import java.util.stream.Collectors;

import io.mqttworks.spring.support.MqttPayloadConversionException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.Validator;

/**
 * Resolves payload arguments. Unlike its parent it asks the converter even for an empty
 * payload, which is an empty {@code byte[]} or {@code String}, an empty {@code Optional},
 * and {@code null} where that is allowed.
 */
class MqttPayloadArgumentResolver extends PayloadMethodArgumentResolver {

	private final SmartMessageConverter converter;

	MqttPayloadArgumentResolver(SmartMessageConverter converter, @Nullable Validator validator) {
		super(converter, validator);
		this.converter = converter;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		boolean optional = parameter.getParameterType() == Optional.class;
		if (message.getPayload() instanceof byte[] bytes && bytes.length == 0) {
			if (optional) {
				return Optional.empty();
			}
			if (!isRequired(parameter, annotation)) {
				return null;
			}
		}
		Object payload = read(parameter, message, parameter.getParameterType(), parameter);
		return optional ? Optional.of(payload) : payload;
	}

	/**
	 * Reads a payload as a type, other than that of the argument.
	 */
	Object read(MethodParameter parameter, Message<byte[]> message, ResolvableType type) throws Exception {
		return read(parameter, message, type.resolve(Object.class), type);
	}

	private Object read(MethodParameter parameter, Message<?> message, Class<?> type, Object hint) throws Exception {
		Object payload = this.converter.fromMessage(message, type, hint);
		if (payload == null) {
			throw new MqttPayloadConversionException(
					"The payload is empty: use @Payload(required = false), @Nullable or Optional to allow that", null);
		}
		try {
			validate(message, parameter, payload);
		}
		catch (MethodArgumentNotValidException ex) {
			throw new MqttPayloadConversionException("The payload is not valid: " + violations(ex.getBindingResult()),
					null);
		}
		return payload;
	}

	/**
	 * Names the rules that were broken, but not the values that broke them.
	 */
	private static String violations(@Nullable BindingResult result) {
		if (result == null) {
			return "no details";
		}
		return result.getAllErrors()
			.stream()
			.map((error) -> ((error instanceof FieldError field) ? "'" + field.getField() + "'" : "the whole")
					+ " breaks the rule " + error.getCode())
			.collect(Collectors.joining(", "));
	}

	private static boolean isRequired(MethodParameter parameter, @Nullable Payload annotation) {
		return (annotation == null || annotation.required()) && !parameter.isOptional();
	}

}
