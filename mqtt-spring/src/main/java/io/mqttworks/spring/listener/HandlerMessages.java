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

import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import io.mqttworks.spring.support.TopicPatterns;
import io.mqttworks.spring.support.TopicPatterns.Match;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Makes the messages that handler methods get of those the client received, and says what
 * becomes of a failure.
 */
class HandlerMessages {

	private final String name;

	private final TopicPatterns topics;

	private final @Nullable MqttListenerErrorHandler errorHandler;

	private final @Nullable String connection;

	/**
	 * Creates it for one handler.
	 * @param name the name of the handler, for people
	 * @param topics the topics of the container
	 * @param errorHandler is asked when the handler fails, or {@code null}
	 * @param connection the name of the connection, or {@code null}
	 */
	HandlerMessages(String name, List<TopicTemplate> topics, @Nullable MqttListenerErrorHandler errorHandler,
			@Nullable String connection) {
		this.connection = connection;
		this.name = name;
		this.topics = new TopicPatterns(topics);
		this.errorHandler = errorHandler;
	}

	String name() {
		return this.name;
	}

	MatchedMessage receive(MqttMessage message, MqttMessageContext context) {
		Match match = this.topics.match(context.topicFilter(), message.topic());
		MqttMessageHeaderAccessor headers = MqttMessageHeaderAccessor.received(message, match.filter());
		headers.setHeader(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
				match.variables());
		headers.setHeader(MqttHeaders.TOPIC_VARIABLES, match.variables());
		headers.setHeader(MqttHeaders.ACKNOWLEDGMENT, context.acknowledgment());
		headers.setHeader(MqttHeaders.CONNECTION, this.connection);
		return new MatchedMessage(MessageBuilder.createMessage(message.payload(), headers.getMessageHeaders()), match);
	}

	/**
	 * Asks the error handler; without one the failure is thrown.
	 */
	void handleFailure(MatchedMessage received, Throwable failure) throws Exception {
		MqttListenerException exception = new MqttListenerException(
				this.name + " failed on a message of " + received.message().getPayload().length + " bytes for '"
						+ received.match().filter() + "': " + failure.getMessage(),
				failure);
		if (this.errorHandler == null) {
			throw exception;
		}
		this.errorHandler.handleError(received.message(), exception);
	}

}
