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

package io.mqttworks.spring.boot.autoconfigure.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqttworks.client.ClientStatistics;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionsListener;
import org.jspecify.annotations.Nullable;

/**
 * What clients count and hold, by connection.
 */
public class MqttMetrics implements MeterBinder, MqttConnectionsListener {

	private static final String CONNECTION = "connection";

	private final MqttConnections connections;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Creates metrics.
	 * @param connections the connections
	 */
	public MqttMetrics(MqttConnections connections) {
		this.connections = connections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.connections.getClients().forEach((name, client) -> bind(registry, name, client));
	}

	private static void bind(MeterRegistry registry, String name, MqttClient client) {
		new Binding(registry, client, Tags.of(CONNECTION, name)).bind();
	}

	@Override
	public void connectionAdded(String name, MqttClient client) {
		this.registries.forEach((registry) -> bind(registry, name, client));
	}

	/**
	 * Removes all meters of connections that are gone, those of their handlers and
	 * templates included.
	 */
	@Override
	public void connectionRemoved(String name) {
		Set<String> names = this.connections.getClients().keySet();
		for (MeterRegistry registry : this.registries) {
			registry.getMeters()
				.stream()
				.map(Meter::getId)
				.filter((id) -> id.getName().startsWith("mqtt.") && isGone(id.getTag(CONNECTION), names))
				.forEach(registry::remove);
		}
	}

	private static boolean isGone(@Nullable String connection, Set<String> names) {
		return connection != null && !names.contains(connection) && !connection.equals(MqttConnections.UNKNOWN);
	}

	/**
	 * Binds one client.
	 *
	 * @param registry where to
	 * @param client the client
	 * @param tags the tags of all its meters
	 */
	private record Binding(MeterRegistry registry, MqttClient client, Tags tags) {

		void bind() {
			for (ConnectionState state : ConnectionState.values()) {
				Gauge.builder("mqtt.connection.state", this.client, (client) -> (client.state() == state) ? 1 : 0)
					.description("Whether the connection is in the state: 1 or 0")
					.tags(this.tags.and("state", state.name().toLowerCase(Locale.ROOT)))
					.register(this.registry);
			}
			counter("mqtt.connection.reconnects", "Connections the server accepted after the first one", null,
					(statistics) -> Math.max(0, statistics.connects() - 1));
			for (Qos qos : Qos.values()) {
				Tags tags = this.tags.and("qos", String.valueOf(qos.value()));
				counter("mqtt.messages.sent", "Messages written to the server; repetitions count", "messages", tags,
						(statistics) -> statistics.sent().getOrDefault(qos, 0L));
				counter("mqtt.messages.received", "Messages received", "messages", tags,
						(statistics) -> statistics.received().getOrDefault(qos, 0L));
			}
			counter("mqtt.bytes.sent", "Bytes written, of all packets", BaseUnits.BYTES, ClientStatistics::bytesSent);
			counter("mqtt.bytes.received", "Bytes read, of all packets", BaseUnits.BYTES,
					ClientStatistics::bytesReceived);
			counter("mqtt.messages.dropped", "Messages to publish that were given up", "messages",
					ClientStatistics::dropped);
			counter("mqtt.messages.unmatched", "Messages received that matched no handler", "messages",
					ClientStatistics::unmatched);
			counter("mqtt.handler.failures", "Messages whose handler failed", "messages",
					ClientStatistics::handlerFailures);
			gauge("mqtt.messages.in.flight", "QoS 1 and 2 messages sent and not yet acknowledged", "messages",
					ClientStatistics::inFlight);
			gauge("mqtt.queue.messages", "Messages waiting to be sent or acknowledged", "messages",
					ClientStatistics::pendingPublishes);
			gauge("mqtt.queue.size", "Topics and payloads of messages waiting to be sent or acknowledged",
					BaseUnits.BYTES, ClientStatistics::pendingBytes);
			gauge("mqtt.unhandled.size", "Messages received and not yet handled", BaseUnits.BYTES,
					ClientStatistics::unhandledBytes);
		}

		private void counter(String name, String description, @Nullable String unit,
				ToDoubleFunction<ClientStatistics> value) {
			counter(name, description, unit, this.tags, value);
		}

		private void counter(String name, String description, @Nullable String unit, Tags tags,
				ToDoubleFunction<ClientStatistics> value) {
			FunctionCounter.builder(name, this.client, (client) -> value.applyAsDouble(client.statistics()))
				.description(description)
				.baseUnit(unit)
				.tags(tags)
				.register(this.registry);
		}

		private void gauge(String name, String description, String unit, ToDoubleFunction<ClientStatistics> value) {
			Gauge.builder(name, this.client, (client) -> value.applyAsDouble(client.statistics()))
				.description(description)
				.baseUnit(unit)
				.tags(this.tags)
				.register(this.registry);
		}

	}

}
