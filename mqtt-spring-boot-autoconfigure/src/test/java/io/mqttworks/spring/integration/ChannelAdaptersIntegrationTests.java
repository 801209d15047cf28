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

package io.mqttworks.spring.integration;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.RealBroker;
import io.mqttworks.spring.TestApplications;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.integration.MqttIntegrationAutoConfiguration;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.PollableChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Channel adapters and the gateway, end to end.
 */
class ChannelAdaptersIntegrationTests {

	private final String root = "adapters-" + UUID.randomUUID();

	@EveryBroker
	void aMessageGoesOutAndComesIn(RealBroker broker, MqttVersion version) {
		try (ConfigurableApplicationContext application = TestApplications.start(broker, version, Flows.class,
				"test.root=" + this.root)) {
			application.getBean("out", MessageChannel.class).send(new GenericMessage<>(new Reading(7)));
			assertThat(application.getBean("in", PollableChannel.class).receive(15_000).getPayload())
				.isEqualTo(new Reading(7));
		}
	}

	@Test
	void aRequestGetsItsReply() {
		for (RealBroker broker : new RealBroker[] { Brokers.mosquitto(), Brokers.artemis() }) {
			try (ConfigurableApplicationContext application = TestApplications.start(broker, MqttVersion.MQTT_5,
					Flows.class, "test.root=" + this.root)) {
				application.getBean("requests", MessageChannel.class).send(new GenericMessage<>("abc"));
				assertThat(application.getBean("replies", PollableChannel.class).receive(15_000).getPayload())
					.isEqualTo("ABC");
			}
		}
	}

	@BothVersions
	void inModeListenerMessagesComeInAndNothingGoesOut(MqttVersion version) {
		List<String> seen = new CopyOnWriteArrayList<>();
		try (MqttClient others = MqttClient.builder(Brokers.mosquitto().uri()).version(version).build();
				ConfigurableApplicationContext application = TestApplications.start(Brokers.mosquitto(), version,
						Flows.class, "test.root=" + this.root, "mqtt.mode=listener")) {
			application.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofSeconds(30));
			others.connect().join();
			others.subscribe(this.root + "/#", Qos.AT_LEAST_ONCE, (message) -> seen.add(message.topic()))
				.result()
				.join();
			assertRefused(application, "out", new Reading(7), "LISTENER");
			assertRefused(application, "requests", "abc", "LISTENER");
			others.publish(this.root + "/readings", "{\"celsius\":8}", Qos.AT_LEAST_ONCE).join();
			assertThat(application.getBean("in", PollableChannel.class).receive(15_000).getPayload())
				.isEqualTo(new Reading(8));
			await().atMost(Duration.ofSeconds(30)).until(() -> !seen.isEmpty());
			// In order: what had been sent before would have been seen before.
			assertThat(seen).containsExactly(this.root + "/readings");
		}
	}

	@Test
	void inModeOffFlowsStartWithoutABrokerAndNothingGoesOut() {
		try (ConfigurableApplicationContext application = TestApplications.start("mqtt://127.0.0.1:1",
				MqttVersion.MQTT_5, Flows.class, "test.root=" + this.root, "mqtt.mode=off")) {
			assertRefused(application, "out", new Reading(7), "OFF");
			assertRefused(application, "requests", "abc", "OFF");
			assertThat(application.getBean(MqttClient.class).state()).isEqualTo(ConnectionState.IDLE);
		}
	}

	private static void assertRefused(ConfigurableApplicationContext application, String channel, Object payload,
			String mode) {
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> application.getBean(channel, MessageChannel.class).send(new GenericMessage<>(payload)))
			.withCauseInstanceOf(MqttException.class)
			.withStackTraceContaining("nothing of it was sent")
			.withStackTraceContaining("is " + mode + ", and only a PUBLISHER publishes");
	}

	record Reading(double celsius) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IntegrationAutoConfiguration.class, MqttIntegrationAutoConfiguration.class })
	static class Flows {

		@Value("${test.root}")
		private String root;

		@Bean
		MessageChannel out() {
			return new DirectChannel();
		}

		@Bean
		PollableChannel in() {
			return new QueueChannel();
		}

		@Bean
		MessageChannel requests() {
			return new DirectChannel();
		}

		@Bean
		PollableChannel replies() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow outbound(MessageChannel out, MqttTemplate template) {
			return IntegrationFlow.from(out).handle(Mqtt.outboundAdapter(template, this.root + "/readings")).get();
		}

		@Bean
		IntegrationFlow inbound(PollableChannel in, MqttListenerContainerFactory factory) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(factory, this.root + "/readings").payloadType(Reading.class))
				.channel(in)
				.get();
		}

		@Bean
		IntegrationFlow gateway(MessageChannel requests, PollableChannel replies, MqttTemplate template) {
			return IntegrationFlow.from(requests)
				.handle(Mqtt.outboundGateway(template, this.root + "/questions").replyType(String.class))
				.channel(replies)
				.get();
		}

		@Bean
		Answers answers() {
			return new Answers();
		}

	}

	static class Answers {

		@MqttSubscribe("${test.root}/questions")
		String answer(String question) {
			return question.toUpperCase(Locale.ROOT);
		}

	}

}
