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

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import org.jspecify.annotations.Nullable;

/**
 * What a message passes on its way to a listener: first the filter, then the decorators,
 * then the check whether it has been handled before. Counts what does not reach the
 * listener.
 */
class ListenerChain {

	/** Weak, because connections can come and go. */
	private final Map<MqttClient, SkippedMessages> skipped = Collections.synchronizedMap(new WeakHashMap<>());

	private @Nullable MqttMessageFilter filter;

	private List<MqttListenerDecorator> decorators = List.of();

	private @Nullable MqttIdempotencyStore idempotencyStore;

	void filter(@Nullable MqttMessageFilter filter) {
		this.filter = filter;
	}

	void decorators(List<MqttListenerDecorator> decorators) {
		this.decorators = List.copyOf(decorators);
	}

	synchronized void idempotencyStore(@Nullable MqttIdempotencyStore idempotencyStore) {
		this.idempotencyStore = idempotencyStore;
	}

	SkippedMessages skipped(MqttClient client) {
		return this.skipped.computeIfAbsent(client, (key) -> new SkippedMessages());
	}

	/**
	 * Returns the listener of an endpoint with all that stands in front of it.
	 */
	MqttMessageListener listener(MqttListenerEndpoint endpoint, MqttListenerDecorator.Target target) {
		SkippedMessages skipped = skipped(target.client());
		MqttMessageListener listener = endpoint.listener();
		if (endpoint.idempotencyKey() != null) {
			listener = new IdempotentListener(endpoint.getId(), endpoint.idempotencyKey(), idempotencyStore(), listener,
					skipped.duplicates);
		}
		for (int i = this.decorators.size() - 1; i >= 0; i--) {
			listener = this.decorators.get(i).decorate(target, listener);
		}
		MqttMessageFilter filter = (endpoint.filter() != null) ? endpoint.filter() : this.filter;
		return (filter != null) ? new FilteringListener(endpoint.getId(), filter, listener, skipped.filtered)
				: listener;
	}

	private synchronized MqttIdempotencyStore idempotencyStore() {
		if (this.idempotencyStore == null) {
			this.idempotencyStore = new InMemoryIdempotencyStore();
		}
		return this.idempotencyStore;
	}

}
