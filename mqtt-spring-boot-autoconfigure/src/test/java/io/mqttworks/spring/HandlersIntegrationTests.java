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

package io.mqttworks.spring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.RealBroker;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.support.MqttHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers and the template, end to end.
 */
class HandlersIntegrationTests {

	/** Keeps the tests apart, which share brokers. */
	private final String root = "handlers-" + UUID.randomUUID();

	private ConfigurableApplicationContext application;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@EveryBroker
	void anObjectArrivesAsItWasSent(RealBroker broker, MqttVersion version) throws Exception {
		Greenhouse greenhouse = start(broker, version, Greenhouse.class);
		Reading reading = new Reading(21.5, Instant.parse("2026-01-02T03:04:05Z"), List.of("a", "b"));
		template().send("{root}/{zone}/temperature", reading, this.root, 7);
		assertThat(greenhouse.readings.poll(15, TimeUnit.SECONDS)).isEqualTo(new Received(7, reading));
	}

	@EveryBroker
	void everyQosAndARetainedMessageArrive(RealBroker broker, MqttVersion version) throws Exception {
		Retained retained = start(broker, version, Retained.class);
		for (Qos qos : Qos.values()) {
			template().newMessage("text " + qos.value()).topicName(this.root + "/plain").qos(qos).send();
			assertThat(retained.texts.poll(15, TimeUnit.SECONDS)).isEqualTo("text " + qos.value());
		}
		template().newMessage("kept").topicName(this.root + "/retained").retain(true).send();
		assertThat(retained.texts.poll(15, TimeUnit.SECONDS)).isEqualTo("kept");
		this.application.close();
		retained = start(broker, version, Retained.class);
		assertThat(retained.texts.poll(15, TimeUnit.SECONDS)).isEqualTo("kept retained");
		template().newMessage(null).topicName(this.root + "/retained").retain(true).send();
		assertThat(retained.texts.poll(15, TimeUnit.SECONDS)).isEmpty();
	}

	@EveryBroker
	void noHandlerIsLostWhenTheConnectionBreaks(RealBroker broker, MqttVersion version) throws Exception {
		Greenhouse greenhouse = start(broker, version, Greenhouse.class);
		MqttClient client = this.application.getBean(MqttClient.class);
		// Another client with this identifier takes the connection away.
		String clientId = client.connectResult().clientId();
		try (MqttClient thief = MqttClient.builder(broker.uri()).version(version).clientId(clientId).build()) {
			thief.connect(Kit.TIMEOUT);
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() > 1 && client.isConnected());
		Reading reading = new Reading(1, Instant.EPOCH, List.of());
		template().send("{root}/{zone}/temperature", reading, this.root, 1);
		assertThat(greenhouse.readings.poll(15, TimeUnit.SECONDS)).isEqualTo(new Received(1, reading));
	}

