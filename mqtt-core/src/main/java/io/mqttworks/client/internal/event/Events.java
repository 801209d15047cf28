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

package io.mqttworks.client.internal.event;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.ErrorListener.EventsLost;
import io.mqttworks.client.ErrorListener.HandlerFailed;
import io.mqttworks.client.ErrorListener.InboundDropped;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.ErrorListener.MessageUnmatched;
import io.mqttworks.client.ErrorListener.StoreDamaged;
import io.mqttworks.client.ErrorListener.StoreFailed;
import io.mqttworks.client.ErrorListener.SubscriptionRefused;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.session.SessionListener;
import org.slf4j.Logger;

/**
 * Logs what happens and tells the application's listeners, in order and off the event
 * loop. Any thread.
 */
public final class Events implements SessionListener {

	private static final Logger logger = Loggers.get("io.mqttworks.client.MqttClient");

	private final List<ConnectionListener> connectionListeners;

	private final List<ErrorListener> errorListeners;

	/** The event loop, for threads of the application that listeners must not run on. */
	private final Executor loop;

	private final EventQueue queue;

	private final String client;

	private final OutageLines outageLines;

	private final ConflictLines conflictLines;

	private final FailureLines failureLines;

	private final LogLimit dropLines = new LogLimit();

	private final LogLimit unmatchedLines = new LogLimit();

	private final LogLimit inboundDropLines = new LogLimit();

	private final LogLimit overdueLines = new LogLimit();

	private final LogLimit refusedLines = new LogLimit();

	/** Received messages that were dropped and are not told yet. */
	private long inboundDrops;

	private long inboundDropBytes;

	private boolean inboundDropsWait;

	/**
	 * Creates what tells the listeners.
	 * @param options names the listeners
	 * @param executor where they run
	 * @param fallback where they run while the executor takes no tasks
	 * @param loop the event loop
	 */
	public Events(MqttClientOptions options, Executor executor, Executor fallback, Executor loop) {
		this.connectionListeners = options.connectionListeners();
		this.errorListeners = options.errorListeners();
		this.loop = loop;
		this.client = options.name();
		this.outageLines = new OutageLines(logger, this.client, System::nanoTime);
		this.conflictLines = new ConflictLines(logger, this.client, System::nanoTime);
		this.failureLines = new FailureLines(logger, this.client, System::nanoTime);
		this.queue = new EventQueue(this.client, executor, fallback, this::eventsLost, System::nanoTime);
	}

	public void connected(ConnectionListener.Connected event) {
		this.outageLines.connected(event);
		tellConnection((listener) -> listener.onConnected(event));
	}

	public void disconnected(ConnectionListener.Disconnected event) {
		this.outageLines.disconnected(event);
		tellConnection((listener) -> listener.onDisconnected(event));
	}

	public void connectFailed(ConnectionListener.ConnectFailed event) {
		this.outageLines.connectFailed(event);
		tellConnection((listener) -> listener.onConnectFailed(event));
	}

	/**
	 * Another client has this client's identifier.
	 * @param event what is known
	 */
	public void clientIdConflict(ClientIdConflict event) {
		this.conflictLines.conflict(event);
		tellConnection((listener) -> listener.onClientIdConflict(event));
	}

	static String others(long count) {
		return (count > 0) ? " (and " + count + " others since the last such line)" : "";
	}

	@Override
	public void messageDropped(MqttMessage message, MqttException cause) {
		tellDropped(message, cause, Runnable::run);
	}

	/**
	 * A message was refused to a thread of the application, on which no listener must
	 * run.
	 * @param message the message
	 * @param cause why
	 */
	public void messageRefused(MqttMessage message, MqttException cause) {
		tellDropped(message, cause, this.loop);
	}

	private void tellDropped(MqttMessage message, MqttException cause, Executor caller) {
		long others = this.dropLines.count();
		if (others >= 0) {
			logger.warn("[{}] A message was dropped{}: {}", this.client, others(others), cause.getMessage());
		}
		if (!this.errorListeners.isEmpty()) {
			MessageDropped event = MessageDropped.of(message, cause);
			this.queue.addFrequent(() -> tellErrors((listener) -> listener.onMessageDropped(event)), bytes(message),
					caller);
		}
	}

	@Override
	public void storeFailed(MqttException cause) {
		logger.error("[{}] {}", this.client, cause.getMessage(), cause);
		StoreFailed event = StoreFailed.of(cause);
		this.queue.addRare(() -> tellErrors((listener) -> listener.onStoreFailed(event)));
	}

	@Override
	public void storeDamaged(MqttException cause) {
		logger.error("[{}] {}", this.client, cause.getMessage());
		StoreDamaged event = StoreDamaged.of(cause);
		this.queue.addRare(() -> tellErrors((listener) -> listener.onStoreDamaged(event)));
	}

