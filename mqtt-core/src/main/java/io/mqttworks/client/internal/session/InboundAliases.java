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

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Topic aliases of what is received on one connection (MQTT 5 section 3.3.2.3.4).
 */
public final class InboundAliases {

	private static final @Nullable Topic[] NONE = {};

	private final int maximum;

	/** Made with the first alias: many servers never use one. */
	private @Nullable Topic[] topics = NONE;

	public InboundAliases(int maximum) {
		this.maximum = maximum;
	}

	/**
	 * Notes what an alias stands for.
	 * @param alias the alias
	 * @param topic the topic
	 * @throws MqttProtocolException if the alias is larger than this client allowed
	 */
	public void put(int alias, Topic topic) {
		check(alias);
		if (this.topics.length == 0) {
			this.topics = new @Nullable Topic[this.maximum];
		}
		this.topics[alias - 1] = topic;
	}

	/**
	 * Returns what an alias stands for.
	 * @param alias the alias
	 * @return the topic
	 * @throws MqttProtocolException if the server never said, or the alias is larger than
	 * this client allowed
	 */
	public Topic get(int alias) {
		check(alias);
		Topic topic = (this.topics.length > 0) ? this.topics[alias - 1] : null;
		if (topic == null) {
			throw new MqttProtocolException(
					"The server sent a PUBLISH with topic alias " + alias
							+ " and no topic before it said what the alias stands for",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		return topic;
	}

	private void check(int alias) {
		if (alias > this.maximum) {
			throw new MqttProtocolException("The server sent a PUBLISH with topic alias " + alias
					+ ", this client allows at most " + this.maximum, ReasonCode.TOPIC_ALIAS_INVALID, null);
		}
	}

}
