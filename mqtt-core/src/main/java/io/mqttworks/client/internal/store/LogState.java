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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the changes of a log add up to, and in which segment each part of it stands.
 */
final class LogState {

	private final Map<Long, Kept<StoredMessage>> messages = new HashMap<>();

	private final Map<Integer, Kept<Integer>> handled = new HashMap<>();

	/**
	 * Takes a change in.
	 * @param change the change
	 * @param segment where it stands
	 * @param size how many bytes it takes there
	 */
	void apply(Change change, Segment segment, int size) {
		if (change instanceof Change.Save save) {
			keep(this.messages, save.message().key(), save.message(), segment, size);
		}
		else if (change instanceof Change.Bind bind) {
			this.messages.computeIfPresent(bind.key(),
					(key, kept) -> kept.with(kept.value.withPacketId(bind.packetId())));
		}
		else if (change instanceof Change.Received received) {
			this.messages.computeIfPresent(received.key(), (key, kept) -> kept.with(kept.value.asReceived()));
		}
		else if (change instanceof Change.Remove remove) {
			end(this.messages.remove(remove.key()));
		}
		else if (change instanceof Change.Handled id) {
			keep(this.handled, id.packetId(), id.packetId(), segment, size);
		}
		else if (change instanceof Change.Forget forget) {
			end(this.handled.remove(forget.packetId()));
		}
	}

	private static <K, V> void keep(Map<K, Kept<V>> map, K key, V value, Segment segment, int size) {
		segment.live(size);
		end(map.put(key, new Kept<>(value, segment, size)));
	}

	private static void end(@Nullable Kept<?> kept) {
		if (kept != null) {
			kept.segment.live(-kept.size);
		}
	}

	List<StoredMessage> messages() {
		return this.messages.values()
			.stream()
			.map(Kept::value)
			.sorted(Comparator.comparingLong(StoredMessage::key))
			.toList();
	}

	Collection<Integer> handled() {
		return List.copyOf(this.handled.keySet());
	}

	boolean isEmpty() {
		return this.messages.isEmpty() && this.handled.isEmpty();
	}

	/**
	 * Returns what must be written again before a segment can be deleted.
	 * @param segment the segment
	 * @return changes that add up to all of it that is still kept
	 */
	List<Change> survivors(Segment segment) {
		List<Change> survivors = new ArrayList<>();
		this.messages.values()
			.stream()
			.filter((kept) -> kept.segment == segment)
			.forEach((kept) -> survivors.add(new Change.Save(kept.value)));
		this.handled.values()
			.stream()
			.filter((kept) -> kept.segment == segment)
			.forEach((kept) -> survivors.add(new Change.Handled(kept.value)));
		return survivors;
	}

	/**
	 * A value and where it stands.
	 *
	 * @param <V> its type
	 * @param value the value
	 * @param segment the segment
	 * @param size the bytes of its record
	 */
	private record Kept<V>(V value, Segment segment, int size) {

		Kept<V> with(V changed) {
			return new Kept<>(changed, this.segment, this.size);
		}

	}

}
