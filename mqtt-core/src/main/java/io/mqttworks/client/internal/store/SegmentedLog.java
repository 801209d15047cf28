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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.store.MessageIndex.Entry;
import io.mqttworks.client.spi.StoredMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An append-only log of changes in files of bounded size. Files of which nothing is
 * needed are deleted, oldest first: in any other order a message could outlive the change
 * that removed it. If most of a log is no longer needed, what is still needed of its
 * oldest file is written again at the end. One thread at a time.
 */
final class SegmentedLog {

	private static final byte[] NO_PAYLOAD = {};

	/** How much is collected before it is written. */
	private static final int BUFFER = 256 * 1024;

	private static final Logger logger = Loggers.get(SegmentedLog.class);

	private final Path directory;

	private final ChannelOpener opener;

	private final boolean forced;

	/** From this size on a segment is followed by another. */
	private final long segmentSize;

	private final Segments segments = new Segments();

	private final LogState state = new LogState(this.segments);

	private final List<String> damage;

	/** The last segment's, while it is open to be written to. */
	private @Nullable FileChannel channel;

	private @Nullable ByteBuf buffer;

	private boolean unforced;

	/**
	 * Opens a log and reads what it holds.
	 * @param directory where it is
	 * @param opener opens files
	 * @param forced whether files are forced to the device
	 * @param segmentSize the size a file may grow to
	 * @throws IOException if it cannot be read
	 */
	SegmentedLog(Path directory, ChannelOpener opener, boolean forced, long segmentSize) throws IOException {
		this.directory = directory;
		this.opener = opener;
		this.forced = forced;
		this.segmentSize = segmentSize;
		List<Path> files;
		try (Stream<Path> all = Files.list(directory)) {
			files = all.filter(Segment::isSegment).sorted().toList();
		}
		LogRecovery recovery = new LogRecovery(this.segments, this.state, opener);
		recovery.read(files);
		this.damage = recovery.damage();
		try {
			for (Change repair : this.state.repairs()) {
				append(repair);
			}
			deleteDead();
		}
		catch (Throwable ex) {
			abandon();
			throw ex;
		}
	}

	LogState state() {
		return this.state;
	}

	/**
	 * Returns what was found damaged.
	 * @return sentences for people
	 */
	List<String> damage() {
		return this.damage;
	}

	/**
	 * Reads messages; what was appended must have been {@linkplain #write written}.
	 * @return reads them; to be closed
	 */
	MessageReader reader() {
		return new MessageReader(this.segments, this.opener);
	}

	/**
	 * Adds a change; {@link #write} brings it to the file.
	 * @param change the change
	 * @throws IOException if a file cannot be written
	 */
	void append(Change change) throws IOException {
		Segment segment = this.segments.newest();
		if (this.channel == null || segment == null || segment.size() >= this.segmentSize) {
			segment = roll();
		}
		byte[] payload = (change instanceof Change.Save save) ? save.message().message().payload() : NO_PAYLOAD;
		ByteBuf buffer = buffer();
		int position = segment.size();
		int size = RecordFormat.writeHead(buffer, change, payload, segment.number(), position);
		segment.grow(size);
		this.state.apply(change, segment, position, size);
		append(payload, buffer);
	}

	// In parts, so that a large message needs no buffer of its size outside the heap.
	private void append(byte[] payload, ByteBuf buffer) throws IOException {
		ByteBuf open = buffer;
		int done = 0;
		while (done < payload.length) {
			int part = Math.min(payload.length - done, BUFFER - open.writerIndex());
			if (part > 0) {
				open.writeBytes(payload, done, part);
				done += part;
			}
			if (open.writerIndex() >= BUFFER) {
				write(false);
				open = buffer();
			}
		}
		if (open.writerIndex() >= BUFFER) {
			write(false);
		}
	}

	private ByteBuf buffer() {
		ByteBuf open = this.buffer;
		if (open == null) {
			open = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER);
			this.buffer = open;
		}
		return open;
	}

	private Segment roll() throws IOException {
		write(true);
		closeChannel();
		Path file = this.segments.nextFile(this.directory);
		this.channel = this.opener.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		forceDirectory();
		Segment segment = this.segments.add(file);
		buffer().writeBytes(LogRecovery.MAGIC);
		segment.grow(LogRecovery.MAGIC.length);
		return segment;
	}

	/**
	 * Writes what was appended.
	 * @param force whether it shall be durable as well
	 * @throws IOException if it cannot be written
	 */
	void write(boolean force) throws IOException {
		FileChannel channel = this.channel;
		ByteBuf buffer = this.buffer;
		if (channel != null && buffer != null) {
			while (buffer.isReadable()) {
				buffer.readBytes(channel, buffer.readableBytes());
			}
			this.buffer = null;
			buffer.release();
			this.unforced = true;
		}
		if (force && this.forced && channel != null && this.unforced) {
			channel.force(false);
			this.unforced = false;
		}
	}

	/**
	 * Frees disk space that is no longer needed.
	 * @throws IOException if a file cannot be written or deleted
	 */
	void reclaim() throws IOException {
		deleteDead();
		Segment oldest = this.segments.oldest();
		if (oldest != null && this.segments.count() > 1
				&& this.segments.size() > 2 * (this.segments.live() + this.segmentSize)) {
			rewrite(oldest);
			deleteDead();
		}
	}

	private void rewrite(Segment oldest) throws IOException {
		for (Change survivor : this.state.survivors(oldest)) {
			append(survivor);
		}
		try (MessageReader reader = reader()) {
			for (long key : this.state.messages().inSegment(oldest.id())) {
				Entry entry = this.state.messages().get(key);
				if (entry != null) {
					StoredMessage message = reader.read(entry);
					append(new Change.Save(message));
				}
			}
		}
	}

	private void deleteDead() throws IOException {
		boolean deleted = false;
		for (Segment oldest = this.segments.oldest(); oldest != null
				&& isDead(oldest); oldest = this.segments.oldest()) {
			if (!deleted) {
				// First, the records that made this segment superfluous must be durable.
				write(true);
			}
			Files.deleteIfExists(oldest.file());
			this.segments.removeOldest();
			deleted = true;
		}
		if (deleted) {
			forceDirectory();
		}
	}

	private boolean isDead(Segment oldest) {
		boolean open = this.channel != null && oldest == this.segments.newest();
		return oldest.live() == 0 && !open;
	}

	/**
	 * Writes everything, and leaves no files behind if nothing is kept.
	 * @throws IOException if it cannot be written
	 */
	void close() throws IOException {
		this.state.forgetServerOfNothing();
		write(true);
		closeChannel();
		deleteDead();
	}

	/**
	 * Releases what was not written, after a failure.
	 */
	void abandon() {
		if (this.buffer != null) {
			this.buffer.release();
			this.buffer = null;
		}
		try {
			closeChannel();
		}
		catch (IOException ex) {
			logger.debug("A file of {} could not be closed", this.directory, ex);
		}
	}

	private void closeChannel() throws IOException {
		FileChannel open = this.channel;
		if (open != null) {
			this.channel = null;
			open.close();
		}
	}

	// New names and deletions are part of the directory. Windows has no such thing.
	private void forceDirectory() throws IOException {
		if (!this.forced) {
			return;
		}
		FileChannel open;
		try {
			open = FileChannel.open(this.directory, StandardOpenOption.READ);
		}
		catch (IOException ex) {
			logger.debug("{} cannot be forced to the device", this.directory, ex);
			return;
		}
		try (open) {
			open.force(true);
		}
	}

}
