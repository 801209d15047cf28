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

package io.mqttworks.sample.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Will;
import io.mqttworks.spring.boot.test.MqttProbe;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextException;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

class EmbeddedBrokerTests {

	private static final String HOST = "127.0.0.1";

	@Test
	void listensUntilItIsStopped() throws IOException {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedBroker broker = new EmbeddedBroker(HOST, port);
		broker.start();
		try (Socket socket = new Socket(HOST, port)) {
			assertThat(socket.isConnected()).isTrue();
		}
		finally {
			broker.stop();
		}
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Socket(HOST, port).close());
	}

	@Test
	void portInUseIsExplained() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
			int port = other.getLocalPort();
			FailureAnalysis analysis = analyze(catchThrowable(new EmbeddedBroker(HOST, port)::start));
			assertThat(analysis.getDescription()).contains(HOST + ":" + port, "in use");
			assertThat(analysis.getAction()).contains("--sample.broker.port=",
					"--sample.broker.enabled=false --mqtt.servers=mqtt://localhost:" + port);
		}
	}

	@Test
	void addressOfAnotherMachineIsExplained() {
		// TEST-NET-1 of RFC 5737: nobody's.
		FailureAnalysis analysis = analyze(
				catchThrowable(new EmbeddedBroker("192.0.2.1", TestSocketUtils.findAvailableTcpPort())::start));
		assertThat(analysis.getAction()).contains("'192.0.2.1' (sample.broker.host)");
	}

	@ParameterizedTest
	@EnumSource(MqttVersion.class)
	void willIsPublishedThoughTheSessionLivesOn(MqttVersion version) {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedBroker broker = new EmbeddedBroker(HOST, port);
		broker.start();
		Duration patience = Duration.ofSeconds(30);
		try (TcpProxy network = TcpProxy.to(port);
				MqttProbe probe = MqttProbe.connect("mqtt://" + HOST + ":" + port);
				MqttClient lost = MqttClient.builder(network.uri())
					.version(version)
					.clientId("lost")
					.will(Will.of(MqttMessage.of("lost/status", "offline", Qos.AT_LEAST_ONCE)))
					.build()) {
			assertThat(lost.connect(patience).sessionExpiry()).isNotEqualTo(Duration.ZERO);
			network.refuse(true);
			network.cut();
			assertThat(probe).received("lost/status").withPayload("offline").within(patience);
			assertThat(probe.messages("lost/status")).hasSize(1);
		}
		finally {
			broker.stop();
		}
	}

	private static FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis analysis = new BrokerAddressFailureAnalyzer()
			.analyze(new ApplicationContextException("Failed to start bean", failure));
		assertThat(analysis).isNotNull();
		return analysis;
	}

}
