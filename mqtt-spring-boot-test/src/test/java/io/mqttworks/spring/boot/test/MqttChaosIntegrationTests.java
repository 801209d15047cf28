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

import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.test.PacketRelay;
import io.mqttworks.test.PacketRelay.Closing;
import io.mqttworks.test.PacketRelay.Sender;
import io.mqttworks.test.PacketType;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Shows that the connection is cut where {@link MqttChaos} says.
 */
@SpringBootTest(properties = { "mqtt.client-id=chaos", "mqtt.reconnect.min-delay=5ms", "mqtt.reconnect.max-delay=20ms",
		"mqtt.startup=fail-fast" })
@EmbeddedMqttBroker
@MqttChaos(closeAfter = PacketType.PUBLISH, times = 3, from = Sender.CLIENT, lost = true)
class MqttChaosIntegrationTests {

	@Autowired
	private MqttClient client;

	@Test
	void messageArrivesThoughItsConnectionIsCutThreeTimes(@Autowired MqttTemplate mqtt, @Autowired PacketRelay relay,
			MqttProbe probe) {
		long before = this.client.statistics().connects();
		mqtt.send("pump/state", "on");
		assertThat(probe).received("pump/state").withPayload("on").within(ofSeconds(10));
		assertThat(relay.closedConnections()).isEqualTo(3);
		assertThat(this.client.statistics().connects()).isEqualTo(before + 3);
	}

	@Test
	void eachTestHasTheSameTroubleAhead(@Autowired MqttTemplate mqtt, @Autowired PacketRelay relay) {
		assertThat(relay.closedConnections()).isZero();
		mqtt.send("pump/state", "off");
		assertThat(relay.closedConnections()).isEqualTo(3);
	}

	@Test
	void troubleThatDidNotComeIsTold(@Autowired MqttTemplate mqtt, @Autowired PacketRelay relay) {
		relay.closeAt(new Closing(PacketType.PUBACK, Sender.SERVER, false, 2));
		mqtt.send("pump/state", "on");
		relay.closeAt(new Closing(PacketType.UNSUBSCRIBE, Sender.CLIENT, false, 2));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> relay.awaitAllClosed(ofMillis(50)))
			.withMessageContaining("Expected 2 connections to be closed at UNSUBSCRIBE of the client within")
			.withMessageContaining("but 0 were");
		relay.closeAt(Closing.NEVER);
	}

	@Test
	void acknowledgementOfAHandlerIsLostAndTheMessageComesAgain(@Autowired Pump pump, @Autowired PacketRelay relay,
			MqttProbe probe) {
		relay.closeAt(new Closing(PacketType.PUBACK, Sender.CLIENT, true, 1));
		probe.publish("pump/orders", "start");
		relay.awaitAllClosed(ofSeconds(10));
		await().atMost(ofSeconds(30)).until(() -> pump.orders.get() == 2);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MqttAutoConfiguration.class)
	static class Pump {

		final AtomicInteger orders = new AtomicInteger();

		@MqttSubscribe("pump/orders")
		void onOrder(String order) {
			this.orders.incrementAndGet();
		}

	}

}
