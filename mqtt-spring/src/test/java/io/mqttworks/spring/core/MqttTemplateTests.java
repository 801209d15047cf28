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

package io.mqttworks.spring.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttTemplate}.
 */
class MqttTemplateTests {

	private final MqttMessageConverter converter = new MqttMessageConverter(
			List.of(new JacksonPayloadConverter(JsonMapper.builder().build())));

	private FakeMqttClient client = new FakeMqttClient();

	private MqttTemplate template = new MqttTemplate(this.client, this.converter);

	@Test
	void sendsAnObjectAsJsonToTheExpandedTopic() {
		this.template.send("greenhouse/{zone}/fan", new Command("on"), "north");
		MqttMessage message = this.client.published.get(0);
		assertThat(message.topic()).isEqualTo("greenhouse/north/fan");
		assertThat(message.payloadAsString()).isEqualTo("{\"fan\":\"on\"}");
		assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(message.retain()).isFalse();
	}

	@Test
	void theContentTypeOfJsonIsSentWithMqtt5Only() {
		this.template.send("a", new Command("on"));
		this.client.connected(MqttVersion.MQTT_3_1_1);
		this.template.send("a", new Command("on"));
		this.client.connected(MqttVersion.MQTT_5);
		this.template.send("a", new Command("on"));
		this.template.send("a", "text");
		assertThat(this.client.published).extracting(MqttMessage::contentType)
			.containsExactly(null, null, "application/json", null);
	}

	@Test
	void theContentTypeOfJsonIsSentBeforeTheFirstConnectionIfTheVersionIsFixed() {
		this.client = new FakeMqttClient(MqttClient.builder("mqtt://localhost").version(MqttVersion.MQTT_5).options());
		new MqttTemplate(this.client, this.converter).send("a", new Command("on"));
		assertThat(this.client.published).extracting(MqttMessage::contentType).containsExactly("application/json");
	}

