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

package io.mqttworks.sample.device;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import io.mqttworks.sample.FleetMonitorApplication;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Mosquitto is killed and comes back while the application publishes its readings.
 */
class BrokerRestartIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int SOME = 100;

	/** The numbers of the readings that arrived. */
	private final Set<Integer> received = ConcurrentHashMap.newKeySet();

	@Test
	void noReadingIsLostWhenTheBrokerForgetsEverything() {
		try (MosquittoBroker broker = MosquittoBroker.start();
				MqttClient witness = witness(broker);
				TcpProxy network = TcpProxy.to(broker.port());
				ConfigurableApplicationContext fleet = start(network.uri())) {
			CountingMachine machine = fleet.getBean(CountingMachine.class);
			// So that some readings are always under way.
			network.delay(Duration.ofMillis(30));
			awaitReadings(SOME);
			for (int i = 0; i < 3; i++) {
				broker.kill();
				// A broker without a memory drops what nobody has subscribed to yet.
				network.refuse(true);
				machine.awaitMore();
				broker.restart();
				subscribe(witness);
				network.refuse(false);
				awaitReadings(machine.count() + SOME);
			}
			assertNoneIsMissing(machine, fleet);
		}
	}

	@Test
	void noReadingIsLostWhenTheBrokerRemembersItsSessions() {
		try (MosquittoBroker broker = MosquittoBroker.startPersistent();
				MqttClient witness = witness(broker);
				ConfigurableApplicationContext fleet = start("mqtt://localhost:" + broker.port())) {
			assertThat(witness.isConnected()).isTrue();
			CountingMachine machine = fleet.getBean(CountingMachine.class);
			awaitReadings(SOME);
			broker.save();
			for (int i = 0; i < 3; i++) {
				broker.kill();
				machine.awaitMore();
				broker.restart();
				awaitReadings(machine.count() + SOME);
			}
			assertNoneIsMissing(machine, fleet);
		}
	}

	private static ConfigurableApplicationContext start(String server) {
		return new SpringApplicationBuilder(FleetMonitorApplication.class, CountingConfiguration.class).run(
				"--server.port=0", "--sample.broker.enabled=false", "--mqtt.servers=" + server,
				"--mqtt.reconnect.min-delay=50ms", "--mqtt.reconnect.max-delay=200ms", "--sample.device.id=counting",
				"--sample.device.interval=5ms");
	}

	private MqttClient witness(MosquittoBroker broker) {
		MqttClient witness = MqttClient.builder("mqtt://localhost:" + broker.port())
			.clientId("witness")
			.reconnect(ReconnectPolicy.builder()
				.minDelay(Duration.ofMillis(50))
				.maxDelay(Duration.ofMillis(200))
				.stableAfter(Duration.ZERO)
				.build())
			.build();
		witness.start();
		subscribe(witness);
		return witness;
	}

	private void subscribe(MqttClient witness) {
		witness.subscribe("devices/counting/telemetry", Qos.AT_LEAST_ONCE, this::count)
			.result()
			.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	private void count(MqttMessage message) {
		Telemetry telemetry = JsonMapper.shared().readValue(message.payload(), Telemetry.class);
		this.received.add((int) telemetry.load());
	}

	private void awaitReadings(int number) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.received.size()).isGreaterThan(number));
	}

	private void assertNoneIsMissing(CountingMachine machine, ConfigurableApplicationContext fleet) {
		fleet.getBean(LocalDevice.class).stop();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(IntStream.rangeClosed(1, machine.count())
				.filter((number) -> !this.received.contains(number))
				.boxed()).as("missing of " + machine.count()).isEmpty());
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(fleet.getBean(MqttClient.class).pendingPublishes()).isZero());
	}

	/**
	 * Tells how often it was read instead of its load.
	 */
	static class CountingMachine extends Machine {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		Telemetry read() {
			return new Telemetry(this.count.incrementAndGet(), 0);
		}

		int count() {
			return this.count.get();
		}

		void awaitMore() {
			int before = count();
			await().atMost(PATIENCE).until(() -> count() > before + SOME);
		}

	}

	static class CountingConfiguration {

		@Bean
		@Primary
		CountingMachine countingMachine() {
			return new CountingMachine();
		}

	}

}
