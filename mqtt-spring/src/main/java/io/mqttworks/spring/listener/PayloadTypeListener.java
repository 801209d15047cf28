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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttPayloadConversionException;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Hands each message to the one of several methods of a bean whose payload type fits.
 */
public class PayloadTypeListener implements MqttMessageListener {

	private final MqttMessageConverter converter;

	private final HandlerMessages messages;

	private final Map<Class<?>, HandlerMethodListener> methods = new LinkedHashMap<>();

	private final PayloadTypes types;

	private final @Nullable HandlerMethodListener defaultMethod;

	/** Whether the default method takes payloads as they are, or none. */
	private final boolean rawDefault;

	/**
	 * Creates a listener.
	 * @param methodFactory knows which argument is the payload
	 * @param beanType the class of the bean
	 * @param methods the methods, other than the default one; at least one
	 * @param defaultMethod takes what no other one takes, or {@code null}
	 * @param topics the topics of the container
	 * @param errorHandler is asked when a payload cannot be read, or {@code null}
	 * @param connection the name of the connection, or {@code null}
	 * @throws IllegalArgumentException if it is not clear which method takes what
	 */
	public PayloadTypeListener(MqttMessageHandlerMethodFactory methodFactory, Class<?> beanType,
			List<HandlerMethodListener> methods, @Nullable HandlerMethodListener defaultMethod,
			List<TopicTemplate> topics, @Nullable MqttListenerErrorHandler errorHandler, @Nullable String connection) {
		this.converter = methodFactory.getConverter();
		this.messages = new HandlerMessages(ClassUtils.getUserClass(beanType).getName(), topics, errorHandler,
				connection);
		Assert.notEmpty(methods,
				"it has no @MqttHandler method beside the default one; a @MqttSubscribe method is" + " what you want");
		for (HandlerMethodListener method : methods) {
			Class<?> type = payloadType(methodFactory, method);
			Assert.isTrue(type != null && !PayloadTypes.isRaw(type), () -> "its @MqttHandler method " + method
					+ " has no payload of a type of its own to be chosen by;" + " add one, or set isDefault = true");
			HandlerMethodListener same = this.methods.put(type, method);
			Assert.isTrue(same == null,
					() -> "two of its @MqttHandler methods take " + type.getName() + ": " + same + " and " + method);
		}
		this.defaultMethod = defaultMethod;
		Class<?> defaultType = (defaultMethod != null) ? payloadType(methodFactory, defaultMethod) : null;
		this.rawDefault = defaultMethod != null && (defaultType == null || PayloadTypes.isRaw(defaultType));
		this.types = new PayloadTypes(this.methods.keySet(), this.rawDefault ? null : defaultType);
		this.types.check(defaultMethod != null);
	}

	private static @Nullable Class<?> payloadType(MqttMessageHandlerMethodFactory methodFactory,
			HandlerMethodListener method) {
		ResolvableType type = methodFactory.payloadType(method.method());
		if (type == null) {
			return null;
		}
		Assert.isTrue(!type.hasGenerics(), () -> "its @MqttHandler method " + method + " takes a payload of the type "
				+ type + ", but methods are chosen by classes without type arguments");
		return type.toClass();
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		MatchedMessage received = this.messages.receive(message, context);
		Object payload;
		try {
			payload = this.converter.fromMessage(received.message(), this.types.common());
			if (payload == null) {
				throw new MqttPayloadConversionException("The payload is empty", null);
			}
		}
		catch (MqttPayloadConversionException ex) {
			if (this.rawDefault && this.defaultMethod != null) {
				return this.defaultMethod.onMessage(received, received.message(), message, context);
			}
			this.messages.handleFailure(received, ex);
			return null;
		}
		HandlerMethodListener method = method(payload.getClass());
		if (method == null) {
			this.messages.handleFailure(received, new MqttPayloadConversionException(
					"No @MqttHandler method takes " + payload.getClass().getName(), null));
			return null;
		}
		Message<?> argument = (this.rawDefault && method == this.defaultMethod) ? received.message()
				: MessageBuilder.createMessage(payload, received.message().getHeaders());
		return method.onMessage(received, argument, message, context);
	}

	/**
	 * Returns the method for a class. It is the default one, too, where several fit: what
	 * sealed types tell was checked at the start.
	 */
	private @Nullable HandlerMethodListener method(Class<?> type) {
		List<Class<?>> matching = this.types.matching(type);
		return (matching.size() == 1) ? this.methods.get(matching.get(0)) : this.defaultMethod;
	}

	@Override
	public boolean completesLater() {
		return Stream.concat(this.methods.values().stream(), Stream.ofNullable(this.defaultMethod))
			.anyMatch(MqttMessageListener::completesLater);
	}

	/**
	 * Returns the name of the class.
	 */
	@Override
	public String toString() {
		return this.messages.name();
	}

}
