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

package io.mqttworks.client;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A client of an MQTT server. All methods can be called from any thread, handlers and
 * listeners included.
 * <p>
 * Methods that return a future never block and always complete it, at the latest when the
 * client is closed. Futures complete on the event loop: stages that block belong on an
 * executor ({@code thenApplyAsync}). Failures are {@link MqttException}s.
 * <p>
 * The client speaks MQTT 5 or 3.1.1. What only MQTT 5 has fails on a 3.1.1 connection
 * with an exception that names it, unless its documentation says that it is ignored.
 */
public interface MqttClient extends AutoCloseable {

	/**
	 * Starts to build a client.
	 * @param servers the addresses, as {@link ServerAddress} describes them; at least one
	 * @return a builder
	 * @throws IllegalArgumentException if an address is not valid
	 */
	static MqttClientBuilder builder(String... servers) {
		return new MqttClientBuilder().servers(servers);
	}

	/**
	 * Connects: tries each server once. When it fails, the client is idle again; when it
	 * succeeds, the client connects again after every loss, as {@link ReconnectPolicy}
	 * says. A client that is connected already answers at once.
	 * @return completes with what the server said, or fails with
	 * {@link MqttConnectException}
	 */
	CompletableFuture<ConnectResult> connect();

	/**
	 * Connects and waits.
	 * @param timeout how long to wait
	 * @return what the server said
	 * @throws MqttConnectException if no connection was made in time; the attempt is
	 * ended
	 */
	ConnectResult connect(Duration timeout);

	/**
	 * Connects in the background and keeps trying until it is connected, as
	 * {@link ReconnectPolicy} says. Listeners and {@link #state()} tell how it goes. Does
	 * nothing on a client that is started already.
	 */
	void start();

	/**
	 * Makes a new connection at once, for instance with renewed certificates or tokens:
	 * sends DISCONNECT on the one there is, drops an attempt or a delay that is under
	 * way, and tries each server once, the last good one first. The session goes on, and
	 * the will is not published. When it fails, {@link ReconnectPolicy} says what comes
	 * next, as after a lost connection. A client that was not connected connects.
	 * @return completes with what the server said, or fails with
	 * {@link MqttConnectException}
	 */
	CompletableFuture<ConnectResult> reconnect();

	/**
	 * Sends DISCONNECT and does not connect again until it is told to. Messages that wait
	 * stay in the queue. The server keeps the session of a client that was given an
	 * identifier.
	 * @return completes when the connection is closed
	 */
	default CompletableFuture<Void> disconnect() {
		return disconnect(DisconnectOptions.DEFAULT);
	}

	/**
	 * Sends DISCONNECT and does not connect again until it is told to, as
	 * {@link #disconnect()}.
	 * @param options what to say to the server
	 * @return completes when the connection is closed
	 * @throws IllegalArgumentException if a session is to be kept that was to end with
	 * its connection
	 */
	CompletableFuture<Void> disconnect(DisconnectOptions options);

	/**
	 * Publishes a message. Without a connection it waits in the queue. A message too
	 * large for the server, or with a QoS it does not do, is refused. One for which the
	 * server ends the connection again and again is set aside: its future fails with a
	 * {@link MqttPublishException} that says so.
	 * @param message the message
	 * @return completes when the server acknowledged it, for QoS 0 when it was written.
	 * Cancelling it withdraws the message if it is not on the wire yet
	 * @throws IllegalArgumentException if a topic name is not valid, or a text has a
	 * character for which servers may end the connection
	 */
	CompletableFuture<PublishResult> publish(MqttMessage message);

	/**
	 * Publishes a message.
	 * @param topic the topic name; no wildcards
	 * @param payload the payload; not copied
	 * @param qos the quality of service
	 * @return as {@link #publish(MqttMessage)}
	 */
	default CompletableFuture<PublishResult> publish(String topic, byte[] payload, Qos qos) {
		return publish(MqttMessage.of(topic, payload, qos));
	}

	/**
	 * Publishes a message.
	 * @param topic the topic name; no wildcards
	 * @param payload the payload, sent as UTF-8
	 * @param qos the quality of service
	 * @return as {@link #publish(MqttMessage)}
	 */
	default CompletableFuture<PublishResult> publish(String topic, String payload, Qos qos) {
		return publish(MqttMessage.of(topic, payload, qos));
	}

	/**
	 * Registers a handler and subscribes. The handler is in place when the method
	 * returns, so that it can be called before {@link #connect()} and misses nothing of a
	 * stored session. Without a connection the SUBSCRIBE waits for one. After a
	 * reconnection the subscription is renewed if the server has lost the session. A
	 * filter can have several handlers: each takes all of its messages.
	 * @param request the filters, how to deliver, and the handler
	 * @return the registration: tells what the server said, and takes the handler away
	 * @throws IllegalArgumentException if a filter has a handler already, and was
	 * subscribed with other options than QoS and Retain Handling
	 */
	HandlerRegistration subscribe(SubscribeRequest request);

	/**
	 * Registers a handler for filters and subscribes.
	 * @param subscriptions the filters and how to deliver; at least one
	 * @param handler takes the messages
	 * @return as {@link #subscribe(SubscribeRequest)}
	 */
	default HandlerRegistration subscribe(List<Subscription> subscriptions, Handler handler) {
		return subscribe(SubscribeRequest.builder(subscriptions, handler).build());
	}

