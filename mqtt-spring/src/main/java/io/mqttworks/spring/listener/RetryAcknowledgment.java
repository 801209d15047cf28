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

/**
 * When a message that is tried again is acknowledged. Acknowledgements leave in the order
 * of receipt [MQTT-4.6.0], and the server sends only so many messages without one
 * (Receive Maximum): a message that waits for its next attempt holds up all others of the
 * connection once these are used up.
 */
public enum RetryAcknowledgment {

	/**
	 * After the last attempt. Nothing is lost when the process ends, and a handler that
	 * fails slows down the others of the connection.
	 */
	AFTER,

	/**
	 * When it fails for the first time; it is tried again from memory. Other handlers go
	 * on at their pace, and the message is lost when the process ends before the last
	 * attempt. Not with {@link AckMode#MANUAL}.
	 */
	BEFORE

}
