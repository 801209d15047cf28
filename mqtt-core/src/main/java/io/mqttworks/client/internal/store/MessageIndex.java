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

package io.mqttworks.client.internal.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where the messages of a session stand in its log, in the order of their keys: 24 bytes
 * for each, so that a million messages can wait in files without filling the memory. The
 * entries are in leaves of up to 512. One thread at a time.
 */
final class MessageIndex {

	private static final int MAX_ENTRIES = 512;

	private static final int MIN_ENTRIES = 16;

	/** By the key from which on a leaf's entries count theirs. */
	private final TreeMap<Long, Leaf> leaves = new TreeMap<>();

	private int size;

	int size() {
		return this.size;
	}

	long lastKey() {
		Map.Entry<Long, Leaf> last = this.leaves.lastEntry();
		return (last != null) ? last.getValue().key(last.getValue().count - 1) : 0;
	}

	@Nullable Entry get(long key) {
		Leaf leaf = leaf(key);
		int index = (leaf != null) ? leaf.find(key) : -1;
		return (leaf != null && index >= 0) ? leaf.entry(index) : null;
	}

	/**
	 * Returns the entry with the next key.
	 * @param key a key, of an entry or not
	 * @return the entry with the smallest key that is larger, or {@code null}
	 */
	@Nullable Entry after(long key) {
		Leaf leaf = leaf(key);
		if (leaf != null) {
			int index = leaf.find(key);
			int next = (index >= 0) ? index + 1 : -index - 1;
			if (next < leaf.count) {
				return leaf.entry(next);
			}
		}
		Map.Entry<Long, Leaf> higher = this.leaves.higherEntry(key);
		return (higher != null) ? higher.getValue().entry(0) : null;
	}

	/**
	 * Adds an entry, or replaces the one with its key.
	 * @param entry the entry
	 * @return the one that was replaced, or {@code null}
	 */
	@Nullable Entry put(Entry entry) {
		Leaf leaf = leaf(entry.key);
		int index = (leaf != null) ? leaf.find(entry.key) : -1;
		if (leaf != null && index >= 0) {
			Entry old = leaf.entry(index);
			leaf.set(index, entry);
			return old;
		}
		this.size++;
		int place = -index - 1;
		if (leaf != null && leaf.count == MAX_ENTRIES && place < leaf.count) {
			Leaf upper = leaf.split();
			this.leaves.put(upper.base, upper);
			leaf = (entry.key < upper.base) ? leaf : upper;
			place = -leaf.find(entry.key) - 1;
		}
		if (leaf == null || leaf.count == MAX_ENTRIES || entry.key - leaf.base > Integer.MAX_VALUE) {
			leaf = new Leaf(entry.key);
			this.leaves.put(leaf.base, leaf);
			place = 0;
		}
		leaf.insert(place, entry);
		return null;
	}

	@Nullable Entry remove(long key) {
		Leaf leaf = leaf(key);
		int index = (leaf != null) ? leaf.find(key) : -1;
		if (leaf == null || index < 0) {
			return null;
		}
		Entry entry = leaf.entry(index);
		leaf.remove(index);
		if (leaf.count == 0) {
			this.leaves.remove(leaf.base);
		}
		this.size--;
		return entry;
	}

	private @Nullable Leaf leaf(long key) {
		Map.Entry<Long, Leaf> floor = this.leaves.floorEntry(key);
		return (floor != null) ? floor.getValue() : null;
	}

	void forEach(Consumer<Entry> action) {
		this.leaves.values().forEach((leaf) -> {
			for (int i = 0; i < leaf.count; i++) {
				action.accept(leaf.entry(i));
			}
		});
	}

	/**
	 * Returns the keys of entries in a segment.
	 * @param segment the segment
	 * @return their keys, in order
	 */
	List<Long> inSegment(int segment) {
		List<Long> keys = new ArrayList<>();
		for (Leaf leaf : this.leaves.values()) {
			for (int i = 0; i < leaf.count; i++) {
				if (leaf.segment(i) == segment) {
					keys.add(leaf.key(i));
				}
			}
		}
		return keys;
	}

	/**
	 * Returns the keys of waiting entries that were not read and have expired.
	 * @param lastKey up to which key
	 * @param now the time in seconds
	 * @param max how many at most
	 * @return their keys, in order
	 */
	List<Long> expired(long lastKey, long now, int max) {
		List<Long> keys = new ArrayList<>();
		for (Leaf leaf : this.leaves.values()) {
			for (int i = 0; i < leaf.count && leaf.key(i) <= lastKey; i++) {
				if (leaf.isWaitingAndExpired(i, now)) {
					keys.add(leaf.key(i));
					if (keys.size() == max) {
						return keys;
					}
				}
			}
		}
		return keys;
	}

