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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mqttworks.client.internal.logging.Loggers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An append-only log of changes in files of bounded size. Files are deleted from the
 * oldest on, when nothing in them is kept any more: what a later file says of an earlier
 * one must not outlive it the other way round. What is left in an old file of a log that
 * is mostly dead is written again at the end. One thread at a time.
 */
final class SegmentedLog {

	/** A file starts with its format. */
	private static final byte[] MAGIC = "MQTTLOG1".getBytes(StandardCharsets.US_ASCII);

	private static final String SUFFIX = ".log";

	/**
	 * A number of as many digits as the largest one has, so that names sort as numbers.
	 */
	private static final Pattern FILE_NAME = Pattern.compile("\\d{19}\\.log");

	/** How much is collected before it is written. */
	private static final int BUFFER = 256 * 1024;

	private static final Logger logger = Loggers.get(SegmentedLog.class);

	private final Path directory;

	private final ChannelOpener opener;

	private final boolean forced;

	/** From this size on a segment is followed by another. */
	private final long segmentSize;

	private final LogState state = new LogState();

	/** Oldest first. */
	private final Deque<Segment> segments = new ArrayDeque<>();

	private long lastNumber;

	/** The last segment's, while it is open to be written to. */
	private @Nullable FileChannel channel;

	private @Nullable ByteBuf buffer;

	private boolean unforced;

	/**
	 * Opens a log and reads what it holds.
	 * @param directory where it is
	 * @param opener opens files to write
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
			files = all.filter((file) -> FILE_NAME.matcher(file.getFileName().toString()).matches()).sorted().toList();
		}
		for (Path file : files) {
			read(file, file.equals(files.get(files.size() - 1)));
		}
		deleteDead();
	}

	LogState state() {
		return this.state;
	}

	private void read(Path file, boolean last) throws IOException {
		String name = file.getFileName().toString();
		this.lastNumber = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
		Segment segment = new Segment(file, 0);
		this.segments.add(segment);
		ByteBuf bytes = Unpooled.wrappedBuffer(Files.readAllBytes(file));
		int length = bytes.readableBytes();
		int end = 0;
		if (length >= MAGIC.length && bytes.readSlice(MAGIC.length).equals(Unpooled.wrappedBuffer(MAGIC))) {
			end = MAGIC.length;
			for (Change change = RecordFormat.read(bytes); change != null; change = RecordFormat.read(bytes)) {
				this.state.apply(change, segment, bytes.readerIndex() - end);
				end = bytes.readerIndex();
			}
		}
		segment.grow(end);
		if (end < length) {
			cut(file, end, length, last);
		}
	}

	// A crash leaves the last file with a record that is not whole. Anything else is
	// damage.
	private void cut(Path file, int end, int length, boolean last) throws IOException {
		if (last) {
			logger.warn("{} ends with {} bytes of a change that a crash cut off; they are dropped", file, length - end);
		}
		else {
			Path copy = file.resolveSibling(file.getFileName() + ".damaged");
			Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
			logger.error("{} is damaged from byte {} to its end at {}: messages in that part are lost or sent again."
					+ " The file is kept as {}", file, end, length, copy);
		}
		try (FileChannel damaged = this.opener.open(file, StandardOpenOption.WRITE)) {
			damaged.truncate(end);
			damaged.force(true);
		}
	}

	/**
	 * Adds a change; {@link #write} brings it to the file.
	 * @param change the change
	 * @throws IOException if a file cannot be written
	 */
	void append(Change change) throws IOException {
		Segment segment = this.segments.peekLast();
		if (this.channel == null || segment == null || segment.size() >= this.segmentSize) {
			segment = roll();
		}
		ByteBuf buffer = this.buffer;
		if (buffer == null) {
			buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER);
			this.buffer = buffer;
		}
		int size = RecordFormat.write(buffer, change);
		segment.grow(size);
		this.state.apply(change, segment, size);
		if (buffer.readableBytes() >= BUFFER) {
			write(false);
		}
	}

	private Segment roll() throws IOException {
		write(true);
		closeChannel();
		Path file = this.directory.resolve(String.format("%019d%s", ++this.lastNumber, SUFFIX));
		this.channel = this.opener.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		forceDirectory();
		Segment segment = new Segment(file, MAGIC.length);
		this.segments.add(segment);
		this.buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER).writeBytes(MAGIC);
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
	 * Gives back disk space that nothing kept needs.
	 * @throws IOException if a file cannot be written or deleted
	 */
	void reclaim() throws IOException {
		deleteDead();
		long total = 0;
		long live = 0;
		for (Segment segment : this.segments) {
			total += segment.size();
			live += segment.live();
		}
		if (this.segments.size() > 1 && total > 2 * (live + this.segmentSize)) {
			for (Change survivor : this.state.survivors(this.segments.getFirst())) {
				append(survivor);
			}
			deleteDead();
		}
	}

	private void deleteDead() throws IOException {
		boolean deleted = false;
		while (isDead(this.segments.peekFirst())) {
			if (!deleted) {
				// What made it dead must not be lost with it.
				write(true);
			}
			Files.deleteIfExists(this.segments.removeFirst().file());
			deleted = true;
		}
		if (deleted) {
			forceDirectory();
		}
	}

	private boolean isDead(@Nullable Segment oldest) {
		boolean open = this.channel != null && oldest == this.segments.peekLast();
		return oldest != null && oldest.live() == 0 && !open;
	}

	/**
	 * Writes everything, and leaves no files behind if nothing is kept.
	 * @throws IOException if it cannot be written
	 */
	void close() throws IOException {
		write(true);
		closeChannel();
		deleteDead();
	}

	/**
	 * Lets go of what was not written, after a failure.
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

	/**
	 * Opens files to write.
	 */
	interface ChannelOpener {

		FileChannel open(Path file, StandardOpenOption... options) throws IOException;

	}

}
