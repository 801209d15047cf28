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

/**
 * Told what goes wrong in a session. Event loop.
 */
public interface SessionListener {

	void messageDropped(MqttMessage message, MqttException cause);

	void messageUnmatched(MqttMessage message);

	/**
	 * A received QoS 0 message was dropped, because handlers do not keep up and the
	 * client must read on.
	 * @param message the message
	 */
	void inboundDropped(MqttMessage message);

	/**
	 * A message keeps others from being acknowledged for long.
	 * @param overdue which, and by whom
	 */
	void deliveryOverdue(DeliveryOverdue overdue);

	void storeFailed(MqttException cause);

	void storeDamaged(MqttException cause);

	void subscriptionRefused(String topicFilter, ReasonCode reasonCode);

	/**
	 * A filter was subscribed or refused.
	 * @param listener who wants to know
	 * @param status how the filter stands
	 */
	void subscriptionChanged(Consumer<SubscriptionStatus> listener, SubscriptionStatus status);

}
