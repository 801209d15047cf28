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

package io.mqttworks.spring.integration;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ReasonCode;

import org.springframework.integration.acks.AcknowledgmentCallback;

/**
 * Lets a flow acknowledge a message with Spring Integration's own type.
 */
class ManualAcknowledgment implements AcknowledgmentCallback {

	private final Acknowledgment acknowledgment;

	private volatile boolean acknowledged;

	ManualAcknowledgment(Acknowledgment acknowledgment) {
		this.acknowledgment = acknowledgment;
	}

	@Override
	public void acknowledge(Status status) {
		this.acknowledged = true;
		switch (status) {
			case ACCEPT -> this.acknowledgment.acknowledge();
			case REJECT -> this.acknowledgment.reject(ReasonCode.UNSPECIFIED_ERROR, null);
			case REQUEUE -> this.acknowledgment.leaveUnacknowledged();
		}
	}

	@Override
	public boolean isAcknowledged() {
		return this.acknowledged;
	}

	@Override
	public boolean isAutoAck() {
		return false;
	}

}
