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

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link StoredSession} held when it was opened.
 */
public interface RestoredSession {

	/**
	 * Returns the messages that have a packet identifier, each a different one: their
	 * exchanges may have begun. There are at most 65,535.
	 * @return the messages in the order of their keys
	 */
	List<StoredMessage> inFlight();

	/**
	 * Returns the messages that have no packet identifier yet. They can be more than fit
	 * into memory.
	 * @return the messages, to be read as they are needed
	 */
	Backlog backlog();

	/**
	 * Returns the packet identifiers that were {@linkplain StoredSession#handled handled}
	 * and not {@linkplain StoredSession#forget forgotten}.
	 * @return the identifiers
	 */
	Collection<Integer> handled();

	/**
	 * Returns the largest key of the messages that are kept. The keys of new messages are
	 * larger.
	 * @return the key; 0 if there is no message
	 */
	long lastKey();

	/**
	 * Returns which server the session belongs to. A store may forget it with the last
	 * message and the last identifier: a session without them fits any server.
	 * @return what was last given to {@link StoredSession#server}, or {@code null}
	 */
	@Nullable String server();

	/**
	 * Returns what was found damaged and not told before, in sentences for people: where
	 * it is, what it means for messages, where a copy is kept. What is not damaged is
	 * restored.
	 * @return the sentences; none if all is well
	 */
	List<String> damage();

}
