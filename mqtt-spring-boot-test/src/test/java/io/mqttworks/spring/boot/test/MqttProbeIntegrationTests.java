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

import java.time.Duration;
import java.util.List;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MqttProbe}.
 */
@EmbeddedMqttBroker
@SpringBootTest(properties = "mqtt.startup=fail-fast")
class MqttProbeIntegrationTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	@Autowired
	private MqttProbe probe;

	@Test
	void theApplicationAnswersWhatTheProbePublishes() {
		this.probe.publish("greenhouse/north/temperature", "31.5");
		List<MqttMessage> commands = assertThat(this.probe).received("greenhouse/+/fan")
			.withJson("{'fan':'on'}")
			.retained()
			.withQos(Qos.AT_LEAST_ONCE)
			.within(Kit.TIMEOUT);
		assertThat(commands).singleElement().extracting(MqttMessage::topic).isEqualTo("greenhouse/north/fan");
		assertThat(this.probe).receivedInOrder("greenhouse/north/temperature", "greenhouse/+/fan").within(SHORT);
		assertThat(this.probe).neverReceived("greenhouse/south/#").during(Duration.ZERO);
		assertThat(this.probe).neverReceived("greenhouse/+/fan").withJson("{'fan':'off'}").during(Duration.ZERO);
	}

	@Test
	void propertiesAreCompared() {
		this.probe.publish(MqttMessage.builder("a")
			.payload("x")
			.contentType("text/plain")
			.responseTopic("b")
			.userProperty("k", "v")
			.build());
		assertThat(this.probe).received("a")
			.withPayload("x")
			.withContentType("text/plain")
			.withResponseTopic("b")
			.withUserProperty("k", "v")
			.within(Kit.TIMEOUT);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.probe).received("a").withUserProperty("k", "w").within(Duration.ZERO))
			.withMessageContaining("user property k=w");
	}

	@Test
	void theFailureShowsWhatArrivedAndHowItDiffers() {
		this.probe.publish("greenhouse/north/fan", "{\"fan\":\"off\"}");
		this.probe.publish("greenhouse/north/door", "open\n");
		assertThat(this.probe).receivedInOrder("greenhouse/north/fan", "greenhouse/north/door").within(Kit.TIMEOUT);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.probe).received("greenhouse/+/fan")
				.withJson("{'fan':'on'}")
				.retained()
				.within(SHORT))
			.withMessageContaining("Expecting a message within 50 ms")
			.withMessageContaining("JSON {'fan':'on'}")
			.withMessageContaining("greenhouse/north/fan (QoS 1): {\"fan\":\"off\"} <- JSON differs: fan")
			.withMessageContaining("not retained")
			.withMessageContaining("greenhouse/north/door (QoS 1): open\\u000a");
	}

	@Test
	void anotherOrderFails() {
		this.probe.publish("first", "1");
		this.probe.publish("second", "2");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.probe).receivedInOrder("second", "first").within(SHORT))
			.withMessageContaining("[second, first]");
	}

	@Test
	void fewerThanExpectedFail() {
		this.probe.publish("once", "1");
		assertThat(this.probe).received("once").within(Kit.TIMEOUT);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.probe).received("once").atLeast(2).within(SHORT))
			.withMessageContaining("2 messages");
	}

	@Test
	void aMessageThatShouldNotHaveComeFails() {
		this.probe.publish("secret", "1");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.probe).neverReceived("secret").during(Kit.TIMEOUT))
			.withMessageContaining("secret (QoS 1): 1");
	}

	@Test
	void anAssertionThatIsNotEndedIsReported() {
		assertThat(this.probe).received("forgotten");
		assertThatIllegalStateException().isThrownBy(this.probe::requireFinished)
			.withMessageContaining("forgotten")
			.withMessageContaining("within");
	}

	@Test
	void theProbeIsAParameterToo(MqttProbe parameter) {
		assertThat(parameter == this.probe).isTrue();
	}

	@Test
	void theProbeComesBackWithTheBroker(EmbeddedMqtt broker) {
		broker.stop();
		broker.start();
		this.probe.publish("back", "again");
		assertThat(this.probe).received("back").within(Kit.TIMEOUT);
	}

	@Test
	void rulesForUsersHideNothingFromTheProbe() {
		BrokerSettings.User user = new BrokerSettings.User("u", "p", List.of("mine"), List.of());
		ArtemisMqttBroker broker = new ArtemisMqttBroker(
				new BrokerSettings(0, false, false, VersionPolicy.AUTO, List.of(user), false));
		broker.start();
		MqttProbe observer = MqttProbe.connect(
				MqttClient.builder(broker.url()).credentials(broker.observer().name(), broker.observer().password()));
		try (MqttClient client = MqttClient.builder(broker.url()).credentials("u", "p").build()) {
			client.connect(Kit.TIMEOUT);
			client.publish("mine", "x", Qos.AT_LEAST_ONCE).join();
			assertThat(observer).received("mine").withPayload("x").within(Kit.TIMEOUT);
		}
		finally {
			observer.close();
			broker.stop();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final MqttTemplate mqtt;

		Application(MqttTemplate mqtt) {
			this.mqtt = mqtt;
		}

		@MqttSubscribe("greenhouse/{zone}/temperature")
		void measured(String celsius, @DestinationVariable String zone) {
			this.mqtt.newMessage("{\"fan\":\"on\",\"because\":" + celsius + "}")
				.topic("greenhouse/{zone}/fan", zone)
				.qos(Qos.AT_LEAST_ONCE)
				.retain(true)
				.send();
		}

	}

}
