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
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Hands batches of messages to a method of a bean. As a listener it takes one message
 * after the other, and reads it; what it returns completes with the attempt to handle the
 * batch the message is in.
 */
public class BatchHandlerMethodListener implements MqttMessageListener {

	private final BatchMethod method;

	private final HandlerMessages messages;

	private final HandlerResults results;

	/**
	 * Creates a listener.
	 * @param methodFactory reads payloads
	 * @param bean the bean
	 * @param method the method
	 * @param topics the topics of the container
	 * @param ackMode who acknowledges
	 * @param errorHandler is asked when the method fails on a message alone, or
	 * {@code null}
	 * @param connection the name of the connection, or {@code null}
	 * @throws IllegalArgumentException if the method has arguments that batches do not
	 * have, or returns a value
	 */
	public BatchHandlerMethodListener(MqttMessageHandlerMethodFactory methodFactory, Object bean, Method method,
			List<TopicTemplate> topics, AckMode ackMode, @Nullable MqttListenerErrorHandler errorHandler,
			@Nullable String connection) {
		this.method = methodFactory.createBatchMethod(bean, method);
		Assert.isTrue(ackMode == AckMode.AUTO || this.method.canAcknowledge(),
				"it must acknowledge by hand, so add an Acknowledgment argument");
		this.messages = new HandlerMessages(HandlerMethodListener.describe(this.method.beanType(), method), topics,
				errorHandler, connection);
		this.results = new HandlerResults(this.method.returnType());
	}

	/**
	 * Returns whether a method takes batches: it does with an {@link MqttBatch}, or when
	 * it asks for more than one message.
	 * @param method the method
	 * @param batchSize how many messages it wants at once, or {@code null} if it does not
	 * say
	 * @return {@code true} if it takes batches
	 */
	public static boolean isBatch(Method method, @Nullable Integer batchSize) {
		return BatchMethod.isBatch(method, batchSize);
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		MatchedMessage received = this.messages.receive(message, context);
		BatchEntry entry;
		try {
			entry = new BatchEntry(received, this.method.read(received.message()));
		}
		catch (Throwable ex) {
			this.messages.handleFailure(received, ex);
			return null;
		}
		context.joinBatch(entry);
		return entry.outcome();
	}

	/**
	 * Calls the method.
	 * @param entries the messages
	 * @param acknowledgment acknowledges them by hand, or {@code null}
	 * @return completes when the batch is handled; {@code null} if it is already
	 */
	@Nullable CompletionStage<?> onBatch(List<BatchEntry> entries, @Nullable Acknowledgment acknowledgment,
			MqttMessageContext context) throws Exception {
		List<Object> items = new ArrayList<>(entries.size());
		entries.forEach((entry) -> items.add(entry.argument()));
		return this.results.forEach(this.method.invoke(items, acknowledgment), (value) -> null, context.executor());
	}

	/**
	 * Asks the error handler about one message; without one the failure is thrown.
	 */
	void handleFailure(BatchEntry entry, Throwable failure) throws Exception {
		this.messages.handleFailure(entry.received(), Failures.unwrap(failure));
	}

	/**
	 * Returns the name of the method.
	 */
	@Override
	public String toString() {
		return this.messages.name();
	}

}
