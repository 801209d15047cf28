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

package io.mqttworks.client.internal.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.InboundOverflowPolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.OverflowPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The rules of progress and delivery of {@code docs/architecture.md} under random
 * schedules: messages of all QoS in both directions, handlers that return, wait, fail,
 * publish, settle later, come and go, and connections that end at any moment. A schedule
 * that fails is named by its number and run again with what happened in it;
 * {@code -Dmqtt.test.schedule} runs one alone, {@code -Dmqtt.test.schedules} sets how
 * many are run, {@code -Dmqtt.test.first-schedule} with which they begin.
 */
@Tag("chaos")
class DeliveryModelTests {

	private static final int SCHEDULES = Integer.getInteger("mqtt.test.schedules", 2_000);

	private static final long FIRST = Long.getLong("mqtt.test.first-schedule", 0);

	private static final Long ONLY = Long.getLong("mqtt.test.schedule");

	private static final int KINDS = 64;

	// Handlers that fail as they are told are not worth a line.
	private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttworks");

	private Level level;

	@BeforeEach
	void silence() {
		this.level = this.logger.getLevel();
		this.logger.setLevel(Level.OFF);
	}

	@AfterEach
	void speak() {
		this.logger.setLevel(this.level);
	}

	@Test
	void underAnyScheduleEverythingIsHandledAcknowledgedInOrderAndComesToRest() {
		List<MqttClientOptions> options = options();
		long first = (ONLY != null) ? ONLY : FIRST;
		long last = (ONLY != null) ? ONLY : FIRST + SCHEDULES - 1;
		for (long seed = first; seed <= last; seed++) {
			try {
				new DeliveryModel(seed, options, null).run();
			}
			catch (Throwable ex) {
				throw new AssertionError("Schedule " + seed + ": " + story(seed, options), ex);
			}
		}
	}

	private static String story(long seed, List<MqttClientOptions> options) {
		List<String> log = new ArrayList<>();
		DeliveryModel model = new DeliveryModel(seed, options, log);
		try {
			model.run();
			log.add("It did not fail when it was run again");
		}
		catch (Throwable ex) {
			log.add(ex.getMessage());
		}
		return String.join("\n", log) + "\n" + model;
	}

	// Small numbers, so that a few messages fill every buffer.
	private static List<MqttClientOptions> options() {
		Random random = new Random(1);
		List<MqttClientOptions> all = new ArrayList<>();
		for (int i = 0; i < KINDS; i++) {
			MqttClientBuilder builder = MqttClient.builder("mqtt://model")
				.clientId("model")
				.receiveMaximum(1 + random.nextInt(8))
				.maxInFlight(1 + random.nextInt(8))
				.maxPendingMessages(2 + random.nextInt(12))
				.overflowPolicy(OverflowPolicy.values()[random.nextInt(3)])
				.maxUnhandledBytes(1024 + random.nextInt(1024))
				.poisonThreshold((random.nextInt(3) == 0) ? 3 + random.nextInt(3) : 0)
				.topicAliasMaximum(random.nextInt(3))
				.inboundOverflowPolicy(
						(random.nextInt(4) == 0) ? InboundOverflowPolicy.DISCONNECT : InboundOverflowPolicy.DROP_NEWEST)
				.handlerFailurePolicy((random.nextInt(3) == 0) ? HandlerFailurePolicy.values()[random.nextInt(4)]
						: HandlerFailurePolicy.ACKNOWLEDGE);
			if (random.nextInt(6) == 0) {
				builder.deliveryTimeout(Duration.ofSeconds(20))
					.deliveryTimeoutPolicy(DeliveryTimeoutPolicy.values()[random.nextInt(3)]);
			}
			try (MqttClient client = builder.build()) {
				all.add(client.options());
			}
		}
		return all;
	}

}
