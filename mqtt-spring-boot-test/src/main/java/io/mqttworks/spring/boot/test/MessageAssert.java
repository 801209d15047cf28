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

package io.mqttworks.spring.boot.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import org.jspecify.annotations.Nullable;

import org.springframework.test.json.JsonAssert;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.json.JsonComparison;

/**
 * Says what a message is like.
 *
 * @param <S> the type of the assertion
 */
public abstract sealed class MessageAssert<S extends MessageAssert<S>> permits ReceivedAssert, NeverReceivedAssert {

	private final MqttProbe probe;

	private final String topicFilter;

	private final List<Condition> conditions = new ArrayList<>();

	MessageAssert(MqttProbe probe, String topicFilter) {
		Topics.validateFilter(topicFilter);
		this.probe = probe;
		this.topicFilter = topicFilter;
		probe.begin(this);
	}

	MqttProbe probe() {
		return this.probe;
	}

	/**
	 * The payload is this text.
	 * @param payload the text
	 * @return this assertion
	 */
	public S withPayload(String payload) {
		return with("payload " + payload,
				(message) -> message.payloadAsString().equals(payload) ? null : "another payload");
	}

	/**
	 * The payload is JSON with at least these fields; arrays in any order. Single quotes
	 * may stand for double ones.
	 * @param json the fields
	 * @return this assertion
	 */
	public S withJson(String json) {
		return with("JSON " + json, (message) -> {
			try {
				JsonComparison comparison = JsonAssert.comparator(JsonCompareMode.LENIENT)
					.compare(json, message.payloadAsString());
				return (comparison.getResult() == JsonComparison.Result.MATCH) ? null
						: "JSON differs: " + comparison.getMessage();
			}
			catch (AssertionError | RuntimeException ex) {
				return "not JSON";
			}
		});
	}

	/**
	 * The message was published with this quality of service.
	 * @param qos the quality of service
	 * @return this assertion
	 */
	public S withQos(Qos qos) {
		return with("QoS " + qos.value(), (message) -> (message.qos() == qos) ? null : "QoS " + message.qos().value());
	}

	/**
	 * The message has this content type.
	 * @param contentType the content type
	 * @return this assertion
	 */
	public S withContentType(String contentType) {
		return with("content type " + contentType, (message) -> Objects.equals(message.contentType(), contentType)
				? null : "content type " + message.contentType());
	}

	/**
	 * The message wants a reply there.
	 * @param responseTopic the topic
	 * @return this assertion
	 */
	public S withResponseTopic(String responseTopic) {
		return with("response topic " + responseTopic,
				(message) -> Objects.equals(message.responseTopic(), responseTopic) ? null
						: "response topic " + message.responseTopic());
	}

	/**
	 * The message has a user property with this value.
	 * @param name the name
	 * @param value the value; one of several with this name
	 * @return this assertion
	 */
	public S withUserProperty(String name, String value) {
		return with("user property " + name + "=" + value,
				(message) -> message.userProperties()
					.stream()
					.anyMatch((property) -> property.name().equals(name) && property.value().equals(value)) ? null
							: "user properties " + message.userProperties());
	}

	S with(String text, Check check) {
		this.conditions.add(new Condition(text, check));
		@SuppressWarnings("unchecked")
		S self = (S) this;
		return self;
	}

	List<MqttMessage> matching(List<MqttMessage> messages) {
		return messages.stream()
			.filter((message) -> Topics.matches(this.topicFilter, message.topic()) && differences(message).isEmpty())
			.toList();
	}

	private List<String> differences(MqttMessage message) {
		return this.conditions.stream()
			.map((condition) -> condition.check().difference(message))
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * Tells what the message is like, a line each.
	 */
	String expected() {
		StringBuilder text = new StringBuilder(String.format("  on %s", this.topicFilter));
		this.conditions.forEach((condition) -> text.append(String.format("%n  %s", condition.text())));
		return text.toString();
	}

	/**
	 * Tells what came, and how what came on the topics differs.
	 */
	String arrived() {
		return Arrived.list(this.probe.messages(),
				(message) -> Topics.matches(this.topicFilter, message.topic()) ? differences(message) : List.of());
	}

	@Override
	public String toString() {
		return expected().strip().replaceAll("\\s*\\R\\s*", ", ");
	}

	/**
	 * Looks at a message.
	 */
	@FunctionalInterface
	interface Check {

		@Nullable String difference(MqttMessage message);

	}

	/**
	 * One thing that must be so.
	 *
	 * @param text says it
	 * @param check looks at it
	 */
	private record Condition(String text, Check check) {
	}

}
