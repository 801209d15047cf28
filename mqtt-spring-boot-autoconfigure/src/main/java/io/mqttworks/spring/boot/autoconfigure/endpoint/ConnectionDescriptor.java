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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.mqttworks.client.ClientStatistics;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.Text;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the endpoint shows it.
 *
 * @param mode what it may do
 * @param state the state
 * @param servers the servers the client knows
 * @param server the server it is connected to, or {@code null}
 * @param protocolVersion the version spoken, or to be offered
 * @param clientId the client identifier
 * @param sessionPresent whether the server had the session, or {@code null} without a
 * connection
 * @param lastFailure why there is no connection, or {@code null}
 * @param counters what the client has done
 * @param queue what it holds
 * @param subscriptions what handlers subscribed to
 * @param overdueDeliveries messages for which the acknowledgements of others wait
 */
public record ConnectionDescriptor(String mode, String state, List<String> servers, @Nullable String server,
		String protocolVersion, String clientId, @Nullable Boolean sessionPresent, @Nullable String lastFailure,
		Counters counters, Queue queue, List<SubscriptionDescriptor> subscriptions,
		List<OverdueDescriptor> overdueDeliveries) {

	/** As long as the library's own messages may be. */
	private static final int MAX_FAILURE = 4096;

	static ConnectionDescriptor of(MqttClient client, List<SubscriptionDescriptor> subscriptions,
			List<OverdueDescriptor> overdueDeliveries) {
		ConnectResult connection = client.connectResult();
		Throwable failure = client.lastFailure();
		ClientStatistics statistics = client.statistics();
		return new ConnectionDescriptor(client.options().mode().name(), client.state().name(),
				client.options().servers().stream().map(ServerAddress::toString).toList(),
				(connection != null) ? connection.server().toString() : null,
				((connection != null) ? connection.version() : client.options().version()).toString(),
				Text.escape((connection != null) ? connection.clientId() : client.options().clientId()),
				(connection != null) ? connection.sessionPresent() : null,
				(failure != null) ? Text.escape(failure.getMessage(), MAX_FAILURE) : null, Counters.of(statistics),
				Queue.of(statistics), subscriptions, overdueDeliveries);
	}

	/**
	 * What a client has done.
	 *
	 * @param connects how often the server accepted a connection
	 * @param sent messages written, by QoS
	 * @param received messages received, by QoS
	 * @param bytesSent bytes written
	 * @param bytesReceived bytes read
	 * @param dropped messages to publish that were given up
	 * @param unmatched messages received that matched no handler
	 * @param handlerFailures messages whose handler failed
	 */
	public record Counters(long connects, Map<String, Long> sent, Map<String, Long> received, long bytesSent,
			long bytesReceived, long dropped, long unmatched, long handlerFailures) {

		private static Counters of(ClientStatistics statistics) {
			return new Counters(statistics.connects(), byQos(statistics.sent()), byQos(statistics.received()),
					statistics.bytesSent(), statistics.bytesReceived(), statistics.dropped(), statistics.unmatched(),
					statistics.handlerFailures());
		}

		private static Map<String, Long> byQos(Map<Qos, Long> counts) {
			Map<String, Long> texts = new TreeMap<>();
			counts.forEach((qos, count) -> texts.put(String.valueOf(qos.value()), count));
			return texts;
		}

	}

	/**
	 * What a client holds.
	 *
	 * @param messages messages waiting to be sent or acknowledged
	 * @param bytes the bytes of their topics and payloads
	 * @param inFlight QoS 1 and 2 messages sent and not yet acknowledged
	 * @param unhandledBytes bytes received and not yet handled
	 */
	public record Queue(int messages, long bytes, int inFlight, long unhandledBytes) {

		private static Queue of(ClientStatistics statistics) {
			return new Queue(statistics.pendingPublishes(), statistics.pendingBytes(), statistics.inFlight(),
					statistics.unhandledBytes());
		}

	}

	/**
	 * A message that a handler has had for long, so that acknowledgements of others wait.
	 *
	 * @param listener the id of the container
	 * @param topicFilters the filters of the handler that match the message
	 * @param topic the topic of the message
	 * @param milliseconds how long others have waited
	 */
	public record OverdueDescriptor(String listener, List<String> topicFilters, String topic, long milliseconds) {

	}

	/**
	 * A filter a handler subscribed to.
	 *
	 * @param listener the id of the container
	 * @param topicFilter the filter
	 * @param qos the highest QoS asked for
	 * @param state {@code SUBSCRIBED}, {@code REFUSED}, or {@code WAITING} for a
	 * connection or an answer
	 * @param answer the QoS the server granted or why it refused, or {@code null} if it
	 * has not answered
	 * @param running whether the handler takes messages
	 */
	public record SubscriptionDescriptor(String listener, String topicFilter, int qos, String state,
			@Nullable String answer, boolean running) {

	}

}
