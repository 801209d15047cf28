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

package io.mqttworks.spring.listener;

import java.util.Set;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether a listener has acknowledged by hand.
 */
class TrackedAcknowledgment implements Acknowledgment {

	private final Acknowledgment acknowledgment;

	private final Set<TrackedAcknowledgment> missing;

	private volatile boolean used;

	/**
	 * Creates an acknowledgement that is missing.
	 * @param acknowledgment what it is made with
	 * @param missing where it stands until it is made
	 */
	TrackedAcknowledgment(Acknowledgment acknowledgment, Set<TrackedAcknowledgment> missing) {
		this.acknowledgment = acknowledgment;
		this.missing = missing;
		missing.add(this);
	}

	boolean isUsed() {
		return this.used;
	}

	private void used() {
		this.used = true;
		this.missing.remove(this);
	}

	@Override
	public void acknowledge() {
		used();
		this.acknowledgment.acknowledge();
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgment.reject(reasonCode, reasonString);
		used();
	}

	@Override
	public void leaveUnacknowledged() {
		used();
		this.acknowledgment.leaveUnacknowledged();
	}

	@Override
	public void fail(Throwable cause) {
		used();
		this.acknowledgment.fail(cause);
	}

}