	/**
	 * Where a message stands, and what is known of it.
	 *
	 * @param key the message's key
	 * @param segment the segment its record is in
	 * @param position where in the segment
	 * @param size how many bytes the record takes
	 * @param expiry seconds, unsigned, after which the message has expired; 0 for never
	 * @param state the packet identifier and two flags
	 */
	record Entry(long key, int segment, int position, int size, int expiry, int state) {

		private static final int PACKET_ID = 0xffff;

		private static final int RECEIVED = 0x1_0000;

		private static final int READ = 0x2_0000;

		static int state(int packetId, boolean received) {
			return packetId | (received ? RECEIVED : 0);
		}

		int packetId() {
			return this.state & PACKET_ID;
		}

		boolean isReceived() {
			return (this.state & RECEIVED) != 0;
		}

		/**
		 * Returns whether the message waits for a packet identifier and was not given to
		 * the client by the backlog.
		 * @return {@code true} if it is part of the backlog
		 */
		boolean isWaiting() {
			return isWaiting(this.state);
		}

		private static boolean isWaiting(int state) {
			return (state & (PACKET_ID | READ)) == 0;
		}

		Entry withPacketId(int packetId) {
			return with((this.state & ~PACKET_ID) | packetId);
		}

		Entry asReceived() {
			return with(this.state | RECEIVED);
		}

		Entry asRead() {
			return with(this.state | READ);
		}

		private Entry with(int changed) {
			return new Entry(this.key, this.segment, this.position, this.size, this.expiry, changed);
		}

	}

	/**
	 * Up to 512 entries in an array, in the order of their keys.
	 */
	private static final class Leaf {

		/** Key beyond the base, segment, position, size, expiry, state. */
		private static final int WORDS = 6;

		private final long base;

		private int[] words = new int[MIN_ENTRIES * WORDS];

		private int count;

		Leaf(long base) {
			this.base = base;
		}

		long key(int index) {
			return this.base + this.words[index * WORDS];
		}

		int segment(int index) {
			return this.words[index * WORDS + 1];
		}

		boolean isWaitingAndExpired(int index, long now) {
			int expiry = this.words[index * WORDS + 4];
			return expiry != 0 && Integer.toUnsignedLong(expiry) <= now
					&& Entry.isWaiting(this.words[index * WORDS + 5]);
		}

		/**
		 * Looks for a key.
		 * @param key the key
		 * @return its index, or -1 minus the index where it would be
		 */
		int find(long key) {
			int low = 0;
			int high = this.count - 1;
			while (low <= high) {
				int middle = (low + high) >>> 1;
				long found = key(middle);
				if (found == key) {
					return middle;
				}
				if (found < key) {
					low = middle + 1;
				}
				else {
					high = middle - 1;
				}
			}
			return -1 - low;
		}

		Entry entry(int index) {
			int i = index * WORDS;
			return new Entry(key(index), this.words[i + 1], this.words[i + 2], this.words[i + 3], this.words[i + 4],
					this.words[i + 5]);
		}

		void set(int index, Entry entry) {
			int i = index * WORDS;
			this.words[i] = (int) (entry.key - this.base);
			this.words[i + 1] = entry.segment;
			this.words[i + 2] = entry.position;
			this.words[i + 3] = entry.size;
			this.words[i + 4] = entry.expiry;
			this.words[i + 5] = entry.state;
		}

		void insert(int index, Entry entry) {
			int used = this.count * WORDS;
			if (used == this.words.length) {
				this.words = Arrays.copyOf(this.words, Math.min(2 * used, MAX_ENTRIES * WORDS));
			}
			int i = index * WORDS;
			System.arraycopy(this.words, i, this.words, i + WORDS, used - i);
			this.count++;
			set(index, entry);
		}

		void remove(int index) {
			int next = (index + 1) * WORDS;
			System.arraycopy(this.words, next, this.words, next - WORDS, this.count * WORDS - next);
			this.count--;
			if (this.words.length > MIN_ENTRIES * WORDS && this.count * WORDS <= this.words.length / 4) {
				this.words = Arrays.copyOf(this.words, this.words.length / 2);
			}
		}

		Leaf split() {
			int middle = this.count / 2;
			Leaf upper = new Leaf(key(middle));
			for (int i = middle; i < this.count; i++) {
				upper.insert(i - middle, entry(i));
			}
			this.count = middle;
			return upper;
		}

	}

}
