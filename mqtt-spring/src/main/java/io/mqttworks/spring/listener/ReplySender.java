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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttOperations.SendSpec;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.log.LogAccessor;

/**
 * Sends what handler methods return: to topics the method names, and otherwise to the
 * response topic of the message, if it has one. Correlation data goes back either way.
 */
public class ReplySender {

	private static final LogAccessor logger = new LogAccessor(ReplySender.class);

	private final MqttOperations operations;

	private final List<TopicTemplate> topics;

	private final AtomicBoolean toldOff = new AtomicBoolean();

	/**
	 * Creates a sender.
	 * @param operations to send with; of the connection the messages come from
	 * @param topics where replies go; their variables are those of the topic filter.
	 * Empty for the response topic
	 */
	public ReplySender(MqttOperations operations, List<TopicTemplate> topics) {
		this.operations = operations;
		this.topics = List.copyOf(topics);
	}

	/**
	 * Sends a reply.
	 * @param value the reply. Of messages the topic does not count
	 * @param type the type it is declared with
	 * @param request the message that was handled
	 * @param variables what stands in its topic where the filter has variables
	 * @param pending bounds the time to wait
	 * @return completes when the reply is acknowledged, fails with
	 * {@link MqttReplyException}; {@code null} if nobody wants one, or the client must
	 * not publish
	 */
	@Nullable CompletionStage<?> send(Object value, ResolvableType type, MqttMessage request, Map<String, String> variables,
			PendingPublishes pending) {
		if (this.operations instanceof MqttTemplate template
				&& template.getClient().options().mode() != ClientMode.PUBLISHER) {
			tellOff(template.getClient().options(), request);
			return null;
		}
		List<String> destinations = destinations(request, variables);
		if (destinations.isEmpty()) {
			return null;
		}
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (String destination : destinations) {
			replies.add(send(value, type, request, destination, pending));
		}
		return (replies.size() == 1) ? replies.get(0)
				: CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new));
	}

	private void tellOff(MqttClientOptions options, MqttMessage request) {
		if (this.toldOff.compareAndSet(false, true)) {
			logger.info(() -> "Replies to messages such as " + request + " are not sent: the mode of connection '"
					+ options.name() + "' is " + options.mode());
		}
	}

	private List<String> destinations(MqttMessage request, Map<String, String> variables) {
		if (this.topics.isEmpty()) {
			String responseTopic = request.responseTopic();
			return (responseTopic != null) ? List.of(responseTopic) : List.of();
		}
		return this.topics.stream()
			.map((topic) -> topic.expand(topic.variables().stream().map(variables::get).toArray()))
			.toList();
	}

	private CompletableFuture<?> send(Object value, ResolvableType type, MqttMessage request, String destination,
			PendingPublishes pending) {
		CompletableFuture<?> sent;
		try {
			SendSpec reply = this.operations.newMessage(value).payloadType(type).topicName(destination);
			byte[] correlationData = request.correlationData();
			if (correlationData != null) {
				reply.correlationData(correlationData);
			}
			sent = pending.add("The reply", reply.sendAsync());
		}
		catch (RuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		return sent.handle((result, failure) -> {
			if (failure != null) {
				throw new MqttReplyException(
						"The reply to '" + destination + "' was not sent: " + Failures.unwrap(failure).getMessage(),
						failure);
			}
			return result;
		});
	}

}
