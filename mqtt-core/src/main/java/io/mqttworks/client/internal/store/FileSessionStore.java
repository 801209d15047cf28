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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.internal.store.SegmentedLog.ChannelOpener;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredSession;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Keeps each session in a directory of its own, locked while a client has it open. All
 * sessions of a store share one thread that writes; it ends when it is idle.
 */
public final class FileSessionStore implements SessionStore {

	private static final long SEGMENT_SIZE = 8L * 1024 * 1024;

	private final Path directory;

	private final Durability durability;

	private final ChannelOpener opener;

	private final long segmentSize;

	private final Executor writer;

	public FileSessionStore(Path directory, Durability durability) {
		this(directory, durability, FileChannel::open, SEGMENT_SIZE);
	}

	FileSessionStore(Path directory, Durability durability, ChannelOpener opener, long segmentSize) {
		this.directory = directory;
		this.durability = durability;
		this.opener = opener;
		this.segmentSize = segmentSize;
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				new DefaultThreadFactory("mqtt-session-store", true));
		executor.allowCoreThreadTimeOut(true);
		this.writer = executor;
	}

	@Override
	public StoredSession open(String clientId) {
		// Not the identifier itself: it may hold what no file name can.
		Path session = this.directory.resolve(sha256(clientId));
		String name = "The session of client '" + clientId + "' in " + session;
		try {
			createDirectories(session);
			SessionLock lock = SessionLock.take(session, clientId);
			if (lock == null) {
				throw new MqttException(name + " is in use by another client, in this process or another one. Two"
						+ " clients cannot share it: give each its own client identifier or, if they have different"
						+ " servers, its own directory");
			}
			try {
				SegmentedLog log = new SegmentedLog(session, this.opener, this.durability == Durability.FORCED,
						this.segmentSize);
				return new FileSession(name, log, lock, this.writer);
			}
			catch (IOException | RuntimeException ex) {
				lock.close();
				throw ex;
			}
		}
		catch (IOException | IllegalStateException ex) {
			throw new MqttException(name + " cannot be opened: " + ex, null, ex);
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

	// Messages are nobody else's business.
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
