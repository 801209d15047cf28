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

package io.mqttworks.client.spi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A backlog whose messages are in memory.
 */
final class MemoryBacklog implements Backlog {

	/**
	 * The messages that were not read yet. Any number of expired ones may be taken out of
	 * the middle, each of which would copy an array list.
	 */
	private final List<StoredMessage> waiting;

	private final int messages;

	private final long bytes;

	@SuppressWarnings("JdkObsolete") // See the field.
	MemoryBacklog(List<StoredMessage> messages) {
		this.waiting = new LinkedList<>(messages);
		this.messages = messages.size();
		this.bytes = messages.stream().mapToLong(MemoryBacklog::size).sum();
	}

	private static long size(StoredMessage message) {
		return message.message().topic().length() + (long) message.message().payload().length;
	}

	@Override
	public int messages() {
		return this.messages;
	}

	@Override
	public long bytes() {
		return this.bytes;
	}

	@Override
	public CompletionStage<List<StoredMessage>> next(int maxMessages, long maxBytes) {
		return take(maxMessages, maxBytes, (message) -> true);
	}

	@Override
	public CompletionStage<List<StoredMessage>> expired(Instant now, int maxMessages, long maxBytes) {
		return take(maxMessages, maxBytes, (message) -> message.isExpired(now));
	}

	private CompletionStage<List<StoredMessage>> take(int maxMessages, long maxBytes,
			Predicate<StoredMessage> condition) {
		List<StoredMessage> taken = new ArrayList<>();
		long total = 0;
		for (Iterator<StoredMessage> all = this.waiting.iterator(); all.hasNext() && taken.size() < maxMessages;) {
			StoredMessage message = all.next();
			if (condition.test(message)) {
				total += size(message);
				if (total > maxBytes && !taken.isEmpty()) {
					break;
				}
				taken.add(message);
				all.remove();
			}
		}
		return CompletableFuture.completedFuture(taken);
	}

}
