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
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads from a blocking socket as much as there is and walks over the packets in it.
 */
public abstract class PacketReader {

	private static final int SMALLEST_BUFFER = 4 * 1024;

	private static final int LARGE_BUFFER = 256 * 1024;

	/** What was read. Valid inside the methods that are called with indexes into it. */
	protected byte[] bytes = new byte[SMALLEST_BUFFER];

	private int start;

	private int end;

	/** Bytes of a payload nobody wants that are still to come. */
	private int skip;

	/**
	 * Reads until the peer closes the connection.
	 * @param in the socket's bytes
	 * @throws IOException if reading fails
	 */
	public final void readAll(InputStream in) throws IOException {
		while (readSome(in)) {
			batchDone();
		}
	}

	/**
	 * Reads once, blocking, and handles the packets that are complete.
	 * @param in the socket's bytes
	 * @return whether there is more to come
	 * @throws IOException if reading fails
	 */
	protected final boolean readSome(InputStream in) throws IOException {
		int room = this.bytes.length - this.end;
		int count = in.read(this.bytes, this.end, room);
		if (count < 0) {
			return false;
		}
		this.end += count;
		parse();
		if (count == room && this.bytes.length < LARGE_BUFFER) {
			this.bytes = Arrays.copyOf(this.bytes, LARGE_BUFFER);
		}
		return true;
	}

	private void parse() throws IOException {
		while (true) {
			int available = this.end - this.start;
			if (this.skip > 0) {
				int skipped = Math.min(this.skip, available);
				this.skip -= skipped;
				this.start += skipped;
				available -= skipped;
			}
			if (available == 0) {
				this.start = 0;
				this.end = 0;
				return;
			}
			int header = Packets.headerLength(this.bytes, this.start, this.end);
			if (header == 0 || !packet(header, available)) {
				break;
			}
		}
		if (this.bytes.length - this.end < this.bytes.length / 4 && this.start > 0) {
			System.arraycopy(this.bytes, this.start, this.bytes, 0, this.end - this.start);
			this.end -= this.start;
			this.start = 0;
		}
		if (this.end == this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, this.bytes.length * 2);
		}
	}

	private boolean packet(int header, int available) throws IOException {
		int first = this.bytes[this.start];
		int body = this.start + header;
		int length = header + Packets.variableInt(this.bytes, this.start + 1);
		boolean complete = length <= available;
		if ((first & 0xF0) == Packets.PUBLISH) {
			if (!complete
					&& (available < header + 2 || available < header + 4 + Packets.unsignedShort(this.bytes, body))) {
				return false;
			}
			int topicLength = Packets.unsignedShort(this.bytes, body);
			int topic = body + 2;
			if (!complete && wantsPayload(topic, topicLength)) {
				return false;
			}
			int rest = topic + topicLength;
			int packetId = 0;
			int qos = first >> 1 & 3;
			if (qos > 0) {
				packetId = Packets.unsignedShort(this.bytes, rest);
				rest += 2;
			}
			publish(qos, packetId, topic, topicLength, rest, this.start + length);
		}
		else {
			if (!complete) {
				return false;
			}
			packet(first & 0xFF, body, this.start + length);
		}
		int skipped = Math.min(length, available);
		this.start += skipped;
		this.skip = length - skipped;
		return true;
	}

	/**
	 * Returns whether the payloads of a topic are looked at. Of others {@link #publish}
	 * may be called before they arrived.
	 * @param topic the index of the topic
	 * @param topicLength the length of the topic
	 * @return whether payloads are wanted
	 */
	protected abstract boolean wantsPayload(int topic, int topicLength);

	/**
	 * A PUBLISH arrived.
	 * @param qos the quality of service
	 * @param packetId the packet identifier, or 0
	 * @param topic the index of the topic
	 * @param topicLength the length of the topic
	 * @param rest the index of what comes after the packet identifier
	 * @param end the index after the packet
	 * @throws IOException if an answer cannot be written
	 */
	protected abstract void publish(int qos, int packetId, int topic, int topicLength, int rest, int end)
			throws IOException;

	/**
	 * Another packet arrived.
	 * @param first the first byte
	 * @param body the index of what comes after the fixed header
	 * @param end the index after the packet
	 * @throws IOException if an answer cannot be written
	 */
	protected abstract void packet(int first, int body, int end) throws IOException;

	/**
	 * All packets of a read were handled.
	 * @throws IOException if an answer cannot be written
	 */
	protected abstract void batchDone() throws IOException;

}
