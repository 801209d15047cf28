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
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a segment at any position, through a small part of it that is in memory.
 */
final class SegmentReader implements Closeable {

	private static final int WINDOW = 64 * 1024;

	private final Segment segment;

	private final FileChannel channel;

	private final int size;

	private final ByteBuffer window = ByteBuffer.allocate(WINDOW);

	/** Where in the file the window starts. */
	private int start;

	private int filled;

	SegmentReader(Segment segment, ChannelOpener opener) throws IOException {
		this.segment = segment;
		this.channel = opener.open(segment.file(), StandardOpenOption.READ);
		try {
			this.size = Math.toIntExact(this.channel.size());
		}
		catch (IOException | RuntimeException ex) {
			this.channel.close();
			throw ex;
		}
	}

	Segment segment() {
		return this.segment;
	}

	int size() {
		return this.size;
	}

	int getByte(int position) throws IOException {
		return this.window.get(locate(position, 1));
	}

	int getShort(int position) throws IOException {
		return Short.toUnsignedInt(this.window.getShort(locate(position, 2)));
	}

	int getInt(int position) throws IOException {
		return this.window.getInt(locate(position, 4));
	}

	long getLong(int position) throws IOException {
		return this.window.getLong(locate(position, 8));
	}

	byte[] getBytes(int position, int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int done = 0; done < length;) {
			int part = Math.min(length - done, WINDOW);
			System.arraycopy(this.window.array(), locate(position + done, part), bytes, done, part);
			done += part;
		}
		return bytes;
	}

	void update(CRC32C checksum, int position, int length) throws IOException {
		for (int done = 0; done < length;) {
			int part = Math.min(length - done, WINDOW);
			checksum.update(this.window.array(), locate(position + done, part), part);
			done += part;
		}
	}

	private int locate(int position, int count) throws IOException {
		if (position < this.start || position + count > this.start + this.filled) {
			fill(position);
			if (this.filled < count) {
				throw new EOFException(this.segment.file() + " has no " + count + " bytes at " + position);
			}
		}
		return position - this.start;
	}

	private void fill(int position) throws IOException {
		this.filled = 0;
		this.start = position;
		this.window.clear();
		int count = 0;
		while (count >= 0 && this.window.hasRemaining()) {
			count = this.channel.read(this.window, position + (long) this.window.position());
		}
		this.filled = this.window.position();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
