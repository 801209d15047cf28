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

package io.mqttworks.client.internal.session;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Topic aliases for what is sent on one connection (MQTT 5 section 3.3.2.3.4). A topic
 * has one place, given by its hash; another topic with the same place takes it over.
 */
final class OutboundAliases {

	/** Shorter topics cost less than their alias. */
	private static final int MIN_TOPIC_LENGTH = 5;

	/** How many aliases are given without being asked for: 1 to this. */
	private final int automatic;

	private @Nullable String[] topics;

	private boolean known;

	OutboundAliases(int automatic) {
		this.automatic = automatic;
		this.topics = new @Nullable String[automatic];
	}

	/**
	 * Returns the alias of a topic, and remembers whether the server knows it by now.
	 * @param topic the topic
	 * @return the alias, or 0 to send the name alone
	 */
	int alias(String topic) {
		this.known = false;
		if (this.automatic == 0 || topic.length() < MIN_TOPIC_LENGTH) {
			return 0;
		}
		int index = Integer.remainderUnsigned(spread(topic.hashCode()), this.automatic);
		this.known = topic.equals(this.topics[index]);
		return index + 1;
	}

	/**
	 * Takes an alias that somebody else has chosen.
	 * @param alias the alias, which the server allows
	 * @param topic the topic
	 * @return the alias
	 */
	int chosen(int alias, String topic) {
		this.known = alias <= this.topics.length && topic.equals(this.topics[alias - 1]);
		return alias;
	}

	/**
	 * Returns whether the alias alone says it all, for the topic asked for last.
	 * @return whether the server knows the alias
	 */
	boolean isKnown() {
		return this.known;
	}

	/**
	 * Notes that the alias was sent together with its topic.
	 * @param alias the alias
	 * @param topic the topic
	 */
	void sent(int alias, String topic) {
		if (alias > this.topics.length) {
			this.topics = Arrays.copyOf(this.topics, alias);
		}
		this.topics[alias - 1] = topic;
	}

	private static int spread(int hash) {
		return hash ^ (hash >>> 16);
	}

}
