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
 * What becomes of a received QoS 1 or 2 message when its handler fails. MQTT has no
 * redelivery inside a connection: a server sends a message again only after a
 * reconnection to the same session, and only if it was not acknowledged.
 */
public enum HandlerFailurePolicy {

	/** Acknowledged; the failure is logged and told to the listeners. */
	ACKNOWLEDGE,

	/**
	 * Acknowledged with reason code 0x80, so that the server knows; on 3.1.1 as
	 * {@link #ACKNOWLEDGE}.
	 */
	REJECT,

	/**
	 * Not acknowledged: it comes again after the next reconnection. Until then it counts
	 * against Receive Maximum.
	 */
	LEAVE_UNACKNOWLEDGED,

	/**
	 * Not acknowledged, and the connection is closed and made again, so that the message
	 * comes again at once.
	 */
	RECONNECT

}
