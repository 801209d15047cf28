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

import io.mqttworks.client.MqttProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Topic} of a name's bytes. A name that repeats costs a hash and a
 * comparison: it is not decoded, checked or routed again. Not for use by several threads
 * at once.
 * <p>
 * It holds at most {@value #MAX_SLOTS} names of at most {@value #MAX_LENGTH} bytes; then
 * new names push out old ones. A name is looked for in few neighbouring slots only, so
 * that names chosen to collide cost no more than others.
 */
public final class TopicCache {

	static final int MAX_SLOTS = 32_768;

	static final int MAX_LENGTH = 256;

	private static final int FIRST_SLOTS = 16;

	private static final int NEIGHBOURS = 8;

	/** Shared by all caches; {@link #add} replaces it before it writes. */
	private static final @Nullable CachedTopic[] NO_SLOTS = new @Nullable CachedTopic[1];

	private @Nullable CachedTopic[] slots = NO_SLOTS;

	private int size;

	/** Which neighbour has to go next. */
	private int victim;

	/**
	 * Returns the topic of a name.
	 * @param buffer holds the name; its indexes are not moved
	 * @param index where the name's UTF-8 starts
	 * @param length the length of the name in bytes
	 * @return the topic
	 * @throws MqttProtocolException if the name is empty, not well-formed UTF-8, or has
	 * U+0000 or a wildcard
	 */
	public Topic get(ByteBuf buffer, int index, int length) {
		if (length > MAX_LENGTH) {
			return decode(buffer, index, length);
		}
		int hash = hash(buffer, index, length);
		@Nullable CachedTopic[] slots = this.slots;
		for (int i = 0; i < NEIGHBOURS; i++) {
			CachedTopic entry = slots[(hash + i) & (slots.length - 1)];
			if (entry == null) {
				break;
			}
			if (entry.hash == hash && entry.holds(buffer, index, length)) {
				return entry.topic;
			}
		}
		Topic topic = decode(buffer, index, length);
		add(new CachedTopic(hash, length, words(buffer, index, length), topic));
		return topic;
	}

	/**
	 * Drops all names, so that the next message with any of them gets a new
	 * {@link Topic}.
	 */
	public void clear() {
		this.slots = NO_SLOTS;
		this.size = 0;
	}

	int size() {
		return this.size;
	}

	private static Topic decode(ByteBuf buffer, int index, int length) {
		String name = Utf8.decode(buffer, index, length, "PUBLISH", "Topic Name");
		TopicNames.check(name, "PUBLISH", "Topic Name");
		return new Topic(name);
	}

	private void add(CachedTopic added) {
		if ((this.size + 1) * 2 > this.slots.length && this.slots.length < MAX_SLOTS) {
			grow();
		}
		while (!put(added)) {
			if (this.slots.length < MAX_SLOTS) {
				grow();
			}
			else {
				this.slots[(added.hash + (this.victim++ & (NEIGHBOURS - 1))) & (MAX_SLOTS - 1)] = added;
				return;
			}
		}
	}

	private boolean put(CachedTopic added) {
		for (int i = 0; i < NEIGHBOURS; i++) {
			int slot = (added.hash + i) & (this.slots.length - 1);
			if (this.slots[slot] == null) {
				this.slots[slot] = added;
				this.size++;
				return true;
			}
		}
		return false;
	}

	private void grow() {
		@Nullable CachedTopic[] old = this.slots;
		this.slots = new @Nullable CachedTopic[Math.max(FIRST_SLOTS, old.length * 2)];
		this.size = 0;
		for (CachedTopic entry : old) {
			if (entry != null) {
				// What finds no place is forgotten: this is a cache.
				put(entry);
			}
		}
	}

	static int hash(ByteBuf buffer, int index, int length) {
		long hash = length;
		int count = wordCount(length);
		for (int i = 0; i < count; i++) {
			hash = Long.rotateLeft(hash ^ word(buffer, index, length, i), 29) * 0x9E3779B97F4A7C15L;
		}
		return (int) (hash ^ (hash >>> 32));
	}

	private static long[] words(ByteBuf buffer, int index, int length) {
		long[] words = new long[wordCount(length)];
		for (int i = 0; i < words.length; i++) {
			words[i] = word(buffer, index, length, i);
		}
		return words;
	}

	private static int wordCount(int length) {
		return (length + Long.BYTES - 1) / Long.BYTES;
	}

	/**
	 * Returns eight bytes of a name. The last eight overlap those before, so that no byte
	 * has to be read alone unless the name is shorter than that.
	 */
	private static long word(ByteBuf buffer, int index, int length, int word) {
		if (length >= Long.BYTES) {
			return buffer.getLong(index + Math.min(word * Long.BYTES, length - Long.BYTES));
		}
		long bytes = 0;
		for (int i = 0; i < length; i++) {
			bytes = (bytes << Byte.SIZE) | (buffer.getByte(index + i) & 0xFF);
		}
		return bytes;
	}

	private static final class CachedTopic {

		private final int hash;

		private final int length;

		private final long[] words;

		private final Topic topic;

		private CachedTopic(int hash, int length, long[] words, Topic topic) {
			this.hash = hash;
			this.length = length;
			this.words = words;
			this.topic = topic;
		}

		private boolean holds(ByteBuf buffer, int index, int length) {
			if (this.length != length) {
				return false;
			}
			for (int i = 0; i < this.words.length; i++) {
				if (this.words[i] != word(buffer, index, length, i)) {
					return false;
				}
			}
			return true;
		}

	}

}
