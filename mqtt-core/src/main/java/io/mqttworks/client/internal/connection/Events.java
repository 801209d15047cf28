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
import io.mqttworks.client.ErrorListener.HandlerFailed;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.ErrorListener.MessageUnmatched;
import io.mqttworks.client.ErrorListener.StoreFailed;
import io.mqttworks.client.ErrorListener.SubscriptionRefused;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;
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
		MessageDropped event = MessageDropped.of(message, cause);
		tell(this.errorListeners, (listener) -> listener.onMessageDropped(event));
	}

	@Override
	public void storeFailed(MqttException cause) {
		logger.error(cause.getMessage(), cause);
		StoreFailed event = StoreFailed.of(cause);
		tell(this.errorListeners, (listener) -> listener.onStoreFailed(event));
	}

	@Override
	public void messageUnmatched(MqttMessage message) {
		long others = this.unmatchedLines.count();
		if (others >= 0) {
			logger.warn("No handler for {}{}; {}", message, others(others), (message.qos().value() > 0)
					? "it stays unacknowledged until a handler comes" : "it is dropped, as QoS 0 allows");
		}
		MessageUnmatched event = MessageUnmatched.of(message);
		tell(this.errorListeners, (listener) -> listener.onMessageUnmatched(event));
	}

	@Override
	public void subscriptionRefused(String topicFilter, ReasonCode reasonCode) {
		logger.error("The server refused to renew the subscription to '{}': {}", topicFilter, reasonCode);
		SubscriptionRefused event = SubscriptionRefused.of(topicFilter, reasonCode);
		tell(this.errorListeners, (listener) -> listener.onSubscriptionRefused(event));
	}

	void handlerFailed(String handler, MqttMessage message, Throwable cause) {
		logger.error("The handler of {} failed on {}", handler, message, cause);
		HandlerFailed event = HandlerFailed.of(handler, message, cause);
		tell(this.errorListeners, (listener) -> listener.onHandlerFailed(event));
	}

	private <L> void tell(List<L> listeners, Consumer<L> event) {
		for (L listener : listeners) {
			this.executor.execute(() -> event.accept(listener));
		}
	}

}
