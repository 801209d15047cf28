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
 * Who acknowledges a message.
 */
public enum AckMode {

	/**
	 * The container: after the method returned, or after the future it returned
	 * completed.
	 */
	AUTO,

	/**
	 * The method, through an {@link io.mqttworks.client.Acknowledgment} argument.
	 * Acknowledgements leave in the order of receipt: one that is missing holds up those
	 * behind it, of all subscriptions of the connection.
	 */
	MANUAL

}