	@Test
	void anApplicationThatLostItsBrokerStopsThoughAReplyIsPending() throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			Answering answering = start(broker, MqttVersion.MQTT_5, Answering.class,
					"spring.lifecycle.timeout-per-shutdown-phase=10m");
			template().send("{root}/question", "?", this.root);
			assertThat(answering.asked.await(15, TimeUnit.SECONDS)).isTrue();
			broker.stop();
			MqttClient client = this.application.getBean(MqttClient.class);
			await().atMost(Kit.TIMEOUT).until(() -> !client.isConnected());
			answering.broken.countDown();
			await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() > 0);
			Kit.await(CompletableFuture.runAsync(this.application::close, Kit.NEW_THREADS));
		}
	}

	@Test
	void messagesOfAStoredSessionFindTheirHandlers() throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			String clientId = "mqtt.client-id=" + this.root;
			start(broker, MqttVersion.MQTT_5, Greenhouse.class, clientId, "mqtt.clean-start=false");
			this.application.close();
			Reading reading = new Reading(2, Instant.EPOCH, List.of());
			try (MqttClient other = MqttClient.builder(broker.uri()).build()) {
				other.connect(Kit.TIMEOUT);
				Kit.await(other.publish(MqttMessage.of(this.root + "/5/temperature",
						"{\"celsius\":2,\"at\":\"1970-01-01T00:00:00Z\",\"tags\":[]}".getBytes(StandardCharsets.UTF_8),
						Qos.AT_LEAST_ONCE)));
			}
			Greenhouse greenhouse = start(broker, MqttVersion.MQTT_5, Greenhouse.class, clientId,
					"mqtt.clean-start=false");
			assertThat(greenhouse.readings.poll(15, TimeUnit.SECONDS)).isEqualTo(new Received(5, reading));
		}
	}

	@Test
	void aStopLetsTheHandlerFinishAndStartsNoOther() throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			String[] session = { "mqtt.client-id=" + this.root, "mqtt.clean-start=false" };
			Slow slow = start(broker, MqttVersion.MQTT_5, Slow.class, session);
			template().send("{root}/slow", "first", this.root);
			assertThat(slow.begun.await(15, TimeUnit.SECONDS)).isTrue();
			template().send("{root}/slow", "second", this.root);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close, Kit.NEW_THREADS);
			MqttListenerContainer container = slow.registry.getContainers().iterator().next();
			await().atMost(Kit.TIMEOUT).until(() -> !container.isRunning());
			assertThat(closed).isNotDone();
			slow.end.countDown();
			Kit.await(closed);
			assertThat(slow.handled).containsExactly("first");
			slow = start(broker, MqttVersion.MQTT_5, Slow.class, session);
			slow.end.countDown();
			Slow next = slow;
			await().atMost(Kit.TIMEOUT).until(() -> !next.handled.isEmpty());
			assertThat(next.handled).containsExactly("second");
		}
	}

	@EveryBroker
	void aMessageThatFailsForGoodBecomesADeadLetter(RealBroker broker, MqttVersion version) throws Exception {
		Failing failing = start(broker, version, Failing.class,
				"mqtt.listener.dead-letter-topic=" + this.root + "-dead");
		template().send("{root}/failing", "x", this.root);
		MqttMessage letter = failing.letters.poll(15, TimeUnit.SECONDS);
		assertThat(letter.payloadAsString()).isEqualTo("x");
		assertThat(failing.attempts).containsExactly("x", "x", "x");
		if (version == MqttVersion.MQTT_5) {
			assertThat(letter.userProperty(DeadLetterRecoverer.ORIGINAL_TOPIC)).isEqualTo(this.root + "/failing");
			assertThat(letter.userProperty(DeadLetterRecoverer.HANDLER)).endsWith(".fail");
			assertThat(letter.userProperty(DeadLetterRecoverer.EXCEPTION))
				.isEqualTo(IllegalStateException.class.getName());
		}
	}

	@Test
	void aRequestGetsItsReplyFromAHandler() {
		for (RealBroker broker : List.of(Brokers.mosquitto(), Brokers.artemis())) {
			start(broker, MqttVersion.MQTT_5, Calculator.class);
			MqttTemplate template = template();
			List<CompletableFuture<Integer>> replies = IntStream.range(0, 50)
				.mapToObj((i) -> template.newMessage(new Numbers(List.of(i, 1)))
					.topic("{root}/sum", this.root)
					.sendAndReceiveAsync(Integer.class))
				.toList();
			for (int i = 0; i < replies.size(); i++) {
				assertThat(Kit.await(replies.get(i))).isEqualTo(i + 1);
			}
			assertThat(template.sendAndReceive("{root}/later", "y", String.class, this.root)).isEqualTo("later y");
			this.application.close();
		}
	}

	@Test
	void optionsOfMqtt5AreKept() throws Exception {
		RealBroker broker = Brokers.mosquitto();
		try (MqttClient other = MqttClient.builder(broker.uri()).version(MqttVersion.MQTT_5).build()) {
			other.connect(Kit.TIMEOUT);
			Kit.await(other.publish(MqttMessage.builder(this.root + "/options").payload("kept").retain(true).build()));
			Options options = start(broker, MqttVersion.MQTT_5, Options.class);
			template().send("{root}/options", "mine", this.root);
			Kit.await(
					other.publish(MqttMessage.builder(this.root + "/options").payload("theirs").retain(true).build()));
			assertThat(options.received.poll(15, TimeUnit.SECONDS)).isEqualTo("theirs retained");
			assertThat(options.received).isEmpty();
			Kit.await(other.publish(MqttMessage.builder(this.root + "/options").retain(true).build()));
		}
	}

	@Test
	void formatsAreToldApartByTheContentType() throws Exception {
		Greenhouse greenhouse = start(Brokers.mosquitto(), MqttVersion.MQTT_5, Greenhouse.class,
				"mqtt.publish.content-type=application/cbor");
		Reading reading = new Reading(21.5, Instant.parse("2026-01-02T03:04:05Z"), List.of("a", "b"));
		template().send("{root}/1/temperature", reading, this.root);
		template().newMessage(reading).topic("{root}/2/temperature", this.root).contentType("application/json").send();
		assertThat(greenhouse.readings.poll(15, TimeUnit.SECONDS)).isEqualTo(new Received(1, reading));
		assertThat(greenhouse.readings.poll(15, TimeUnit.SECONDS)).isEqualTo(new Received(2, reading));
	}

	private MqttTemplate template() {
		return this.application.getBean(MqttTemplate.class);
	}

	private <T> T start(RealBroker broker, MqttVersion version, Class<T> type, String... properties) {
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "test.root=" + this.root;
		this.application = TestApplications.start(broker, version, type, all);
		return this.application.getBean(type);
	}

	record Reading(double celsius, Instant at, List<String> tags) {

	}

	record Received(int zone, Reading reading) {

	}

	static class Answering {

		final CountDownLatch asked = new CountDownLatch(1);

		final CountDownLatch broken = new CountDownLatch(1);

		@MqttSubscribe("${test.root}/question")
		@SendTo("${test.root}/answer")
		String onQuestion(String question) throws InterruptedException {
			this.asked.countDown();
			this.broken.await(30, TimeUnit.SECONDS);
			return "!";
		}

	}

	static class Greenhouse {

		final BlockingQueue<Received> readings = new LinkedBlockingQueue<>();

		@MqttSubscribe("${test.root}/{zone}/temperature")
		void onReading(@Payload Reading reading, @DestinationVariable int zone) {
			this.readings.add(new Received(zone, reading));
		}

	}

	static class Retained {

		final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		@MqttSubscribe(topics = { "${test.root}/plain", "${test.root}/retained" }, qos = Qos.EXACTLY_ONCE)
		void onText(String text, @Header(MqttHeaders.RETAINED) boolean retained) {
			this.texts.add(retained ? text + " retained" : text);
		}

	}

	static class Options {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttSubscribe(topics = "${test.root}/options", noLocal = true, retainAsPublished = true,
				retainHandling = RetainHandling.DO_NOT_SEND)
		void handle(String payload, @Header(MqttHeaders.RETAINED) boolean retained) {
			this.received.add(retained ? payload + " retained" : payload);
		}

	}

	static class Slow {

		final List<String> handled = new CopyOnWriteArrayList<>();

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch end = new CountDownLatch(1);

		private final MqttListenerEndpointRegistry registry;

		Slow(MqttListenerEndpointRegistry registry) {
			this.registry = registry;
		}

		@MqttSubscribe("${test.root}/slow")
		void handle(String payload) throws InterruptedException {
			this.begun.countDown();
			this.end.await(1, TimeUnit.MINUTES);
			this.handled.add(payload);
		}

	}

	static class Failing {

		final List<String> attempts = new CopyOnWriteArrayList<>();

		final BlockingQueue<MqttMessage> letters = new LinkedBlockingQueue<>();

		@MqttSubscribe("${test.root}/failing")
		void fail(String payload) {
			this.attempts.add(payload);
			throw new IllegalStateException("no");
		}

		@MqttSubscribe("${test.root}-dead")
		void letter(MqttMessage message) {
			this.letters.add(message);
		}

	}

	record Numbers(List<Integer> numbers) {

	}

	static class Calculator {

		@MqttSubscribe("${test.root}/sum")
		int sum(Numbers numbers) {
			return numbers.numbers().stream().mapToInt(Integer::intValue).sum();
		}

		@MqttSubscribe("${test.root}/later")
		CompletableFuture<String> later(String payload) {
			return CompletableFuture.supplyAsync(() -> "later " + payload);
		}

	}

}
