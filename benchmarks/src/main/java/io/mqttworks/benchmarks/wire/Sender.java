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

package io.mqttworks.benchmarks.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends messages as fast as the socket takes them, at most a window of them
 * unacknowledged. Runs on a thread of its own; another one reads from the socket and
 * hands over what came back. While it runs, nobody else writes.
 */
public final class Sender implements Runnable {

	private static final int BUFFER = 64 * 1024;

	private final OutputStream out;

	private final Message message;

	private final int qos;

	/** Free packet identifiers, a ring. */
	private final int[] free;

	private int firstFree;

	private int freeCount;

	private final IntRing incoming = new IntRing(1 << 17);

	private final int[] entries = new int[1 << 17];

	private byte[] buffer;

	private int position;

	private volatile Thread thread;

	private volatile boolean waiting;

	private volatile boolean stopped;

	private volatile long sent;

	private volatile long acknowledged;

	/**
	 * Creates a sender.
	 * @param out the socket
	 * @param message writes the messages
	 * @param qos their quality of service
	 * @param window how many may be unacknowledged, up to 65,535
	 */
	public Sender(OutputStream out, Message message, int qos, int window) {
		this.out = out;
		this.message = message;
		this.qos = qos;
		this.buffer = new byte[Math.max(BUFFER, message.maximumLength() + 8)];
		this.free = new int[window];
		for (int i = 0; i < window; i++) {
			this.free[i] = i + 1;
		}
		this.freeCount = window;
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		try {
			while (!finished()) {
				answer();
				if (!this.stopped) {
					fill();
				}
				if (this.position > 0) {
					flush();
				}
				else {
					await();
				}
			}
		}
		catch (IOException ex) {
			// The peer is gone, which ends the run.
			this.stopped = true;
		}
		finally {
			this.thread = null;
		}
	}

	private boolean finished() {
		return this.stopped && (this.freeCount == this.free.length || this.qos == 0) && this.incoming.isEmpty();
	}

	private void answer() throws IOException {
		int count = this.incoming.drain(this.entries);
		int completed = 0;
		for (int i = 0; i < count; i++) {
			int type = this.entries[i] >>> 16;
			int packetId = this.entries[i] & 0xFFFF;
			switch (type) {
				case Packets.PUBACK, Packets.PUBCOMP -> {
					this.free[(this.firstFree + this.freeCount) % this.free.length] = packetId;
					this.freeCount++;
					completed++;
				}
				case Packets.PUBREC -> {
					room(4);
					this.position = Packets.putAcknowledgement(this.buffer, this.position, Packets.PUBREL, packetId);
				}
				case Packets.PINGREQ -> {
					room(2);
					this.buffer[this.position++] = (byte) Packets.PINGRESP;
					this.buffer[this.position++] = 0;
				}
				default -> throw new IllegalStateException("Unexpected packet " + type);
			}
		}
		if (completed > 0) {
			this.acknowledged = this.acknowledged + completed;
		}
	}

	private void fill() {
		int limit = this.buffer.length - this.message.maximumLength();
		int at = this.position;
		int count = 0;
		while (at <= limit && (this.qos == 0 || this.freeCount > 0)) {
			int packetId = 0;
			if (this.qos > 0) {
				packetId = this.free[this.firstFree];
				this.firstFree = (this.firstFree + 1 == this.free.length) ? 0 : this.firstFree + 1;
				this.freeCount--;
			}
			at = this.message.put(this.buffer, at, packetId);
			count++;
		}
		this.position = at;
		this.sent = this.sent + count;
	}

	private void room(int length) throws IOException {
		if (this.position + length > this.buffer.length) {
			flush();
		}
	}

	private void flush() throws IOException {
		this.out.write(this.buffer, 0, this.position);
		this.position = 0;
	}

	private void await() {
		this.waiting = true;
		while (this.incoming.isEmpty() && !this.stopped) {
			LockSupport.park(this);
		}
		if (this.stopped && this.incoming.isEmpty() && !finished()) {
			LockSupport.parkNanos(this, 1_000_000);
		}
		this.waiting = false;
	}

	/**
	 * Hands over an acknowledgement or a ping; {@link #wake()} afterwards.
	 * @param type the first byte of the packet
	 * @param packetId the packet identifier
	 */
	public void received(int type, int packetId) {
		this.incoming.add(type << 16 | packetId);
	}

	/**
	 * Lets the sender see what was handed over.
	 */
	public void wake() {
		VarHandle.fullFence();
		if (this.waiting) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Sends no new messages; ends when all are acknowledged.
	 */
	public void stop() {
		this.stopped = true;
		wake();
	}

	/**
	 * Returns how many messages were sent.
	 * @return the number
	 */
	public long sent() {
		return this.sent;
	}

	/**
	 * Returns how many messages were acknowledged.
	 * @return the number
	 */
	public long acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Writes messages.
	 */
	public interface Message {

		/**
		 * Returns the length of the longest message.
		 * @return the length in bytes
		 */
		int maximumLength();

		/**
		 * Writes the next message.
		 * @param buffer where to
		 * @param at where to start
		 * @param packetId the packet identifier, or 0
		 * @return the index after it
		 */
		int put(byte[] buffer, int at, int packetId);

	}

}
