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

package io.mqttworks.client;

import java.nio.file.Path;
import java.util.Objects;

import io.mqttworks.client.internal.store.SessionFiles;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredSession;

/**
 * Keeps sessions in files, each in a directory of its own that is locked while a client
 * has it open. All clients that share a store share one thread that writes; it runs while
 * at least one of them is open.
 */
public final class FileSessionStore implements SessionStore {

	private final Path directory;

	private final Durability durability;

	private final SessionFiles files;

	/**
	 * Creates a store that survives a power failure: {@link Durability#FORCED}.
	 * @param directory where to keep the sessions; made if it is not there
	 */
	public FileSessionStore(Path directory) {
		this(directory, Durability.FORCED);
	}

	/**
	 * Creates a store.
	 * @param directory where to keep the sessions; made if it is not there
	 * @param durability what the sessions survive
	 */
	public FileSessionStore(Path directory, Durability durability) {
		this.directory = Objects.requireNonNull(directory, "directory");
		this.durability = Objects.requireNonNull(durability, "durability");
		this.files = new SessionFiles(directory, durability == Durability.FORCED);
	}

	/**
	 * Returns where the sessions are kept.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Returns what the sessions survive.
	 * @return the durability
	 */
	public Durability durability() {
		return this.durability;
	}

	@Override
	public StoredSession open(String clientId) {
		return this.files.open(clientId);
	}

	/**
	 * What a session in files survives.
	 */
	public enum Durability {

		/**
		 * Every failure of the process, the machine or its power: files are forced to the
		 * device before a message is sent or acknowledged. Messages that are published at
		 * about the same time share the cost.
		 */
		FORCED,

		/**
		 * The end of the process, however it comes: files are written before a message is
		 * sent or acknowledged, and the operating system brings them to the device in its
		 * own time. When the machine fails, the last messages can be lost, or be sent or
		 * handled twice.
		 */
		WRITTEN

	}

}
