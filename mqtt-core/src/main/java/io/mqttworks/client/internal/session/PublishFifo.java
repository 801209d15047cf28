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

package io.mqttworks.client.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * A queue of messages linked through themselves. One thread only.
 */
public final class PublishFifo {

	private @Nullable PendingPublish head;

	private @Nullable PendingPublish tail;

	private int size;

	public @Nullable PendingPublish peek() {
		return this.head;
	}

	public void add(PendingPublish publish) {
		publish.next = null;
		if (this.tail == null) {
			this.head = publish;
		}
		else {
			this.tail.next = publish;
		}
		this.tail = publish;
		this.size++;
	}

	public @Nullable PendingPublish poll() {
		PendingPublish first = this.head;
		if (first != null) {
			this.head = first.next;
			first.next = null;
			this.size--;
			if (this.head == null) {
				this.tail = null;
			}
		}
		return first;
	}

	/**
	 * Takes all messages out.
	 */
	void clear() {
		PendingPublish each = this.head;
		while (each != null) {
			PendingPublish following = each.next;
			each.next = null;
			each = following;
		}
		this.head = null;
		this.tail = null;
		this.size = 0;
	}

	public boolean isEmpty() {
		return this.head == null;
	}

	int size() {
		return this.size;
	}

	/**
	 * Moves all of another queue before this one's.
	 * @param front the other queue, empty afterwards
	 */
	void prepend(PublishFifo front) {
		if (front.tail != null) {
			front.tail.next = this.head;
			this.head = front.head;
			if (this.tail == null) {
				this.tail = front.tail;
			}
			this.size += front.size;
			front.head = null;
			front.tail = null;
			front.size = 0;
		}
	}

}
