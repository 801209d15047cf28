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

import java.util.stream.Collectors;

import io.mqttworks.client.Subscription;
import io.mqttworks.spring.support.MqttMdcKeys;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What log lines on this thread know of a message; ends with what they knew before.
 */
final class MdcScope implements AutoCloseable {

	private final @Nullable String connection;

	private final @Nullable String handler;

	private final @Nullable String topicFilter;

	private MdcScope() {
		this.connection = MDC.get(MqttMdcKeys.CONNECTION);
		this.handler = MDC.get(MqttMdcKeys.HANDLER);
		this.topicFilter = MDC.get(MqttMdcKeys.TOPIC_FILTER);
	}

	/**
	 * Begins the scope of a message.
	 */
	static MdcScope open(ListenerSettings settings, String topicFilter) {
		MdcScope scope = new MdcScope();
		MDC.put(MqttMdcKeys.CONNECTION, settings.connection());
		MDC.put(MqttMdcKeys.HANDLER, settings.id());
		MDC.put(MqttMdcKeys.TOPIC_FILTER, topicFilter);
		return scope;
	}

	/**
	 * Begins the scope of messages that can have come for any filter of the container.
	 */
	static MdcScope open(ListenerSettings settings) {
		return open(settings,
				settings.subscriptions().stream().map(Subscription::topicFilter).collect(Collectors.joining(",")));
	}

	@Override
	public void close() {
		restore(MqttMdcKeys.CONNECTION, this.connection);
		restore(MqttMdcKeys.HANDLER, this.handler);
		restore(MqttMdcKeys.TOPIC_FILTER, this.topicFilter);
	}

	private static void restore(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

}
