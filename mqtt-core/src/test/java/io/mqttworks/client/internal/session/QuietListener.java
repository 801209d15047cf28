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

import java.util.function.Consumer;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.internal.dispatch.DispatchListener;
import io.mqttworks.client.internal.dispatch.InboundMessage;

/**
 * Is not interested in anything; tests override what they look at.
 */
class QuietListener implements SessionListener, DispatchListener {

	@Override
	public void messageDropped(MqttMessage message, MqttException cause) {
	}

	@Override
	public void messageUnmatched(MqttMessage message) {
	}

	@Override
	public void storeFailed(MqttException cause) {
	}

	@Override
	public void storeDamaged(MqttException damage) {
	}

	@Override
	public void inboundDropped(MqttMessage message) {
	}

	@Override
	public void deliveryOverdue(DeliveryOverdue overdue) {
	}

	@Override
	public void subscriptionChanged(Consumer<SubscriptionStatus> listener, SubscriptionStatus status) {
	}

	@Override
	public void subscriptionRefused(String topicFilter, ReasonCode reasonCode) {
	}

	@Override
	public void settled(InboundMessage delivery) {
	}

	@Override
	public void drained() {
	}

	@Override
	public void failed(String handler, MqttMessage message, Throwable cause) {
	}

	@Override
	public void refused(String handler, Throwable cause) {
	}

	@Override
	public void reconnect(InboundMessage delivery) {
	}

	@Override
	public void idle() {
	}

}
