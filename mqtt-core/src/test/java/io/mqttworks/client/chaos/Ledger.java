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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.Campaign;

/**
 * What was published and what was handled, message by message.
 */
final class Ledger implements MessageHandler {

	private final String topic;

	private final Map<Qos, List<CompletableFuture<PublishResult>>> published = new HashMap<>();

	/** How often each was handled. */
	private final Map<String, Integer> handled = new HashMap<>();

	/** How often each was handled that the server did not mark as a repetition. */
	private final Map<String, Integer> fresh = new HashMap<>();

	Ledger(String topic) {
		this.topic = topic;
		for (Qos qos : Qos.values()) {
			this.published.put(qos, new ArrayList<>());
		}
	}

	/**
	 * Publishes the next message of a QoS.
	 * @param client the client
	 * @param qos the QoS
	 * @param random makes its size
	 */
	void publish(MqttClient client, Qos qos, Random random) {
		publish(client, qos, (random.nextInt(20) == 0) ? random.nextInt(20_000) : random.nextInt(300));
	}

	/**
	 * Publishes the next message of a QoS.
	 * @param client the client
	 * @param qos the QoS
	 * @param size about how many bytes it has
	 */
	void publish(MqttClient client, Qos qos, int size) {
		List<CompletableFuture<PublishResult>> results = this.published.get(qos);
		String payload = text(qos, results.size()) + " " + "x".repeat(size);
		results.add(client.publish(MqttMessage.of(this.topic, payload, qos)));
	}

	private static String text(Qos qos, int number) {
		return qos.value() + "-" + number;
	}

	/** Each message names the QoS that it was published with. */
	@Override
	public void onMessage(MqttMessage message) {
		String payload = message.payloadAsString();
		String text = payload.substring(0, payload.indexOf(' '));
		synchronized (this.handled) {
			this.handled.merge(text, 1, Integer::sum);
			if (!message.duplicate()) {
				this.fresh.merge(text, 1, Integer::sum);
			}
		}
	}

	int published(Qos qos) {
		return this.published.get(qos).size();
	}

	/** How many futures are not completed. */
	long open() {
		return this.published.values().stream().flatMap(List::stream).filter((result) -> !result.isDone()).count();
	}

	/** The messages of a QoS that were not handled. */
	TreeSet<Integer> missing(Qos qos) {
		TreeSet<Integer> missing = new TreeSet<>();
		synchronized (this.handled) {
			for (int i = 0; i < published(qos); i++) {
				if (!this.handled.containsKey(text(qos, i))) {
					missing.add(i);
				}
			}
		}
		return missing;
	}

	/** How often messages of a QoS were handled again. */
	long again(Qos qos) {
		return again(this.handled, qos);
	}

	/** The same, without what the server sent again and said so. */
	long publishedAgain(Qos qos) {
		return again(this.fresh, qos);
	}

	private long again(Map<String, Integer> times, Qos qos) {
		synchronized (this.handled) {
			return times.entrySet()
				.stream()
				.filter((each) -> each.getKey().startsWith(qos.value() + "-"))
				.mapToLong((each) -> each.getValue() - 1)
				.sum();
		}
	}

	/** How many futures of a QoS failed. */
	long failed(Qos qos) {
		return this.published.get(qos).stream().filter(CompletableFuture::isCompletedExceptionally).count();
	}

	void report(Campaign campaign) {
		for (Qos qos : Qos.values()) {
			campaign.count("QoS " + qos.value(), published(qos));
			campaign.count("lost " + qos.value(), missing(qos).size());
			campaign.count("twice " + qos.value(), again(qos));
		}
	}

}
