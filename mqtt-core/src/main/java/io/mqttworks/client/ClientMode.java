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
 * What a client may do on the network.
 */
public enum ClientMode {

	/** It publishes and subscribes. */
	PUBLISHER,

	/**
	 * It only listens: it subscribes and receives, and never publishes. A message or a
	 * request is refused with {@link MqttPublishException} before anything is sent, and
	 * there is no will. A session store that holds messages to publish is refused when
	 * the client is built.
	 */
	LISTENER,

	/**
	 * It makes no connection. {@link MqttClient#connect()} and
	 * {@link MqttClient#reconnect()} fail, {@link MqttClient#start()} does nothing,
	 * messages and requests are refused, subscriptions wait, and the session store is not
	 * opened.
	 */
	OFF

}
