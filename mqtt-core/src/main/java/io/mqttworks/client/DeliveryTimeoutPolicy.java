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

package io.mqttworks.client;

/**
 * What happens when a message of QoS 1 or 2 is with its handler for longer than
 * {@link MqttClientBuilder#deliveryTimeout}. Messages are acknowledged in the order in
 * which they came [MQTT-4.6.0], so that one that is not settled holds up the
 * acknowledgement of all that came after it.
 */
public enum DeliveryTimeoutPolicy {

	/** {@link ErrorListener#onDeliveryOverdue} is told, and nothing else is done. */
	TELL,

	/**
	 * The message is acknowledged with reason code 0x80, on 3.1.1 as if it were handled,
	 * so that others can follow. The handler goes on; what it settles later has no
	 * effect.
	 */
	REJECT,

	/**
	 * The message stays unacknowledged, so that others can follow: the server sends it
	 * again after the next reconnection, at the latest when half of Receive Maximum is
	 * taken by such messages. What the handler settles later has no effect.
	 */
	LEAVE_UNACKNOWLEDGED

}
