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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.mqttworks.client.Qos;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.routing.FilterEntry;
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

	private final String[] filters;

	private final String[] topics;

	private final ByteBuf bytes;

	private final int[] starts;

	/**
	 * Creates filters and topics.
	 * @param count the number of filters
	 * @param topics the number of topics; all differ
	 * @param repeated whether exact filters are among what the topics match. There are
	 * too few of them for topics that never come again
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
		Random random = new Random(1);
		Set<String> names = new LinkedHashSet<>();
		while (names.size() < topics) {
			int device = random.nextInt(count);
			if (device % 3 != 0) {
				names.add(device(device) + "/" + random.nextInt(100_000_000));
			}
			else if (repeated) {
				names.add(device(device) + "/temperature");
			}
		}
		this.topics = names.toArray(String[]::new);
		this.bytes = Unpooled.directBuffer(topics * 40);
		this.starts = new int[topics + 1];
		for (int i = 0; i < topics; i++) {
			this.bytes.writeCharSequence(this.topics[i], StandardCharsets.UTF_8);
			this.starts[i + 1] = this.bytes.writerIndex();
		}
	}

	private static String device(int device) {
		return "plant/" + device % PLANTS + "/device/" + device;
	}

	String[] filters() {
		return this.filters;
	}

	String topic(int index) {
		return this.topics[index];
	}

	/**
	 * Returns the names of all topics, one after the other, as a packet has them.
	 * @return their UTF-8
	 */
	ByteBuf bytes() {
		return this.bytes;
	}

	int start(int index) {
		return this.starts[index];
	}

	int length(int index) {
		return this.starts[index + 1] - this.starts[index];
	}

	/**
	 * Returns a router that leads from each filter to itself.
	 * @return the router
	 */
	Router<String> router() {
		Router<String> router = new Router<>();
		for (int i = 0; i < this.filters.length; i++) {
			router.add(new FilterEntry<>(Subscription.of(this.filters[i], Qos.AT_LEAST_ONCE), this.filters[i], i + 1));
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
		return router.route(cache.get(this.bytes, start(index), length(index))).targets(List.of());
	}

	/**
	 * Stops what would be measured wrongly.
	 * @param router the filters
	 */
	void check(Router<String> router) {
		TopicCache cache = new TopicCache();
		for (int i = 0; i < 1000; i++) {
			if (route(cache, router, i).size() != 1) {
				throw new IllegalStateException("'" + this.topics[i] + "' does not match one filter");
			}
		}
	}

}
