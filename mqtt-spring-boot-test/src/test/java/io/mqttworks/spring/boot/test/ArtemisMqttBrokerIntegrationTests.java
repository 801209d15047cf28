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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.Will;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ArtemisMqttBroker}.
 */
class ArtemisMqttBrokerIntegrationTests {

	private static final ReconnectPolicy PROMPT = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(20))
		.maxDelay(Duration.ofMillis(50))
		.build();

	private static final BrokerSettings.User GARDENER = new BrokerSettings.User("gardener", "secret",
			List.of("greenhouse/+/fan"), List.of("greenhouse/#"));

	private ArtemisMqttBroker broker = new ArtemisMqttBroker(BrokerSettings.onPort(0));

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	private void start(boolean tls, boolean webSocket, VersionPolicy version, BrokerSettings.User... users) {
		this.broker = new ArtemisMqttBroker(new BrokerSettings(0, tls, webSocket, version, List.of(users), false));
		this.broker.start();
	}

	private MqttClientBuilder client() {
		return MqttClient.builder(this.broker.url()).reconnect(PROMPT);
	}

	@Test
	void anEncryptedBrokerIsTrustedByItsAuthority() {
		start(true, false, VersionPolicy.AUTO);
		BrokerCertificate certificate = this.broker.certificate();
		assertThat(certificate).isNotNull();
		Path authority = certificate.authority();
		assertThat(this.broker.url()).startsWith("mqtts://");
		try (MqttClient stranger = client().build();
				MqttClient client = client().tls(TlsOptions.builder().trustedCertificates(authority).build()).build()) {
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> stranger.connect(Kit.TIMEOUT));
			client.connect(Kit.TIMEOUT);
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void aWebSocketReachesTheBroker() {
		start(false, true, VersionPolicy.AUTO);
		assertThat(this.broker.url()).startsWith("ws://");
		try (MqttClient client = client().build()) {
			assertThat(client.connect(Kit.TIMEOUT).version()).isEqualTo(MqttVersion.MQTT_5);
		}
	}

	@Test
	void aBrokerOfOneVersionRefusesTheOther() {
		start(false, false, VersionPolicy.ONLY_3_1_1);
		try (MqttClient old = client().build(); MqttClient five = client().version(MqttVersion.MQTT_5).build()) {
			assertThat(old.connect(Kit.TIMEOUT).version()).isEqualTo(MqttVersion.MQTT_3_1_1);
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> five.connect(Kit.TIMEOUT));
		}
	}

	@Test
	void aWrongPasswordIsRefused() {
		start(false, false, VersionPolicy.AUTO, GARDENER);
		try (MqttClient wrong = client().credentials("gardener", "wrong").build(); MqttClient none = client().build()) {
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> wrong.connect(Kit.TIMEOUT));
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> none.connect(Kit.TIMEOUT));
		}
	}

	@Test
	void usersDoWhatTheirRulesAllow() {
		start(false, false, VersionPolicy.ONLY_5, GARDENER);
		try (MqttClient client = client().credentials("gardener", "secret").build()) {
			client.connect(Kit.TIMEOUT);
			BlockingQueue<MqttMessage> received = subscribe(client, "greenhouse/+/fan");
			assertThat(client.publish("greenhouse/1/fan", "on", Qos.AT_LEAST_ONCE)).succeedsWithin(Kit.TIMEOUT);
			assertThat(poll(received)).isNotNull();
			assertThat(client.publish("greenhouse/1/door", "open", Qos.AT_LEAST_ONCE)).failsWithin(Kit.TIMEOUT)
				.withThrowableThat()
				.havingCause()
				.withMessageContaining(ReasonCode.NOT_AUTHORIZED.toString());
			assertThat(client.subscribe("#", Qos.AT_LEAST_ONCE, received::add).result()).failsWithin(Kit.TIMEOUT);
		}
	}

	@Test
	void aStoppedBrokerStartsOnTheSamePort() {
		start(false, false, VersionPolicy.AUTO);
		int port = this.broker.port();
		try (MqttClient client = client().build()) {
			client.connect(Kit.TIMEOUT);
			this.broker.stop();
			await().atMost(Kit.TIMEOUT).until(() -> !client.isConnected());
			assertThatIllegalStateException().isThrownBy(this.broker::clear).withMessageContaining("stopped");
			this.broker.stop();
			this.broker.start();
			await().atMost(Kit.TIMEOUT).until(client::isConnected);
			assertThat(this.broker.port()).isEqualTo(port);
		}
	}

	@Test
	void droppedClientsComeBackAndTheWillsOfOthersArePublished() {
		start(false, false, VersionPolicy.AUTO);
		try (MqttClient client = client().clientId("dropped")
			.reconnect(ReconnectPolicy.NONE)
			.will(Will.of(MqttMessage.of("last", "words", Qos.AT_LEAST_ONCE)))
			.build(); MqttClient witness = client().clientId("witness").build()) {
			client.connect(Kit.TIMEOUT);
			witness.connect(Kit.TIMEOUT);
			BlockingQueue<MqttMessage> received = subscribe(witness, "last");
			long before = witness.statistics().connects();
			this.broker.dropConnections();
			await().atMost(Kit.TIMEOUT).until(() -> witness.statistics().connects() > before);
			assertThat(poll(received).payloadAsString()).isEqualTo("words");
		}
	}

	@Test
	void aClearedBrokerForgetsRetainedMessagesAndSessionsOfAbsentClients() {
		start(false, false, VersionPolicy.AUTO);
		try (MqttClient absent = client().clientId("absent").build(); MqttClient client = client().build()) {
			absent.connect(Kit.TIMEOUT);
			subscribe(absent, "kept/#");
			absent.disconnect().join();
			client.connect(Kit.TIMEOUT);
			client.publish(MqttMessage.builder("kept/1").payload("x").retain(true).build()).join();
			this.broker.clear();
			assertThat(absent.connect(Kit.TIMEOUT).sessionPresent()).isFalse();
			BlockingQueue<MqttMessage> received = subscribe(client, "kept/1");
			client.publish("kept/1", "new", Qos.AT_LEAST_ONCE).join();
			assertThat(poll(received).payloadAsString()).isEqualTo("new");
		}
	}

	@Test
	void brokersKnowNothingOfEachOther() {
		start(false, false, VersionPolicy.AUTO);
		ArtemisMqttBroker other = new ArtemisMqttBroker(BrokerSettings.onPort(0));
		other.start();
		try (MqttClient here = client().clientId("same").build();
				MqttClient there = MqttClient.builder(other.url()).clientId("same").build()) {
			here.connect(Kit.TIMEOUT);
			there.connect(Kit.TIMEOUT);
			BlockingQueue<MqttMessage> received = subscribe(here, "a");
			there.publish("a", "there", Qos.AT_LEAST_ONCE).join();
			here.publish("a", "here", Qos.AT_LEAST_ONCE).join();
			assertThat(poll(received).payloadAsString()).isEqualTo("here");
			other.stop();
			assertThat(here.isConnected()).isTrue();
		}
		finally {
			other.stop();
		}
	}

	private static BlockingQueue<MqttMessage> subscribe(MqttClient client, String filter) {
		BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
		client.subscribe(filter, Qos.AT_LEAST_ONCE, received::add)
			.result()
			.orTimeout(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
			.join();
		return received;
	}

	private static MqttMessage poll(BlockingQueue<MqttMessage> messages) {
		try {
			MqttMessage message = messages.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			return message;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
