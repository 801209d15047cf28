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

package io.mqttworks.client.internal.codec;

import java.nio.charset.StandardCharsets;

import io.mqttworks.client.Topics;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 bytes of topic names to publish to, checked. Publishers repeat few names, so
 * the last ones are remembered: at most {@value #SLOTS} of at most {@value #MAX_LENGTH}
 * bytes, for all clients together. For any thread.
 */
public final class TopicBytes {

	static final int SLOTS = 512;

	static final int MAX_LENGTH = 256;

	// Read and written without any order: an entry's fields are final, so whoever sees an
	// entry sees all of it, and whoever sees an old one only makes a new one.
	private static final @Nullable EncodedTopic[] CACHE = new @Nullable EncodedTopic[SLOTS];

	private TopicBytes() {
	}

	/**
	 * Returns the bytes of a topic name.
	 * @param topic the name
	 * @return its UTF-8; not to be changed
	 * @throws IllegalArgumentException if it is no valid topic name, saying why
	 */
	public static byte[] of(String topic) {
		return entry(topic).bytes;
	}

	/**
	 * Returns the bytes of a topic name that an application gives.
	 * @param topic the name
	 * @param controlCharacters whether it may have {@link ControlCharacters}
	 * @return its UTF-8; not to be changed
	 * @throws IllegalArgumentException if it is no valid topic name, saying why
	 */
	public static byte[] of(String topic, boolean controlCharacters) {
		EncodedTopic entry = entry(topic);
		if (!entry.clean && !controlCharacters) {
			ControlCharacters.refuse("Topic name", topic);
		}
		return entry.bytes;
	}

	private static EncodedTopic entry(String topic) {
		int hash = topic.hashCode();
		int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
		EncodedTopic entry = CACHE[slot];
		if (entry != null && entry.topic.equals(topic)) {
			return entry;
		}
		Topics.validateName(topic);
		EncodedTopic made = new EncodedTopic(topic, topic.getBytes(StandardCharsets.UTF_8),
				ControlCharacters.find(topic) < 0);
		if (made.bytes.length <= MAX_LENGTH) {
			CACHE[slot] = made;
		}
		return made;
	}

	private static final class EncodedTopic {

		private final String topic;

		private final byte[] bytes;

		private final boolean clean;

		private EncodedTopic(String topic, byte[] bytes, boolean clean) {
			this.topic = topic;
			this.bytes = bytes;
			this.clean = clean;
		}

	}

}
