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

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.client.internal.concurrent.SharedThreads;

/**
 * The directories of sessions, each locked while it is open, and the thread that writes
 * for all of them.
 */
public final class SessionFiles {

	private static final long SEGMENT_SIZE = 8L * 1024 * 1024;

	private final Path directory;

	private final boolean forced;

	private final ChannelOpener opener;

	private final long segmentSize;

	private final WriterThread thread;

	/**
	 * Creates a store.
	 * @param directory where the directories of sessions are
	 * @param forced whether files are forced to the device
	 */
	public SessionFiles(Path directory, boolean forced) {
		this(directory, forced, FileChannel::open, SEGMENT_SIZE, SharedThreads.daemons("mqtt-session-store"));
	}

	SessionFiles(Path directory, boolean forced, ChannelOpener opener, long segmentSize, ThreadFactory threads) {
		this.directory = directory;
		this.forced = forced;
		this.opener = opener;
		this.segmentSize = segmentSize;
		this.thread = new WriterThread(threads);
	}

	/**
	 * Opens a session.
	 * @param clientId whose
	 * @return the session
	 * @throws MqttException if it is open already, or cannot be read
	 */
	public StoredSession open(String clientId) {
		// Not the identifier itself: it may hold what no file name can.
		Path session = this.directory.resolve(sha256(clientId));
		String name = "The session of client '" + clientId + "' in " + session;
		try {
			createDirectories(session);
			SessionLock lock = SessionLock.take(session, clientId, this.opener);
			if (lock == null) {
				throw new MqttException(name + " is in use by another client, in this process or another one. Two"
						+ " clients cannot share it: give each its own client identifier or, if they have different"
						+ " servers, its own directory");
			}
			return open(name, session, lock);
		}
		catch (MqttException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new MqttException(name + " cannot be opened: " + ex, null, ex);
		}
	}

	private StoredSession open(String name, Path session, SessionLock lock) throws Exception {
		boolean running = false;
		try {
			Executor writer = this.thread.acquire();
			running = true;
			SegmentedLog log = new SegmentedLog(session, this.opener, this.forced, this.segmentSize);
			try {
				return new FileSession(name, log, () -> close(lock), writer);
			}
			catch (Throwable ex) {
				log.abandon();
				throw ex;
			}
		}
		catch (Throwable ex) {
			if (running) {
				close(lock);
			}
			else {
				lock.close();
			}
			throw ex;
		}
	}

	private void close(SessionLock lock) throws IOException {
		try (lock) {
			this.thread.release();
		}
	}

	private static String sha256(String text) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	// Only the owner may read messages.
	private static void createDirectories(Path directory) throws IOException {
		if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			Files.createDirectories(directory,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectories(directory);
		}
	}

}
