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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.mqttworks.client.internal.store.MessageIndex.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The session that results from the changes in a log, and the segment in which each part
 * of it is stored.
 */
final class LogState {

	private final Segments segments;

	private final MessageIndex messages = new MessageIndex();

	private final Map<Integer, Kept<Integer>> handled = new HashMap<>();

	/**
	 * QoS 2 identifiers that were handled according to records before a damaged part; the
	 * damaged part may have said that they were released.
	 */
	private final Set<Integer> doubtful = new TreeSet<>();

	private @Nullable Kept<String> server;

	LogState(Segments segments) {
		this.segments = segments;
	}

	/**
	 * Applies a change.
	 * @param change the change
	 * @param segment where it stands
	 * @param position where in the segment
	 * @param size how many bytes it takes there
	 */
	void apply(Change change, Segment segment, int position, int size) {
		if (change instanceof Change.Save save) {
			saved(new Entry(save.message().key(), segment.id(), position, size,
					RecordFormat.expiry(save.message().expiresAt()),
					Entry.state(save.message().packetId(), save.message().received())));
		}
		else if (change instanceof Change.Bind bind) {
			bound(bind.key(), bind.packetId());
		}
		else if (change instanceof Change.Received received) {
			received(received.key());
		}
		else if (change instanceof Change.Remove remove) {
			removed(remove.key());
		}
		else if (change instanceof Change.Handled id) {
			handled(id.packetId(), segment, size);
		}
		else if (change instanceof Change.Forget id) {
			forgotten(id.packetId());
		}
		else if (change instanceof Change.Server named) {
			server(named.name(), segment, size);
		}
	}

	void saved(Entry entry) {
		this.segments.get(entry.segment()).live(entry.size());
		end(this.messages.put(entry));
	}

	void bound(long key, int packetId) {
		Entry entry = this.messages.get(key);
		if (entry != null) {
			this.messages.put(entry.withPacketId(packetId));
		}
	}

	void received(long key) {
		Entry entry = this.messages.get(key);
		if (entry != null) {
			this.messages.put(entry.asReceived());
		}
	}

	void removed(long key) {
		end(this.messages.remove(key));
	}

	private void end(@Nullable Entry entry) {
		if (entry != null) {
			this.segments.get(entry.segment()).live(-entry.size());
		}
	}

	void handled(int packetId, Segment segment, int size) {
		this.doubtful.remove(packetId);
		end(this.handled.put(packetId, Kept.in(segment, packetId, size)));
	}

	void forgotten(int packetId) {
		this.doubtful.remove(packetId);
		end(this.handled.remove(packetId));
	}

	void server(String name, Segment segment, int size) {
		end(this.server);
		this.server = Kept.in(segment, name, size);
	}

	/**
	 * Forgets the server's name if nothing else is kept: a session without content fits
	 * any server.
	 */
	void forgetServerOfNothing() {
		if (this.messages.size() == 0 && this.handled.isEmpty()) {
			end(this.server);
			this.server = null;
		}
	}

	private static void end(@Nullable Kept<?> kept) {
		if (kept != null) {
			kept.segment.live(-kept.size);
		}
	}

	MessageIndex messages() {
		return this.messages;
	}

	Collection<Integer> handled() {
		return List.copyOf(this.handled.keySet());
	}

	@Nullable String server() {
		return (this.server != null) ? this.server.value : null;
	}

	/**
	 * Records after those read so far are lost. They may have said that the server has
	 * released identifiers; a new message with one of them must not be taken for one that
	 * was handled. So they are forgotten: it is better that a message is handled twice
	 * than never.
	 */
	void doubtHandled() {
		this.doubtful.addAll(this.handled.keySet());
		this.handled.values().forEach(LogState::end);
		this.handled.clear();
	}

	/**
	 * Returns what damage makes necessary: that doubtful identifiers are forgotten, and
	 * that messages are removed whose packet identifier was given to a later one. Their
	 * exchanges were complete, although the change that said so is lost.
	 * @return changes to write
	 */
	List<Change> repairs() {
		List<Change> repairs = new ArrayList<>();
		this.doubtful.forEach((packetId) -> repairs.add(new Change.Forget(packetId)));
		Map<Integer, Long> holders = new HashMap<>();
		this.messages.forEach((entry) -> {
			Long earlier = (entry.packetId() != 0) ? holders.put(entry.packetId(), entry.key()) : null;
			if (earlier != null) {
				repairs.add(new Change.Remove(earlier));
			}
		});
		return repairs;
	}

	/**
	 * Returns what must be written again, in addition to messages, before a segment can
	 * be deleted.
	 * @param segment the segment
	 * @return changes that add up to all of it that is still kept
	 */
	List<Change> survivors(Segment segment) {
		List<Change> survivors = new ArrayList<>();
		this.handled.values()
			.stream()
			.filter((kept) -> kept.segment == segment)
			.forEach((kept) -> survivors.add(new Change.Handled(kept.value)));
		if (this.server != null && this.server.segment == segment) {
			survivors.add(new Change.Server(this.server.value));
		}
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

		static <V> Kept<V> in(Segment segment, V value, int size) {
			segment.live(size);
			return new Kept<>(value, segment, size);
		}

	}

}
