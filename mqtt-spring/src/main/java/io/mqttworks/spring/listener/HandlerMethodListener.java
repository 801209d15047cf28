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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import io.mqttworks.spring.support.TopicPatterns;
import io.mqttworks.spring.support.TopicPatterns.Match;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ClassUtils;

/**
 * Hands messages to a method of a bean.
 */
public class HandlerMethodListener implements MqttMessageListener {

	private final InvocableHandlerMethod method;

	private final String name;

	private final TopicPatterns topics;

	private final HandlerResults results;

	private final @Nullable MqttListenerErrorHandler errorHandler;

	private final @Nullable ReplySender replySender;

	/**
	 * Creates a listener.
	 * @param method the method
	 * @param topics the topics of the container
	 * @param errorHandler is asked when the method fails, or {@code null}
	 * @param replySender sends what the method returns, or {@code null} if it does not
	 * matter
	 */
	public HandlerMethodListener(InvocableHandlerMethod method, List<TopicTemplate> topics,
			@Nullable MqttListenerErrorHandler errorHandler, @Nullable ReplySender replySender) {
		this.method = method;
		this.name = describe(method.getBeanType(), method.getMethod());
		this.topics = new TopicPatterns(topics);
		this.results = new HandlerResults(method.getMethod());
		this.errorHandler = errorHandler;
		this.replySender = replySender;
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		Match match = this.topics.match(context.topicFilter(), message.topic());
		Message<byte[]> received = toMessage(message, match, context.acknowledgment());
		Object result;
		CompletionStage<?> stage;
		try {
			result = this.method.invoke(received);
			stage = this.results.forEach(result, (value) -> reply(value, message, match.variables(), context),
					context.executor());
		}
		catch (Throwable ex) {
			handleFailure(received, match, ex);
			return null;
		}
		if (stage == null) {
			return null;
		}
		if (!this.results.areLater(result)) {
			context.methodDone();
		}
		return handleLater(stage, received, match, context);
	}

	private @Nullable CompletionStage<?> reply(Object value, MqttMessage message, Map<String, String> variables,
			MqttMessageContext context) {
		return (this.replySender != null) ? this.replySender.send(value, message, variables, context.pendingPublishes())
				: null;
	}

	private CompletionStage<?> handleLater(CompletionStage<?> stage, Message<byte[]> message, Match match,
			MqttMessageContext context) {
		CompletableFuture<@Nullable Void> handled = new CompletableFuture<>();
		stage.whenComplete((result, failure) -> {
			if (failure == null) {
				handled.complete(null);
			}
			else if (PendingPublishes.isGivenUp(failure)) {
				handled.completeExceptionally(failure);
			}
			else {
				// The thread can be that of the network, which must not run error
				// handlers.
				context.executor().execute(() -> handleFailure(message, match, failure, handled));
			}
		});
		return handled;
	}

	private void handleFailure(Message<byte[]> message, Match match, Throwable failure,
			CompletableFuture<@Nullable Void> handled) {
		try {
			handleFailure(message, match, Failures.unwrap(failure));
			handled.complete(null);
		}
		catch (Throwable ex) {
			handled.completeExceptionally(ex);
		}
	}

	private void handleFailure(Message<byte[]> message, Match match, Throwable failure) throws Exception {
		MqttListenerException exception = new MqttListenerException(this.name + " failed on a message of "
				+ message.getPayload().length + " bytes for '" + match.filter() + "': " + failure.getMessage(),
				failure);
		if (this.errorHandler == null) {
			throw exception;
		}
		this.errorHandler.handleError(message, exception);
	}

	private Message<byte[]> toMessage(MqttMessage message, Match match, @Nullable Acknowledgment acknowledgment) {
		MqttMessageHeaderAccessor headers = MqttMessageHeaderAccessor.received(message, match.filter());
		headers.setHeader(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
				match.variables());
		headers.setHeader(MqttHeaders.ACKNOWLEDGMENT, acknowledgment);
		return MessageBuilder.createMessage(message.payload(), headers.getMessageHeaders());
	}

	@Override
	public boolean completesLater() {
		return this.results.canBeLater();
	}

	/**
	 * Names a method in a message for people.
	 * @param type the class of the bean
	 * @param method the method
	 * @return the names of the class, the method and its parameter types
	 */
	public static String describe(Class<?> type, Method method) {
		StringBuilder text = new StringBuilder();
		text.append(ClassUtils.getUserClass(type).getName()).append('.').append(method.getName()).append('(');
		Class<?>[] parameters = method.getParameterTypes();
		for (int i = 0; i < parameters.length; i++) {
			text.append((i > 0) ? ", " : "").append(parameters[i].getSimpleName());
		}
		return text.append(')').toString();
	}

	/**
	 * Returns the name of the method.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
