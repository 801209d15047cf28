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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.internal.concurrent.SerialExecutor;
import io.mqttworks.client.internal.session.SessionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens and tells the application's listeners, in order and off the event
 * loop. Any thread.
 */
final class Events implements SessionListener {

	private static final Logger logger = LoggerFactory.getLogger("io.mqttworks.client.MqttClient");

	private final List<ConnectionListener> connectionListeners;

	private final List<ErrorListener> errorListeners;

	private final SerialExecutor executor;

	private final LogLimit dropLines = new LogLimit();

	private final LogLimit unmatchedLines = new LogLimit();

	private final LogLimit refusedLines = new LogLimit();

	Events(MqttClientOptions options, Executor executor) {
		this.connectionListeners = options.connectionListeners();
		this.errorListeners = options.errorListeners();
		this.executor = new SerialExecutor(executor);
	}

	void connected(ConnectionListener.Connected event) {
		logger.info("Connected to {} as '{}', MQTT {}, {}", event.result().server(), event.result().clientId(),
				event.result().version(), event.result().sessionPresent() ? "session resumed" : "new session");
		tell(this.connectionListeners, (listener) -> listener.onConnected(event));
	}

	void disconnected(ConnectionListener.Disconnected event) {
		if (event.source() == ConnectionListener.Source.USER) {
			logger.info("Disconnected from {}", event.server());
		}
		else {
			logger.warn("Connection lost: {}; {}", message(event.cause()), next(event.nextAttemptIn()));
		}
		tell(this.connectionListeners, (listener) -> listener.onDisconnected(event));
	}

	void connectFailed(ConnectionListener.ConnectFailed event) {
		logger.warn("Attempt {} to connect failed: {}; {}", event.attempt(), message(event.cause()),
				next(event.nextAttemptIn()));
		logger.debug("Why the attempt failed", event.cause());
		tell(this.connectionListeners, (listener) -> listener.onConnectFailed(event));
	}

	private static String others(long count) {
		return (count > 0) ? " (and " + count + " others since the last such line)" : "";
	}

	private static String message(@Nullable Throwable cause) {
		return (cause != null) ? String.valueOf(cause.getMessage()) : "no reason given";
	}

	private static String next(@Nullable Duration delay) {
		return (delay != null) ? "next attempt in " + delay.toMillis() + " ms" : "no further attempt";
	}

	@Override
	public void messageDropped(MqttMessage message, MqttException cause) {
		long others = this.dropLines.count();
		if (others >= 0) {
			logger.warn("A message was dropped{}: {}", others(others), cause.getMessage());
		}
		tell(this.errorListeners, (listener) -> listener.onMessageDropped(message, cause));
	}

	@Override
	public void storeFailed(MqttException cause) {
		logger.error(cause.getMessage(), cause);
		tell(this.errorListeners, (listener) -> listener.onStoreFailed(cause));
	}

	@Override
	public void messageUnmatched(MqttMessage message) {
		long others = this.unmatchedLines.count();
		if (others >= 0) {
			logger.warn("No handler for {}{}; {}", message, others(others),
					(message.qos().value() > 0) ? "it is acknowledged without being handled" : "it is dropped");
		}
		tell(this.errorListeners, (listener) -> listener.onMessageUnmatched(message));
	}

	@Override
	public void subscriptionRefused(String topicFilter, ReasonCode reasonCode) {
		long others = this.refusedLines.count();
		if (others >= 0) {
			logger.error("The subscription to '{}' was refused{}: {}; it is asked for again after a pause and with each"
					+ " new connection", topicFilter, others(others), reasonCode);
		}
		tell(this.errorListeners, (listener) -> listener.onSubscriptionRefused(topicFilter, reasonCode));
	}

	@Override
	public void subscriptionChanged(Consumer<SubscriptionStatus> listener, SubscriptionStatus status) {
		this.executor.execute(() -> listener.accept(status));
	}

	void handlerFailed(String handler, MqttMessage message, Throwable cause) {
		logger.error("The handler of {} failed on {}", handler, message, cause);
		tell(this.errorListeners, (listener) -> listener.onHandlerFailed(message, cause));
	}

	private <L> void tell(List<L> listeners, Consumer<L> event) {
		for (L listener : listeners) {
			this.executor.execute(() -> event.accept(listener));
		}
	}

}
