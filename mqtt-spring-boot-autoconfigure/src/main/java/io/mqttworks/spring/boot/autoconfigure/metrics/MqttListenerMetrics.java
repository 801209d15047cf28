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

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionsListener;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * What handlers wait for and have, by connection.
 */
class MqttListenerMetrics implements MeterBinder, MqttConnectionsListener {

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final MqttConnections connections;

	private final MqttListenerEndpointRegistry containers;

	private final ListableBeanFactory beanFactory;

	MqttListenerMetrics(MqttConnections connections, MqttListenerEndpointRegistry containers,
			ListableBeanFactory beanFactory) {
		this.connections = connections;
		this.containers = containers;
		this.beanFactory = beanFactory;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.connections.getClients().forEach((name, client) -> bind(registry, client, Tags.of("connection", name)));
		FunctionCounter.builder("mqtt.dead.letters", this, (ours) -> ours.sum(DeadLetterRecoverer::getPublishedCount))
			.description("Dead letters published")
			.baseUnit("messages")
			.register(registry);
		FunctionCounter
			.builder("mqtt.dead.letters.dropped", this, (ours) -> ours.sum(DeadLetterRecoverer::getDroppedCount))
			.description("Dead letters that failed again and were dropped")
			.baseUnit("messages")
			.register(registry);
	}

	/**
	 * Adds the numbers of all recoverers. Those that are no beans belong to a factory.
	 */
	private long sum(ToLongFunction<DeadLetterRecoverer> count) {
		Set<DeadLetterRecoverer> recoverers = Collections.newSetFromMap(new IdentityHashMap<>());
		recoverers.addAll(this.beanFactory.getBeansOfType(DeadLetterRecoverer.class, false, false).values());
		factories().forEach((factory) -> recoverers.addAll(factory.getDeadLetterRecoverers()));
		return recoverers.stream().mapToLong(count).sum();
	}

	@Override
	public void connectionAdded(String name, MqttClient client) {
		this.registries.forEach((registry) -> bind(registry, client, Tags.of("connection", name)));
	}

	@Override
	public void connectionRemoved(String name) {
		// Removed with all others of the connection.
	}

	private void bind(MeterRegistry registry, MqttClient client, Tags tags) {
		Gauge
			.builder("mqtt.listener.messages", client,
					(ours) -> containers(ours).mapToInt(MqttListenerContainer::getUnhandledMessages).sum())
			.description("Messages that handlers have received and not handled")
			.baseUnit("messages")
			.tags(tags)
			.register(registry);
		TimeGauge.builder("mqtt.listener.overdue", client, TimeUnit.MILLISECONDS, (ours) -> overdue(ours).toMillis())
			.description("How long acknowledgements have waited for a message that a handler is not done with;"
					+ " 0 while none is overdue")
			.tags(tags)
			.register(registry);
		counter(registry, "mqtt.listener.filtered", "Messages that filters left out", tags, client,
				(factory) -> factory.getFilteredCount(client));
		counter(registry, "mqtt.listener.duplicates", "Messages that were not handled because they had been before",
				tags, client, (factory) -> factory.getDuplicateCount(client));
		for (SubscriptionStatus.State state : SubscriptionStatus.State.values()) {
			Gauge.builder("mqtt.subscriptions", client, (ours) -> count(ours, state))
				.description("Topic filters of handlers that are in the state")
				.tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
				.register(registry);
		}
	}

	private Duration overdue(MqttClient client) {
		return containers(client).map(MqttListenerContainer::getOverdueDelivery)
			.filter(Objects::nonNull)
			.map(DeliveryOverdue::since)
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	private void counter(MeterRegistry registry, String name, String description, Tags tags, MqttClient client,
			ToLongFunction<MqttListenerContainerFactory> count) {
		FunctionCounter.builder(name, client, (ours) -> factories().mapToLong(count).sum())
			.description(description)
			.baseUnit("messages")
			.tags(tags)
			.register(registry);
	}

	private Stream<MqttListenerContainerFactory> factories() {
		return this.beanFactory.getBeansOfType(MqttListenerContainerFactory.class, false, false).values().stream();
	}

	private long count(MqttClient client, SubscriptionStatus.State state) {
		return containers(client).flatMap((container) -> container.getSubscriptionStatus().stream())
			.filter((status) -> status.state() == state)
			.count();
	}

	private Stream<MqttListenerContainer> containers(MqttClient client) {
		return this.containers.getContainers().stream().filter((container) -> container.getClient() == client);
	}

}
