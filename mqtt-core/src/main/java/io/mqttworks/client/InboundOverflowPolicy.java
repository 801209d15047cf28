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
 * What happens when handlers are so slow that more bytes wait for them than
 * {@link MqttClientBuilder#maxUnhandledBytes(long)} allows, and the client must go on
 * reading because it waits for an answer of the server. Messages of QoS 1 and 2 are never
 * dropped.
 */
public enum InboundOverflowPolicy {

	/**
	 * Received messages of QoS 0 are dropped until there is room again: counted, told to
	 * {@link ErrorListener#onInboundDropped}, and logged once a second.
	 */
	DROP_NEWEST,

	/**
	 * The connection is ended, and made again as {@link ReconnectPolicy} says, so that
	 * the server knows that this client does not keep up.
	 */
	DISCONNECT

}
