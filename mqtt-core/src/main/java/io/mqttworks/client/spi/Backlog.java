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
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The messages of a {@link RestoredSession} that wait for a packet identifier, read from
 * where they are kept a few at a time, so that they need not fit into memory. Each
 * message is returned once, by one of the two methods. It stays in the store until it is
 * {@linkplain StoredSession#remove removed}.
 * <p>
 * The methods are called by the client's event loop, one at a time, the next when the
 * stage of the one before has completed. They must not block.
 */
public interface Backlog {

	/**
	 * Returns how many messages there were when the session was opened.
	 * @return the number
	 */
	int messages();

	/**
	 * Returns about how much memory they would take.
	 * @return bytes of topics, payloads and properties
	 */
	long bytes();

	/**
	 * Reads the next messages.
	 * @param maxMessages how many at most, at least 1
	 * @param maxBytes how large they may be together; the first one is read whatever its
	 * size
	 * @return completes, on any thread, with the messages in the order of their keys, or
	 * with none if there are no more; fails if they cannot be read; all later calls fail
	 * then, too
	 */
	CompletionStage<List<StoredMessage>> next(int maxMessages, long maxBytes);

	/**
	 * Reads messages that have expired and were not read yet, wherever they stand.
	 * @param now the time
	 * @param maxMessages how many at most, at least 1
	 * @param maxBytes how large they may be together; the first one is read whatever its
	 * size
	 * @return completes as {@link #next} does; with no message if there are no more that
	 * have expired
	 */
	CompletionStage<List<StoredMessage>> expired(Instant now, int maxMessages, long maxBytes);

	/**
	 * Returns a backlog of messages that are in memory.
	 * @param messages the messages in the order of their keys
	 * @return the backlog
	 */
	static Backlog of(List<StoredMessage> messages) {
		return new MemoryBacklog(messages);
	}

}
