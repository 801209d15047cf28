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
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;

import org.springframework.core.log.LogAccessor;

/**
 * Hands messages to a container that acknowledges by hand. Its failures come later than
 * the client's handler returns, so the client cannot see to them.
 */
class ManualDelivery {

	private static final LogAccessor logger = new LogAccessor(ManualDelivery.class);

	private final MqttListenerContainer container;

	private final HandlerFailurePolicy failurePolicy;

	ManualDelivery(MqttListenerContainer container, HandlerFailurePolicy failurePolicy) {
		this.container = container;
		this.failurePolicy = failurePolicy;
	}

	void deliver(MqttMessage message, Acknowledgment acknowledgment) {
		this.container.deliver(message, acknowledgment).whenComplete((result, failure) -> {
			if (failure != null) {
				failed(acknowledgment, failure);
			}
		});
	}

	private void failed(Acknowledgment acknowledgment, Throwable failure) {
		logger.error(failure, () -> this.container + ": " + failure.getMessage());
		switch (this.failurePolicy) {
			case ACKNOWLEDGE -> acknowledgment.acknowledge();
			case REJECT -> acknowledgment.reject(ReasonCode.UNSPECIFIED_ERROR, null);
			case LEAVE_UNACKNOWLEDGED, DISCONNECT -> acknowledgment.leaveUnacknowledged();
		}
	}

}
