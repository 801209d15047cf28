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

import io.mqttworks.client.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Where messages to publish are kept while they are pending. Whoever has something kept
 * says what follows when that is durable, and need not know where it is kept, or whether
 * it is. Steps run in the order of the calls. Event loop only.
 */
interface OutboundStore {

	/**
	 * Returns whether a message is kept.
	 * @param publish the message
	 * @return false if it is in memory only
	 */
	boolean keeps(PendingPublish publish);

	/**
	 * Returns why nothing can be kept any more.
	 * @return the failure, or {@code null}
	 */
	@Nullable MqttException failure();

	/**
	 * Keeps a message.
	 * @param publish a message that is kept; its sequence is set, its packet identifier
	 * may be
	 * @param next what follows
	 */
	void save(PendingPublish publish, Next next);

	/**
	 * Notes which packet identifier a message has now.
	 * @param publish a message that was saved without one
	 * @param next what follows
	 */
	void bind(PendingPublish publish, Next next);

	/**
	 * Notes that the server has received a QoS 2 message.
	 * @param publish the message
	 * @param next what follows
	 */
	void received(PendingPublish publish, Next next);

	/**
	 * Removes a message that is done with.
	 * @param publish the message, kept or not
	 */
	void remove(PendingPublish publish);

	/**
	 * Removes a message soon, though nothing follows from it.
	 * @param publish the message, kept or not
	 */
	void removeNow(PendingPublish publish);

	/**
	 * What follows when something is durable.
	 */
	interface Next {

		/**
		 * Goes on.
		 * @param publish the message
		 * @param failure why it may not be durable, or {@code null}
		 */
		void done(PendingPublish publish, @Nullable MqttException failure);

	}

}
