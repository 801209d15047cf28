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

import org.jspecify.annotations.Nullable;

/**
 * A queue for one thread that adds and one that takes, at a time. The deliveries
 * themselves are the links, so that nothing is allocated.
 */
final class DeliveryQueue {

	private Delivery tail;

	private Delivery head;

	DeliveryQueue(Delivery stub) {
		this.head = stub;
		this.tail = stub;
	}

	void add(Delivery delivery) {
		this.tail.next = delivery;
		this.tail = delivery;
	}

	@Nullable Delivery poll() {
		Delivery next = this.head.next;
		if (next != null) {
			// The old head is let go, with its link, so that it is no root of garbage.
			this.head.next = null;
			this.head = next;
		}
		return next;
	}

}
