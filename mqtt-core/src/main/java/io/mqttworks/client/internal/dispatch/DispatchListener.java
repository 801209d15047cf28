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

package io.mqttworks.client.internal.dispatch;

import io.mqttworks.client.MqttMessage;

/**
 * Told what becomes of dispatched messages. Called on the threads that run handlers,
 * unless said otherwise.
 */
public interface DispatchListener {

	/**
	 * A message that the server waits for is settled by all its handlers.
	 * @param delivery the message
	 */
	void settled(InboundMessage delivery);

	/**
	 * Enough bytes were handled to read on from the network.
	 */
	void drained();

	/**
	 * A handler failed.
	 * @param handler what the handler is subscribed to
	 * @param message the message
	 * @param cause what the handler threw
	 */
	void failed(String handler, MqttMessage message, Throwable cause);

	/**
	 * The executor refused to run a handler, whose messages wait until it takes tasks
	 * again. Called once until it does, on the event loop.
	 * @param handler what the handler is subscribed to
	 * @param cause what the executor threw
	 */
	void refused(String handler, Throwable cause);

	/**
	 * A handler failed and the policy wants the connection to be made anew.
	 * @param delivery what failed; the connection it came on may be over already
	 */
	void reconnect(InboundMessage delivery);

	/**
	 * The dispatcher was stopped and the last handler at work has finished.
	 */
	void idle();

}
