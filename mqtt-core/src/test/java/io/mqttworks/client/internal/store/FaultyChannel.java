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
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A file on a device that is full after a number of bytes, or that fails to force.
 */
final class FaultyChannel extends FileChannel {

	private final FileChannel file;

	private final Device device;

	private FaultyChannel(FileChannel file, Device device) {
		this.file = file;
		this.device = device;
	}

	@Override
	public int write(ByteBuffer from) throws IOException {
		return write(from, this.file.position(), true);
	}

	@Override
	public int write(ByteBuffer from, long position) throws IOException {
		return write(from, position, false);
	}

	private int write(ByteBuffer from, long position, boolean move) throws IOException {
		Error error = this.device.error.get();
		if (error != null) {
			throw error;
		}
		int count = (int) Math.min(from.remaining(), this.device.room.get());
		if (count == 0 && from.hasRemaining()) {
			throw new IOException("No space left on device");
		}
		this.device.room.addAndGet(-count);
		ByteBuffer part = from.slice(from.position(), count);
		while (part.hasRemaining()) {
			position += this.file.write(part, position);
		}
		from.position(from.position() + count);
		if (move) {
			this.file.position(position);
		}
		return count;
	}

	@Override
	public void force(boolean metaData) throws IOException {
		this.device.forces.incrementAndGet();
		if (this.device.failingForces.getAndUpdate((n) -> Math.max(0, n - 1)) > 0) {
			throw new IOException("Input/output error");
		}
		this.file.force(metaData);
	}

	@Override
	public long write(ByteBuffer[] from, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int read(ByteBuffer to) throws IOException {
		return this.file.read(to);
	}

	@Override
	public long read(ByteBuffer[] to, int offset, int length) throws IOException {
		return this.file.read(to, offset, length);
	}

	@Override
	public int read(ByteBuffer to, long position) throws IOException {
		if (this.device.unreadable) {
			throw new IOException("Input/output error");
		}
		return this.file.read(to, position);
	}

	@Override
	public long position() throws IOException {
		return this.file.position();
	}

	@Override
	public FileChannel position(long position) throws IOException {
		this.file.position(position);
		return this;
	}

	@Override
	public long size() throws IOException {
		return this.file.size();
	}

	@Override
	public FileChannel truncate(long size) throws IOException {
		this.file.truncate(size);
		return this;
	}

	@Override
	public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
		return this.file.transferTo(position, count, target);
	}

	@Override
	public long transferFrom(ReadableByteChannel source, long position, long count) {
		throw new UnsupportedOperationException();
	}

	@Override
	public MappedByteBuffer map(MapMode mode, long position, long size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public FileLock lock(long position, long size, boolean shared) throws IOException {
		return this.file.lock(position, size, shared);
	}

	@Override
	public FileLock tryLock(long position, long size, boolean shared) throws IOException {
		return this.file.tryLock(position, size, shared);
	}

	@Override
	protected void implCloseChannel() throws IOException {
		this.file.close();
	}

	/**
	 * The device the files are on.
	 */
	static final class Device implements ChannelOpener {

		final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

		/** What every write ends with, if there is something. */
		final AtomicReference<Error> error = new AtomicReference<>();

		final AtomicInteger failingForces = new AtomicInteger();

		volatile boolean unreadable;

		final AtomicInteger forces = new AtomicInteger();

		@Override
		public FileChannel open(Path file, StandardOpenOption... options) throws IOException {
			return new FaultyChannel(FileChannel.open(file, options), this);
		}

	}

}
