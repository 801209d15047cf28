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
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ClassUtils;

/**
 * Hands messages to a method of a bean.
 */
public class HandlerMethodListener implements MqttMessageListener {

	private static final LogAccessor logger = new LogAccessor(HandlerMethodListener.class);

	private final InvocableHandlerMethod method;

	private final HandlerMessages messages;

	private final HandlerResults results;

	private final @Nullable ReplySender replySender;

	/** Whether it has not been said yet that nobody receives a result. */
	private final AtomicBoolean resultUntold = new AtomicBoolean(true);

	/**
	 * Creates a listener.
	 * @param method the method
	 * @param topics the topics of the container
	 * @param errorHandler is asked when the method fails, or {@code null}
	 * @param replySender sends what the method returns, or {@code null} if it does not
	 * matter
	 * @param connection the name of the connection, or {@code null}
	 */
	public HandlerMethodListener(InvocableHandlerMethod method, List<TopicTemplate> topics,
			@Nullable MqttListenerErrorHandler errorHandler, @Nullable ReplySender replySender,
			@Nullable String connection) {
		this.method = method;
		this.messages = new HandlerMessages(describe(method.getBeanType(), method.getMethod()), topics, errorHandler,
				connection);
		this.results = new HandlerResults(method.getReturnType());
		this.replySender = replySender;
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		MatchedMessage received = this.messages.receive(message, context);
		return onMessage(received, received.message(), message, context);
	}

	/**
	 * Takes a message whose payload may have been read already.
	 * @param received the message as it came
	 * @param argument what the method's arguments are taken from
	 */
	@Nullable CompletionStage<?> onMessage(MatchedMessage received, Message<?> argument, MqttMessage message,
			MqttMessageContext context) throws Exception {
		Object result;
		CompletionStage<?> stage;
		try {
			result = this.method.invoke(argument);
			stage = this.results.forEach(result, (value) -> reply(value, message, received.variables(), context),
					context.executor());
		}
		catch (Throwable ex) {
			this.messages.handleFailure(received, ex);
			return null;
		}
		if (stage == null) {
			return null;
		}
		if (!this.results.areLater(result)) {
			context.methodDone();
		}
		return handleLater(stage, received, context);
	}

	InvocableHandlerMethod method() {
		return this.method;
	}

	private @Nullable CompletionStage<?> reply(Object value, MqttMessage message, Map<String, String> variables,
			MqttMessageContext context) {
		if (this.replySender == null) {
			return null;
		}
		CompletionStage<?> sent = this.replySender.send(value, this.results.valueType(), message, variables,
				context.pendingPublishes());
		if (sent == null && this.resultUntold.compareAndSet(true, false)) {
			logger.debug(() -> this.messages.name() + " returns a result that nobody receives: it has no @SendTo, and a"
					+ " message for '" + message.topic() + "' has no response topic. This is said once");
		}
		return sent;
	}

	private CompletionStage<?> handleLater(CompletionStage<?> stage, MatchedMessage received,
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
				context.executor().execute(() -> handleFailure(received, failure, handled));
			}
		});
		return handled;
	}

	private void handleFailure(MatchedMessage received, Throwable failure, CompletableFuture<@Nullable Void> handled) {
		try {
			this.messages.handleFailure(received, Failures.unwrap(failure));
			handled.complete(null);
		}
		catch (Throwable ex) {
			handled.completeExceptionally(ex);
		}
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
		return this.messages.name();
	}

}
