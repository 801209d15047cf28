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

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether a listener has acknowledged by hand.
 */
class TrackedAcknowledgment implements Acknowledgment {

	private final Acknowledgment acknowledgment;

	private volatile boolean used;

	TrackedAcknowledgment(Acknowledgment acknowledgment) {
		this.acknowledgment = acknowledgment;
	}

	boolean isUsed() {
		return this.used;
	}

	@Override
	public void acknowledge() {
		this.used = true;
		this.acknowledgment.acknowledge();
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgment.reject(reasonCode, reasonString);
		this.used = true;
	}

	@Override
	public void leaveUnacknowledged() {
		this.used = true;
		this.acknowledgment.leaveUnacknowledged();
	}

	@Override
	public void fail(Throwable cause) {
		this.used = true;
		this.acknowledgment.fail(cause);
	}

}
