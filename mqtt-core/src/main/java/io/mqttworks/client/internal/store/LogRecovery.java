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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.internal.logging.Loggers;
import org.slf4j.Logger;

/**
 * Reads the files of a log when it is opened.
 * <p>
 * Files are only ever appended to, and a file is complete, and forced to the device if
 * the log is, before the next one is begun. So the end of a process, or a device that is
 * full, leaves one record that is not whole, at the end of the last file; when the power
 * fails, that can be zeros instead, where the file system had made room. Such an end is
 * cut off: nobody was told that it was durable. Anything else that cannot be read was
 * written and is damaged. It stays where it is, a copy of its file is kept beside it, and
 * reading goes on at the next record whose checksum is right.
 */
final class LogRecovery {

	/** A file starts with its format. */
	static final byte[] MAGIC = "MQTTLOG2".getBytes(StandardCharsets.US_ASCII);

	/** The part of it that all formats share. */
	private static final int NAME = 7;

	private static final Logger logger = Loggers.get(LogRecovery.class);

	private final Segments segments;

	private final LogState state;

	private final ChannelOpener opener;

	private final List<String> damage = new ArrayList<>();

	LogRecovery(Segments segments, LogState state, ChannelOpener opener) {
		this.segments = segments;
		this.state = state;
		this.opener = opener;
	}

	/**
	 * Reads files.
	 * @param files the files, oldest first
	 * @throws IOException if they cannot be read
	 */
	void read(List<Path> files) throws IOException {
		for (int i = 0; i < files.size(); i++) {
			long before = this.segments.lastNumber();
			Segment segment = this.segments.add(files.get(i));
			if (i > 0 && segment.number() != before + 1) {
				this.state.doubtHandled();
				tell("Files of the session are missing before " + segment.file() + ": the one before has the number "
						+ before + ". Messages in them are lost, or were done with and may come again.");
			}
			read(segment, i == files.size() - 1);
		}
	}

	/**
	 * Returns the damage that was found and not told before.
	 * @return sentences for people
	 */
	List<String> damage() {
		return List.copyOf(this.damage);
	}

	private void read(Segment segment, boolean last) throws IOException {
		int cut = -1;
		try (SegmentReader in = new SegmentReader(segment, this.opener)) {
			segment.grow(in.size());
			int position = readMagic(in, last);
			List<String> damaged = new ArrayList<>();
			if (position < 0) {
				cut = 0;
			}
			else if (position == 0) {
				position = damaged(0, resynchronize(in, 0), damaged);
			}
			while (cut < 0 && position < in.size()) {
				int size = RecordFormat.sizeAt(in, position);
				if (size > 0) {
					RecordFormat.apply(in, position, size, this.state);
					position += size;
				}
				else {
					int next = resynchronize(in, position);
					if (last && next == in.size() && isCutByCrash(in, position)) {
						cut = position;
					}
					else {
						position = damaged(position, next, damaged);
					}
				}
			}
			if (!damaged.isEmpty()) {
				keepAside(segment, String.join(", ", damaged));
			}
		}
		if (cut >= 0) {
			cut(segment, cut);
		}
	}

	/**
	 * Checks how a file starts.
	 * @param in the file
	 * @param last whether it is the last one
	 * @return where its records start; 0 if the start is damaged, -1 if a crash has left
	 * nothing but a part of it
	 * @throws IOException if the file cannot be read
	 */
	private static int readMagic(SegmentReader in, boolean last) throws IOException {
		byte[] start = in.getBytes(0, Math.min(in.size(), MAGIC.length));
		if (Arrays.equals(start, MAGIC)) {
			return MAGIC.length;
		}
		if (last && isZero(in, Arrays.mismatch(start, MAGIC))) {
			return -1;
		}
		boolean log = start.length == MAGIC.length && Arrays.equals(start, 0, NAME, MAGIC, 0, NAME);
		if (log && resynchronize(in, 0) == in.size()) {
			throw new IllegalStateException(
					in.segment().file() + " has a format that this version does not know; another one wrote it");
		}
		return 0;
	}

	/**
	 * Looks for the next record that can be read.
	 * @param in the file
	 * @param damaged where one cannot be read
	 * @return where the next one starts; the end of the file if there is none
	 * @throws IOException if the file cannot be read
	 */
	private static int resynchronize(SegmentReader in, int damaged) throws IOException {
		for (int position = damaged + 1; position < in.size() - RecordFormat.HEADER; position++) {
			if (RecordFormat.isPlausible(in, position) && RecordFormat.sizeAt(in, position) > 0) {
				return position;
			}
		}
		return in.size();
	}

	private static boolean isCutByCrash(SegmentReader in, int position) throws IOException {
		int rest = in.size() - position - RecordFormat.HEADER;
		if (rest <= 0 || isZero(in, position)) {
			return true;
		}
		return in.getInt(position) > rest && RecordFormat.isPlausible(in, position);
	}

	private static boolean isZero(SegmentReader in, int from) throws IOException {
		for (int position = from; position < in.size(); position++) {
			if (in.getByte(position) != 0) {
				return false;
			}
		}
		return true;
	}

	private void cut(Segment segment, int end) throws IOException {
		logger.warn("{} ends with {} bytes of a change that was not written completely, as when a process is killed."
				+ " It was not in use yet, and is cut off", segment.file(), segment.size() - end);
		try (FileChannel channel = this.opener.open(segment.file(), StandardOpenOption.WRITE)) {
			channel.truncate(end);
			channel.force(true);
		}
		segment.grow(end - segment.size());
	}

	private int damaged(int from, int to, List<String> damaged) {
		damaged.add(from + " to " + (to - 1));
		this.state.doubtHandled();
		return to;
	}

	private void keepAside(Segment segment, String bytes) throws IOException {
		Path copy = copyOf(segment.file());
		if (Files.exists(copy)) {
			logger.info("{} is damaged at bytes {}, as was told before; {} is a copy", segment.file(), bytes, copy);
			return;
		}
		// Not under its name before it is whole.
		Path part = copy.resolveSibling("copying");
		Files.copy(segment.file(), part, StandardCopyOption.REPLACE_EXISTING);
		try (FileChannel channel = this.opener.open(part, StandardOpenOption.WRITE)) {
			channel.force(true);
		}
		Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
		tell(segment.file() + " is damaged at bytes " + bytes
				+ ". Messages in that part are lost, or were done with and may come again. The rest was read. " + copy
				+ " is a copy of the file, for whoever wants to look into it; delete it at any time.");
	}

	private void tell(String sentence) {
		logger.warn(sentence);
		this.damage.add(sentence);
	}

	/**
	 * Finds a name for a copy.
	 * @param file the file to copy
	 * @return an equal file if there is one, or one that is not there
	 */
	private static Path copyOf(Path file) throws IOException {
		String name = file.getFileName() + ".damaged";
		Path copy = file.resolveSibling(name);
		for (int i = 2; Files.exists(copy) && Files.mismatch(file, copy) >= 0; i++) {
			copy = file.resolveSibling(name + "." + i);
		}
		return copy;
	}

}
