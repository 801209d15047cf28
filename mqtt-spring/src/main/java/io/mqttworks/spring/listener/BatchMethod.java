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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;

/**
 * A handler method that takes batches: a {@code List} of payloads, of {@code Message}s or
 * of {@code MqttMessage}s, or an {@link MqttBatch}.
 */
class BatchMethod {

	/** For arguments that are taken from no message. */
	private static final Message<String> NO_MESSAGE = MessageBuilder.withPayload("").build();

	private final InvocableHandlerMethod method;

	private final MqttPayloadArgumentResolver payloads;

	private final MethodParameter parameter;

	private final ResolvableType payloadType;

	private final Element element;

	/**
	 * Creates the method.
	 * @param method the method
	 * @param payloads reads payloads
	 * @throws IllegalArgumentException if it has arguments that batches do not have, or
	 * returns a value
	 */
	BatchMethod(InvocableHandlerMethod method, MqttPayloadArgumentResolver payloads) {
		this.method = method;
		this.payloads = payloads;
		this.parameter = batchParameter(method);
		ResolvableType type = ResolvableType.forMethodParameter(this.parameter);
		boolean batch = this.parameter.getParameterType() == MqttBatch.class;
		ResolvableType item = type.as(batch ? MqttBatch.class : List.class).getGeneric();
		Class<?> raw = item.resolve(Object.class);
		Assert.isTrue(!batch || (raw != MqttMessage.class && !Message.class.isAssignableFrom(raw)),
				() -> "its argument '" + name(this.parameter) + "' is an MqttBatch of messages; name the type of their"
						+ " payloads instead, as in MqttBatch<byte[]>");
		if (raw == MqttMessage.class) {
			this.element = Element.MQTT_MESSAGE;
			this.payloadType = ResolvableType.forClass(byte[].class);
		}
		else if (Message.class.isAssignableFrom(raw)) {
			this.element = Element.MESSAGE;
			this.payloadType = item.as(Message.class).getGeneric();
		}
		else {
			this.element = batch ? Element.BATCH_MESSAGE : Element.PAYLOAD;
			this.payloadType = item;
		}
		checkResult(method.getMethod());
	}

	/**
	 * Returns whether a method takes batches.
	 */
	static boolean isBatch(Method method, @Nullable Integer batchSize) {
		return (batchSize != null && batchSize > 1)
				|| Arrays.asList(method.getParameterTypes()).contains(MqttBatch.class);
	}

	private static MethodParameter batchParameter(InvocableHandlerMethod method) {
		List<MethodParameter> batches = new ArrayList<>();
		for (MethodParameter parameter : method.getMethodParameters()) {
			Class<?> type = parameter.getParameterType();
			if (type == MqttBatch.class || type == List.class) {
				batches.add(parameter);
			}
			else {
				// The last one of a suspending function.
				boolean continuation = "kotlin.coroutines.Continuation".equals(type.getName());
				Assert.isTrue(type == Acknowledgment.class || continuation,
						() -> "its argument '" + name(parameter) + "' (" + type.getSimpleName()
								+ ") has no value for a batch: take a List<Message<...>> or an MqttBatch, whose"
								+ " messages have their topics and headers");
			}
		}
		Assert.isTrue(batches.size() == 1,
				() -> "it takes batches, so it needs one argument that is a List or an MqttBatch, and has "
						+ batches.size());
		return batches.get(0);
	}

	private static void checkResult(Method method) {
		Class<?> type = method.getReturnType();
		boolean later = CompletionStage.class.isAssignableFrom(type) || KotlinDetector.isSuspendingFunction(method)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
		Assert.isTrue(type == void.class || type == Void.class || later,
				() -> "it takes batches, which have no replies, but returns " + type.getSimpleName()
						+ "; let it return nothing, or what completes later");
	}

	private static String name(MethodParameter parameter) {
		return parameter.getParameter().getName();
	}

	Method method() {
		return this.method.getMethod();
	}

	MethodParameter returnType() {
		return this.method.getReturnType();
	}

	Class<?> beanType() {
		return this.method.getBeanType();
	}

	/**
	 * Returns whether messages can be acknowledged by hand.
	 */
	boolean canAcknowledge() {
		return this.element == Element.MESSAGE || this.element == Element.BATCH_MESSAGE
				|| Arrays.asList(method().getParameterTypes()).contains(Acknowledgment.class);
	}

	MethodParameter parameter() {
		return this.parameter;
	}

	ResolvableType payloadType() {
		return this.payloadType;
	}

	/**
	 * Makes what the method gets of a message.
	 */
	Object read(Message<byte[]> message) throws Exception {
		if (this.element == Element.MQTT_MESSAGE) {
			MqttMessage raw = message.getHeaders().get(MqttHeaders.RAW_MESSAGE, MqttMessage.class);
			Assert.state(raw != null, "The message has no header " + MqttHeaders.RAW_MESSAGE);
			return raw;
		}
		Object payload = this.payloads.read(this.parameter, message, this.payloadType);
		return (this.element == Element.PAYLOAD) ? payload
				: MessageBuilder.createMessage(payload, message.getHeaders());
	}

	/**
	 * Calls the method.
	 * @param items what it gets of the messages
	 * @param acknowledgment acknowledges them by hand, or {@code null}
	 */
	@Nullable Object invoke(List<Object> items, @Nullable Acknowledgment acknowledgment) throws Exception {
		Object batch = (this.element == Element.BATCH_MESSAGE) ? batch(items) : items;
		return (acknowledgment != null) ? this.method.invoke(NO_MESSAGE, batch, acknowledgment)
				: this.method.invoke(NO_MESSAGE, batch);
	}

	private static MqttBatch<Object> batch(List<Object> items) {
		List<Message<Object>> messages = new ArrayList<>(items.size());
		for (Object item : items) {
			messages.add(message(item));
		}
		return new MqttBatch<>(messages);
	}

	@SuppressWarnings("unchecked")
	private static Message<Object> message(Object item) {
		return (Message<Object>) item;
	}

	private enum Element {

		PAYLOAD, MESSAGE, MQTT_MESSAGE, BATCH_MESSAGE

	}

}