	/**
	 * Registers a handler for filters and subscribes.
	 * @param subscriptions the filters and how to deliver; at least one
	 * @param handler takes the messages
	 * @return as {@link #subscribe(SubscribeRequest)}
	 */
	default HandlerRegistration subscribe(List<Subscription> subscriptions, MessageHandler handler) {
		return subscribe(subscriptions, (Handler) handler);
	}

	/**
	 * Registers a handler for one filter and subscribes.
	 * @param topicFilter the filter
	 * @param qos the highest quality of service
	 * @param handler takes the messages
	 * @return as {@link #subscribe(SubscribeRequest)}
	 */
	default HandlerRegistration subscribe(String topicFilter, Qos qos, Handler handler) {
		return subscribe(List.of(Subscription.of(topicFilter, qos)), handler);
	}

	/**
	 * Registers a handler for one filter and subscribes.
	 * @param topicFilter the filter
	 * @param qos the highest quality of service
	 * @param handler takes the messages
	 * @return as {@link #subscribe(SubscribeRequest)}
	 */
	default HandlerRegistration subscribe(String topicFilter, Qos qos, MessageHandler handler) {
		return subscribe(topicFilter, qos, (Handler) handler);
	}

	/**
	 * Unsubscribes: takes all handlers of the filters away. They keep taking messages
	 * until the server has answered.
	 * @param topicFilters the filters, as they were subscribed; at least one
	 * @return completes when the server answered; fails with
	 * {@link MqttSubscribeException} if it refused. Without a connection it completes at
	 * once, and the UNSUBSCRIBE is sent with the next one if the server still has the
	 * session
	 */
	default CompletableFuture<SubscribeResult> unsubscribe(Collection<String> topicFilters) {
		return unsubscribe(UnsubscribeRequest.builder(List.copyOf(topicFilters)).build());
	}

	/**
	 * Unsubscribes, as {@link #unsubscribe(Collection)}.
	 * @param request the filters, and what to say to the server with them
	 * @return as {@link #unsubscribe(Collection)}
	 */
	CompletableFuture<SubscribeResult> unsubscribe(UnsubscribeRequest request);

	/**
	 * Unsubscribes.
	 * @param topicFilters the filters, as they were subscribed
	 * @return as {@link #unsubscribe(Collection)}
	 */
	default CompletableFuture<SubscribeResult> unsubscribe(String... topicFilters) {
		return unsubscribe(List.of(topicFilters));
	}

	/**
	 * Sends a request and waits for the reply (MQTT 5 section 4.10). The client
	 * subscribes to a topic of its own, sets Response Topic and Correlation Data, and
	 * finds the reply by them; any number of requests can be under way. MQTT 5 only.
	 * @param request the message; without response topic and correlation data
	 * @param timeout how long to wait for the reply
	 * @return completes with the reply; fails with a {@link MqttException} that wraps
	 * {@link java.util.concurrent.TimeoutException} if there is none in time
	 */
	CompletableFuture<MqttMessage> request(MqttMessage request, Duration timeout);

	/**
	 * Starts another authentication exchange on the connection (MQTT 5 section 4.12.1).
	 * @return completes when the server accepted it
	 */
	CompletableFuture<Void> reauthenticate();

	/**
	 * Returns the state.
	 * @return the state
	 */
	ConnectionState state();

	/**
	 * Returns whether the client is connected.
	 * @return {@code true} while the state is {@link ConnectionState#CONNECTED}
	 */
	default boolean isConnected() {
		return state() == ConnectionState.CONNECTED;
	}

	/**
	 * Returns what the server said when it accepted the connection.
	 * @return the result, or {@code null} while there is no connection
	 */
	@Nullable ConnectResult connectResult();

	/**
	 * Returns why the last attempt failed or the last connection broke.
	 * @return the failure, or {@code null} if there was none since the last connection
	 * was made
	 */
	@Nullable Throwable lastFailure();

	/**
	 * Returns the conflict with another client that uses the same client identifier.
	 * @return what is known; {@code null} if there is no conflict, or a connection has
	 * lasted long enough since
	 * @see MqttClientBuilder#clientIdConflict
	 */
	default @Nullable ClientIdConflict clientIdConflict() {
		return null;
	}

	/**
	 * Returns how many messages the server has not yet acknowledged (QoS 0: that are not
	 * yet written), those that wait included.
	 * @return the number
	 */
	int pendingPublishes();

	/**
	 * Returns whether there are messages the server has not yet acknowledged.
	 * @return {@code true} if {@link #pendingPublishes()} is more than 0
	 */
	default boolean isQueued() {
		return pendingPublishes() > 0;
	}

	/**
	 * Returns what the client has done and what it holds.
	 * @return a snapshot
	 */
	ClientStatistics statistics();

	/**
	 * Returns what the client was built with.
	 * @return the options
	 */
	MqttClientOptions options();

	/**
	 * Closes the client for good, from any state. Takes no new messages and starts no
	 * handler any more; waits for handlers that run and messages that are on their way,
	 * at most {@linkplain MqttClientBuilder#closeTimeout the close time-out}; sends
	 * DISCONNECT. Futures still open then fail with {@link MqttClosedException}. A
	 * handler that calls this is not waited for, nor one that waits for the end of the
	 * virtual machine ({@link System#exit}). Called on the event loop it does not wait.
	 */
	@Override
	void close();

}