	@Override
	public void messageUnmatched(MqttMessage message) {
		long others = this.unmatchedLines.count();
		if (others >= 0) {
			logger.warn("[{}] No handler for {}{}; {}", this.client, message, others(others),
					(message.qos().value() > 0)
							? "it is acknowledged without being handled, so that it does not hold up others"
							: "it is dropped, as QoS 0 allows");
		}
		if (!this.errorListeners.isEmpty()) {
			MessageUnmatched event = MessageUnmatched.of(message);
			this.queue.addFrequent(() -> tellErrors((listener) -> listener.onMessageUnmatched(event)), bytes(message),
					Runnable::run);
		}
	}

	@Override
	public void subscriptionRefused(String topicFilter, ReasonCode reasonCode) {
		long others = this.refusedLines.count();
		if (others >= 0) {
			logger.error("[{}] The subscription to '{}' was refused{}: {}; it is asked for again after a pause and with"
					+ " each new connection", this.client, topicFilter, others(others), reasonCode);
		}
		SubscriptionRefused event = SubscriptionRefused.of(topicFilter, reasonCode);
		this.queue.addRare(() -> tellErrors((listener) -> listener.onSubscriptionRefused(event)));
	}

	/**
	 * A handler failed.
	 * @param handler its name
	 * @param message the message
	 * @param cause what it threw
	 */
	public void handlerFailed(String handler, MqttMessage message, Throwable cause) {
		this.failureLines.failed(handler, message, cause);
		if (!this.errorListeners.isEmpty()) {
			HandlerFailed event = HandlerFailed.of(handler, message, cause);
			this.queue.addFrequent(() -> tellErrors((listener) -> listener.onHandlerFailed(event)), bytes(message),
					Runnable::run);
		}
	}

	/**
	 * The executor of handlers takes no tasks. Told once until it takes one again.
	 * @param handler what log lines call the handler that should run
	 * @param cause why it did not take it
	 */
	public void handlerRefused(String handler, Throwable cause) {
		logger.error("[{}] The handler executor refused to run the handler of {}; its messages wait,"
				+ " unacknowledged, until it takes tasks again", this.client, handler, cause);
	}

	@Override
	public void subscriptionChanged(Consumer<SubscriptionStatus> listener, SubscriptionStatus status) {
		this.queue.addRare(() -> tell(List.of(listener), (one) -> one.accept(status)));
	}

	@Override
	public void deliveryOverdue(DeliveryOverdue event) {
		long others = this.overdueLines.count();
		if (others >= 0) {
			logger.warn(
					"[{}] The handler of {} has not settled a message of '{}' (topic filter {}) for {} ms{};"
							+ " acknowledgements behind it wait",
					this.client, event.handlerName(), event.topic(), String.join(", ", event.topicFilters()),
					event.since().toMillis(), others(others));
		}
		this.queue.addFrequent(() -> tellErrors((listener) -> listener.onDeliveryOverdue(event)), 0, Runnable::run);
	}

	// Told as one event with others that were dropped since the last such event.
	@Override
	public void inboundDropped(MqttMessage message) {
		long bytes = bytes(message);
		long others = this.inboundDropLines.count();
		if (others >= 0) {
			logger.warn(
					"[{}] {} was dropped{}: more bytes wait for handlers than maxUnhandledBytes allows, and the client must"
							+ " read on because it waits for an answer of the server or other handlers wait for messages",
					this.client, message, others(others));
		}
		boolean tell;
		synchronized (this) {
			this.inboundDrops++;
			this.inboundDropBytes += bytes;
			tell = !this.inboundDropsWait;
			this.inboundDropsWait = true;
		}
		if (tell && !this.queue.addRare(this::tellInboundDrops)) {
			synchronized (this) {
				// Told with the next one for which there is room.
				this.inboundDropsWait = false;
			}
		}
	}

	private void tellInboundDrops() {
		InboundDropped event;
		synchronized (this) {
			event = InboundDropped.of(this.inboundDrops, this.inboundDropBytes);
			this.inboundDrops = 0;
			this.inboundDropBytes = 0;
			this.inboundDropsWait = false;
		}
		tellErrors((listener) -> listener.onInboundDropped(event));
	}

	private void eventsLost(long count) {
		logger.warn("[{}] {} events were not told to listeners, because one of them is too slow", this.client, count);
		EventsLost event = EventsLost.of(count);
		tellErrors((listener) -> listener.onEventsLost(event));
	}

	private static long bytes(MqttMessage message) {
		return Math.max(1, message.payload().length);
	}

	private void tellConnection(Consumer<ConnectionListener> event) {
		if (!this.connectionListeners.isEmpty()) {
			this.queue.addRare(() -> tell(this.connectionListeners, event));
		}
	}

	private void tellErrors(Consumer<ErrorListener> event) {
		tell(this.errorListeners, event);
	}

	private <L> void tell(List<L> listeners, Consumer<L> event) {
		for (L listener : listeners) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				logger.error("[{}] A listener failed", this.client, ex);
			}
		}
	}

}
