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

package io.mqttworks.client.internal.dispatch;

/**
 * A queue for one thread that adds and one that takes, at a time. The deliveries
 * themselves are the links, so that nothing is allocated. Only the thread that adds
 * writes here: the one that takes keeps its place to itself, so that the two do not pull
 * one line of the processors' caches to and fro with every message.
 */
final class LaneQueue {

	private InboundMessage tail;

	/** Bytes added since {@link #takeBytes()}. */
	private long bytes;

	/**
	 * Creates an empty queue.
	 * @param stub what stands in front of the first delivery
	 */
	LaneQueue(InboundMessage stub) {
		this.tail = stub;
	}

	void add(InboundMessage delivery, long bytes) {
		this.tail.append(delivery);
		this.tail = delivery;
		this.bytes += bytes;
	}

	/**
	 * Returns how many bytes were added since this was called last.
	 * @return the bytes
	 */
	long takeBytes() {
		long added = this.bytes;
		this.bytes = 0;
		return added;
	}

}
