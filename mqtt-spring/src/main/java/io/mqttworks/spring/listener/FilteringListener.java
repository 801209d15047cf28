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

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;

/**
 * Hands on what a filter accepts, and acknowledges the rest.
 */
class FilteringListener implements MqttMessageListener {

	private static final LogAccessor logger = new LogAccessor(FilteringListener.class);

	private final String handler;

	private final MqttMessageFilter filter;

	private final MqttMessageListener listener;

	private final LongAdder filtered;

	FilteringListener(String handler, MqttMessageFilter filter, MqttMessageListener listener, LongAdder filtered) {
		this.handler = handler;
		this.filter = filter;
		this.listener = listener;
		this.filtered = filtered;
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		if (this.filter.accept(message)) {
			return this.listener.onMessage(message, context);
		}
		this.filtered.increment();
		logger.debug(() -> "The filter of handler '" + this.handler + "' left out " + message);
		Acknowledgment byHand = context.acknowledgment();
		if (byHand != null) {
			byHand.acknowledge();
		}
		return null;
	}

	@Override
	public boolean completesLater() {
		return this.listener.completesLater();
	}

}