	@Test
	void aMessageCanSayEverything() {
		this.template.newMessage("text")
			.topic("a/{b}", 1)
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.contentType("text/plain")
			.messageExpiry(Duration.ofMinutes(1))
			.responseTopic("reply")
			.correlationData(new byte[] { 7 })
			.userProperty("k", "v")
			.userProperty("k", "w")
			.send();
		MqttMessage message = this.client.published.get(0);
		assertThat(message.topic()).isEqualTo("a/1");
		assertThat(message.qos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(message.retain()).isTrue();
		assertThat(message.contentType()).isEqualTo("text/plain");
		assertThat(message.messageExpiry()).isEqualTo(Duration.ofMinutes(1));
		assertThat(message.responseTopic()).isEqualTo("reply");
		assertThat(message.correlationData()).containsExactly(7);
		assertThat(message.userProperties()).containsExactly(new UserProperty("k", "v"), new UserProperty("k", "w"));
	}

	@Test
	void aTopicNameIsTakenAsItIs() {
		this.template.newMessage("x").topicName("a/{b}").send();
		assertThat(this.client.published.get(0).topic()).isEqualTo("a/{b}");
	}

	@Test
	void defaultsApplyToMessagesThatDoNotSay() {
		this.template.setDefaultQos(Qos.AT_MOST_ONCE);
		this.template.setDefaultRetain(true);
		this.template.send("a", "b");
		this.template.newMessage("b").topic("a").qos(Qos.EXACTLY_ONCE).retain(false).send();
		assertThat(this.client.published).extracting(MqttMessage::qos)
			.containsExactly(Qos.AT_MOST_ONCE, Qos.EXACTLY_ONCE);
		assertThat(this.client.published).extracting(MqttMessage::retain).containsExactly(true, false);
	}

	@Test
	void nullIsAnEmptyPayload() {
		this.template.newMessage(null).topic("a").retain(true).send();
		assertThat(this.client.published.get(0).payload()).isEmpty();
	}

	@Test
	void aVariableCannotChooseAnotherTopic() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("a/{b}", "x", "c/d"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAsync("a/{b}", "x", "#"));
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aWildcardIsNoTopicName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("a/+", "x"))
			.withMessageContaining("a/+");
	}

	@Test
	void aMessageNeedsATopic() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.newMessage("x").send())
			.withMessageContaining("topic");
	}

	@Test
	void sendAsyncCompletesWithTheServersAnswer() {
		CompletableFuture<PublishResult> answer = new CompletableFuture<>();
		this.client.onPublish = (message) -> answer;
		CompletableFuture<PublishResult> result = this.template.sendAsync("a", "b");
		assertThat(result).isNotDone();
		PublishResult said = PublishResult.builder(ReasonCode.NO_MATCHING_SUBSCRIBERS).build();
		answer.complete(said);
		assertThat(result).isCompletedWithValue(said);
	}

	@Test
	void sendThatIsNotAcknowledgedInTimeSaysWhatHappened() {
		this.template.setTimeout(Duration.ofMillis(20));
		this.client.onPublish = (message) -> new CompletableFuture<>();
		this.client.state = ConnectionState.WAITING;
		this.client.lastFailure = new MqttConnectException("broker:1883 refused", null, null);
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> this.template.send("a", "s3cret"))
			.withMessageContaining("'a' (QoS 1)")
			.withMessageContaining("20 ms")
			.withMessageContaining("WAITING: broker:1883 refused")
			.withMessageNotContaining("s3cret")
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void sendThatIsRefusedSaysWhy() {
		this.client.onPublish = (message) -> CompletableFuture
			.failedFuture(new MqttPublishException("quota", ReasonCode.QUOTA_EXCEEDED, null));
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> this.template.send("a", "b"))
			.withMessageContaining("'a'")
			.withMessageContaining("quota")
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED));
	}

	@Test
	void sendThatTheClientsEndInterruptsDoesNotSayThatItWasNotPublished() {
		this.client.onPublish = (message) -> CompletableFuture
			.failedFuture(new MqttClosedException("The client is closed; the message is kept", null, null));
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> this.template.send("a", "b"))
			.withMessageContaining("'a' (QoS 1) was not acknowledged: The client is closed; the message is kept")
			.withCauseInstanceOf(MqttClosedException.class);
	}

	@Test
	void anInterruptEndsTheWaitAndIsKept() {
		this.client.onPublish = (message) -> new CompletableFuture<>();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> this.template.send("a", "b"))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void defaultsOfMqtt5AreLeftOutOnMqtt311() {
		this.template.setDefaultMessageExpiry(Duration.ofMinutes(5));
		this.template.setDefaultContentType("application/vnd.acme+json");
		this.client.connected(MqttVersion.MQTT_3_1_1);
		this.template.send("a", new Command("on"));
		assertThat(this.client.published.get(0).properties()).isSameAs(MessageProperties.NONE);
		this.client.connected(MqttVersion.MQTT_5);
		this.template.send("a", new Command("on"));
		assertThat(this.client.published.get(1).messageExpiry()).isEqualTo(Duration.ofMinutes(5));
		assertThat(this.client.published.get(1).contentType()).isEqualTo("application/vnd.acme+json");
		this.template.newMessage("text").topic("a").messageExpiry(null).send();
		assertThat(this.client.published.get(2).properties()).isSameAs(MessageProperties.NONE);
	}

	@Test
	void theDefaultContentTypeChoosesTheFormatOfObjects() {
		MqttTemplate template = new MqttTemplate(this.client.connected(MqttVersion.MQTT_5),
				new MqttMessageConverter(
						List.of(new JacksonPayloadConverter(JsonMapper.builder().build()), new JacksonPayloadConverter(
								CBORMapper.builder().build(), MimeType.valueOf("application/cbor")))));
		template.setDefaultContentType("application/cbor");
		template.send("a", new Command("on"));
		MqttMessage message = this.client.published.get(0);
		assertThat(message.contentType()).isEqualTo("application/cbor");
		assertThat(message.payload()).startsWith(0xbf);
		template.newMessage(new Command("on")).topic("a").contentType("application/json").send();
		assertThat(this.client.published.get(1).payloadAsString()).isEqualTo("{\"fan\":\"on\"}");
	}

	@Test
	void aReplyIsReadAsTheTypeThatIsAskedFor() {
		this.client.onRequest = (request) -> CompletableFuture
			.completedFuture(MqttMessage.of("reply", "[{\"fan\":\"off\"}]", Qos.AT_LEAST_ONCE));
		assertThat(this.template.sendAndReceive("fans/{n}", new Command("on"), String.class, 7))
			.isEqualTo("[{\"fan\":\"off\"}]");
		assertThat(this.template.newMessage("x")
			.topic("a")
			.sendAndReceive(new ParameterizedTypeReference<List<Command>>() {
			})).containsExactly(new Command("off"));
		assertThat(this.template.newMessage("x").topic("a").sendAndReceiveAsync(MqttMessage.class).join().topic())
			.isEqualTo("reply");
		assertThat(this.client.published.get(0).topic()).isEqualTo("fans/7");
		assertThat(this.client.published.get(0).payloadAsString()).isEqualTo("{\"fan\":\"on\"}");
	}

	@Test
	void anEmptyReplyIsNull() {
		this.client.onRequest = (request) -> CompletableFuture
			.completedFuture(MqttMessage.of("reply", "", Qos.AT_LEAST_ONCE));
		assertThat(this.template.sendAndReceive("a", "x", Command.class)).isNull();
	}

	@Test
	void theReplyTimeOutIsTheTemplatesOrTheMessages() {
		this.client.onRequest = (request) -> CompletableFuture
			.completedFuture(MqttMessage.of("reply", "y", Qos.AT_LEAST_ONCE));
		this.template.setReplyTimeout(Duration.ofSeconds(3));
		this.template.sendAndReceive("a", "x", String.class);
		this.template.newMessage("x").topic("a").replyTimeout(Duration.ofSeconds(4)).sendAndReceive(String.class);
		assertThat(this.client.calls).containsExactly("request 3000 ms", "request 4000 ms");
	}

	@Test
	void aRequestWithoutReplySaysSo() {
		this.client.onRequest = (request) -> CompletableFuture
			.failedFuture(new MqttException("No reply within 5 ms", null, new TimeoutException("5 ms")));
		assertThatExceptionOfType(MqttException.class)
			.isThrownBy(() -> this.template.sendAndReceive("a/b", "s3cret", String.class))
			.withMessageContaining("'a/b'")
			.withMessageContaining("5 ms")
			.withMessageNotContaining("s3cret")
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void messagesAreUnwrapped() {
		this.client.connected(MqttVersion.MQTT_5);
		MqttMessage message = MqttMessage.builder("own/topic")
			.payload("text")
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.utf8Payload(true)
			.contentType("text/plain")
			.messageExpiry(Duration.ofMinutes(1))
			.responseTopic("reply")
			.correlationData(new byte[] { 1 })
			.userProperty("a", "b")
			.build();
		assertThat(this.template.newMessage(message).toMessage()).usingRecursiveComparison().isEqualTo(message);
		this.template.send("other/{x}", message, "y");
		assertThat(this.client.published.get(0)).usingRecursiveComparison()
			.isEqualTo(message.toBuilder().topic("other/y").build());
		assertThat(this.template.newMessage(message).qos(Qos.AT_MOST_ONCE).retain(false).toMessage())
			.usingRecursiveComparison()
			.isEqualTo(message.toBuilder().qos(Qos.AT_MOST_ONCE).retain(false).build());
		MqttMessage sent = this.template
			.newMessage(MessageBuilder.withPayload(new Command("on"))
				.setHeader(MqttHeaders.RETAINED, true)
				.setHeader(MqttHeaders.RESPONSE_TOPIC, "reply")
				.setHeader(MessageHeaders.CONTENT_TYPE, MimeType.valueOf("application/json"))
				.build())
			.topic("a")
			.toMessage();
		assertThat(sent.payloadAsString()).isEqualTo("{\"fan\":\"on\"}");
		assertThat(sent.retain()).isTrue();
		assertThat(sent.responseTopic()).isEqualTo("reply");
		assertThat(sent.contentType()).isEqualTo("application/json");
	}

	@Test
	void theContentTypeOfAMessageIsNotSentOn311() {
		this.client.connected(MqttVersion.MQTT_3_1_1);
		this.template.send("a",
				MessageBuilder.withPayload(new Command("on"))
					.setHeader(MqttHeaders.CONTENT_TYPE, "application/json")
					.build());
		assertThat(this.client.published.get(0).contentType()).isNull();
		assertThat(this.client.published.get(0).payloadAsString()).isEqualTo("{\"fan\":\"on\"}");
	}

	@Test
	void anOptionalIsItsValue() {
		this.template.send("a", Optional.of(new Command("on")));
		this.template.send("a", Optional.empty());
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString)
			.containsExactly("{\"fan\":\"on\"}", "");
	}

	@Test
	void aListIsWrittenAsTheTypeItIsDeclaredWith() {
		List<Animal> animals = List.of(new Dog("Rex"));
		assertThat(this.template.newMessage(animals)
			.topic("a")
			.payloadType(new ParameterizedTypeReference<List<Animal>>() {
			})
			.toMessage()
			.payloadAsString()).isEqualTo("[{\"type\":\"dog\",\"name\":\"Rex\"}]");
		assertThat(this.template.newMessage("x").topic("a").payloadType(new ParameterizedTypeReference<List<Animal>>() {
		}).toMessage().payloadAsString()).isEqualTo("x");
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes(@JsonSubTypes.Type(value = Dog.class, name = "dog"))
	interface Animal {

	}

	record Dog(String name) implements Animal {

	}

	record Command(String fan) {

	}

}
