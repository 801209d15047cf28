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

package io.mqttworks.benchmarks.micro;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.routing.Router;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A filter for each device: a third of them exact, a third with {@code +} and a third
 * with {@code #}; and topics that each match one of them. Both ways have to be looked at
 * below {@code plant/}: by name and by {@code +}.
 */
final class Filters {

	private static final int PLANTS = 100;

	/** One without identifiers, so that its topic decides. */
	private final MqttMessage message = MqttMessage.of("any", new byte[0], Qos.AT_MOST_ONCE);

	private final String[] filters;

	/** The names of all topics, one after the other, as a packet has them. */
	private final ByteBuf bytes;

	private final int[] starts;

	/**
	 * Creates filters and topics.
	 * @param count the number of filters
	 * @param topics the number of topics
	 * @param repeated whether topics may repeat, so that some match exact filters. If
	 * not, they all differ, and there are too few exact filters for that
	 */
	Filters(int count, int topics, boolean repeated) {
		this.filters = new String[count];
		for (int i = 0; i < count; i++) {
			this.filters[i] = switch (i % 3) {
				case 0 -> device(i) + "/temperature";
				case 1 -> "plant/+/device/" + i + "/+";
				default -> device(i) + "/#";
			};
		}
		this.bytes = Unpooled.directBuffer(topics * 40);
		this.starts = new int[topics + 1];
		Random random = new Random(1);
		for (int i = 0; i < topics; i++) {
			this.bytes.writeCharSequence(topic(random, i, repeated), StandardCharsets.US_ASCII);
			this.starts[i + 1] = this.bytes.writerIndex();
		}
	}

	private String topic(Random random, int index, boolean repeated) {
		int device = random.nextInt(this.filters.length);
		if (repeated && device % 3 == 0) {
			return device(device) + "/temperature";
		}
		while (device % 3 == 0) {
			device = random.nextInt(this.filters.length);
		}
		return device(device) + "/" + index;
	}

	private static String device(int device) {
		return "plant/" + device % PLANTS + "/device/" + device;
	}

	String[] filters() {
		return this.filters;
	}

	String topic(int index) {
		return this.bytes.toString(start(index), length(index), StandardCharsets.UTF_8);
	}

	private int start(int index) {
		return this.starts[index];
	}

	private int length(int index) {
		return this.starts[index + 1] - this.starts[index];
	}

	/**
	 * Returns a router that leads from each filter to itself.
	 * @return the router
	 */
	Router<String> router() {
		Router<String> router = new Router<>(List.of());
		for (int i = 0; i < this.filters.length; i++) {
			router.add(Subscription.of(this.filters[i], Qos.AT_LEAST_ONCE)).add(this.filters[i], true);
		}
		return router;
	}

	/**
	 * Returns what a topic leads to, as the client finds it.
	 * @param cache the topics that are known
	 * @param router the filters
	 * @param index the topic's number
	 * @return the filters that match
	 */
	List<String> route(TopicCache cache, Router<String> router, int index) {
		Topic topic = cache.get(this.bytes, start(index), length(index));
		List<String> targets = router.targets(this.message, topic);
		return (targets != null) ? targets : List.of();
	}

	/**
	 * Stops what would be measured wrongly.
	 * @param router the filters
	 */
	void check(Router<String> router) {
		TopicCache cache = new TopicCache();
		for (int i = 0; i < 1000; i++) {
			if (route(cache, router, i).size() != 1) {
				throw new IllegalStateException("'" + topic(i) + "' does not match one filter");
			}
		}
	}

}
