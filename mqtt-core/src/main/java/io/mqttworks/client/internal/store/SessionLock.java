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

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Locks a session's directory, so that only one client uses it, in this process and in
 * all others.
 */
final class SessionLock implements Closeable {

	/**
	 * The directories that this process has locked. A second channel for the same file
	 * must not even be opened: on POSIX systems closing it would release the lock of the
	 * first.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path directory;

	private final FileChannel channel;

	private SessionLock(Path directory, FileChannel channel) {
		this.directory = directory;
		this.channel = channel;
	}

	/**
	 * Takes the lock.
	 * @param directory the session's directory
	 * @param clientId whose it is; noted in the locked file for people
	 * @param opener opens the file
	 * @return the lock, or {@code null} if somebody else has it
	 * @throws IOException if the file cannot be opened or written; then nothing is held
	 */
	static @Nullable SessionLock take(Path directory, String clientId, ChannelOpener opener) throws IOException {
		Path held = directory.toRealPath();
		if (!HELD.add(held)) {
			return null;
		}
		SessionLock lock = null;
		try {
			FileChannel channel = opener.open(directory.resolve("client-id"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			lock = lock(channel, clientId) ? new SessionLock(held, channel) : null;
			return lock;
		}
		finally {
			if (lock == null) {
				HELD.remove(held);
			}
		}
	}

	private static boolean lock(FileChannel channel, String clientId) throws IOException {
		boolean close = true;
		try {
			boolean locked = channel.tryLock() != null;
			if (locked) {
				ByteBuffer note = StandardCharsets.UTF_8.encode(clientId + "\n");
				while (note.hasRemaining()) {
					channel.write(note);
				}
				close = false;
			}
			return locked;
		}
		catch (OverlappingFileLockException ex) {
			// This process holds the lock through another class loader. To close this
			// channel would release it, so the channel stays open.
			close = false;
			return false;
		}
		finally {
			if (close) {
				channel.close();
			}
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			HELD.remove(this.directory);
		}
	}

}
