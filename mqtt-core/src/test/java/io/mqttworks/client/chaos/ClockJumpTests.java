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

package io.mqttworks.client.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Property;
import io.mqttworks.test.ReceivedPacket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The clock of the wall jumps between two processes: a device without a clock of its own
 * starts in 1970. Within a process nothing depends on that clock.
 */
@Tag("chaos")
@Timeout(600)
class ClockJumpTests {

	@Test
	void clockThatJumpsLosesNothingUntoldAndProlongsNothing() throws Exception {
		Campaign.run("jumps of the clock", (campaign) -> {
			int jumps = Campaign.times(10, 300);
			for (int jump = 0; jump < jumps; jump++) {
				jump(campaign, age(campaign, jump));
				campaign.count("jumps", 1);
			}
			assertThat(campaign.count("sent")).isPositive();
			assertThat(campaign.count("expired")).isPositive();
		});
	}

	// The first ones are certain, so that there is something to see however few there
	// are.
	private static Duration age(Campaign campaign, int jump) {
		return switch (jump) {
			case 0 -> Duration.ofDays(300);
			case 1 -> Duration.ZERO;
			default -> Duration.ofMinutes(campaign.between(-600, 600))
				.plus(Duration.ofDays(campaign.random().nextBoolean() ? 0 : campaign.between(-30_000, 300)));
		};
	}

	private static void jump(Campaign campaign, Duration age) {
		ManualStore store = new ManualStore();
		EventRecorder events = new EventRecorder();
		int messages = campaign.between(1, 20);
		try (ClientBroker broker = ClientBroker.start()) {
			MqttClient first = broker.client((builder) -> builder.sessionStore(store));
			for (int i = 0; i < messages; i++) {
				first.publish(MqttMessage.builder("out")
					.payload("" + i)
					.qos(Qos.of(1 + i % 2))
					.messageExpiry(Duration.ofMinutes(campaign.between(10, 600)))
					.build());
			}
			first.close();
			store.age(age);
			List<StoredMessage> stored = store.messages();
			MqttClient next = broker.client((builder) -> builder.sessionStore(store).errorListener(events));
			BrokerConnection connection = broker.connect(next);
			for (StoredMessage message : stored) {
				if (message.isExpired(Instant.now())) {
					campaign.count("expired", 1);
				}
				else {
					ReceivedPacket packet = connection.expectPublishOf(message.message().payloadAsString());
					assertThat(packet.number(Property.MESSAGE_EXPIRY)).isPositive()
						.isLessThanOrEqualTo(message.message().messageExpiry().toSeconds());
					campaign.count("sent", 1);
				}
			}
			long expired = stored.stream().filter((message) -> message.isExpired(Instant.now())).count();
			await().untilAsserted(() -> assertThat(events.all(MessageDropped.class)).hasSize((int) expired));
		}
	}

}
