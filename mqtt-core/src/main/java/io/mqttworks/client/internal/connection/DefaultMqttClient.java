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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.*;
import org.jspecify.annotations.Nullable;

public final class DefaultMqttClient implements MqttClient {

	private final MqttClientOptions options;

	public DefaultMqttClient(MqttClientOptions options) {
		this.options = options;
	}

	public CompletableFuture<ConnectResult> connect() {
		throw new UnsupportedOperationException();
	}

	public ConnectResult connect(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public void start() {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Void> disconnect() {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<SubscribeResult> subscribe(List<Subscription> subscriptions, MessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<SubscribeResult> unsubscribe(Collection<String> topicFilters) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Void> reauthenticate() {
		throw new UnsupportedOperationException();
	}

	public ConnectionState state() {
		throw new UnsupportedOperationException();
	}

	public @Nullable ConnectResult connection() {
		throw new UnsupportedOperationException();
	}

	public @Nullable Throwable lastFailure() {
		throw new UnsupportedOperationException();
	}

	public int pendingPublishes() {
		throw new UnsupportedOperationException();
	}

	public ClientStatistics statistics() {
		throw new UnsupportedOperationException();
	}

	public MqttClientOptions options() {
		return this.options;
	}

	public void close() {
	}

}
