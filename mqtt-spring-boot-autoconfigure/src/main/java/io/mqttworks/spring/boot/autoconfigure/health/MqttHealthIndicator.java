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

package io.mqttworks.spring.boot.autoconfigure.health;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.Text;
import io.mqttworks.spring.boot.autoconfigure.MqttSessionStoreMonitor;
import io.mqttworks.spring.listener.MqttListenerContainer;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Says whether an {@link MqttClient} is connected, its session store works, and the
 * server has accepted what handlers subscribe to. A client that is off is UNKNOWN. Reads
 * what the client knows: nothing is sent and nothing waits.
 */
public class MqttHealthIndicator extends AbstractHealthIndicator {

	/** As long as the library's own messages may be. */
	private static final int MAX_FAILURE = 4096;

	private final MqttClient client;

	private final Supplier<Collection<MqttListenerContainer>> containers;

	private final Status refused;

	/**
	 * Creates an indicator that looks at no handlers.
	 * @param client the client
	 */
	public MqttHealthIndicator(MqttClient client) {
		this(client, List::of, Status.UP);
	}

	/**
	 * Creates an indicator.
	 * @param client the client
	 * @param containers returns the containers there are, of this client and others
	 * @param refused the status when the server has refused subscriptions of containers
	 */
	public MqttHealthIndicator(MqttClient client, Supplier<Collection<MqttListenerContainer>> containers,
			Status refused) {
		super("MQTT health check failed");
		this.client = client;
		this.containers = containers;
		this.refused = refused;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectResult connection = this.client.connectResult();
		if (connection != null) {
			addSubscriptions(builder.up());
			addOverdue(builder);
			builder.withDetail("server", connection.server().toString())
				.withDetail("clientId", Text.escape(connection.clientId()))
				.withDetail("protocolVersion", connection.version().toString());
		}
		else {
			builder.down()
				.withDetail("server",
						this.client.options()
							.servers()
							.stream()
							.map(ServerAddress::toString)
							.collect(Collectors.joining(", ")))
				.withDetail("clientId", Text.escape(this.client.options().clientId()))
				.withDetail("protocolVersion", this.client.options().version().toString());
		}
		ClientMode mode = this.client.options().mode();
		if (mode == ClientMode.OFF) {
			builder.unknown();
		}
		builder.withDetail("mode", mode.toString()).withDetail("state", this.client.state().toString());
		ClientIdConflict conflict = this.client.clientIdConflict();
		if (conflict != null) {
			builder.withDetail("clientIdConflict", describe(conflict));
		}
		Throwable failure = this.client.lastFailure();
		if (failure != null) {
			builder.withDetail("lastFailure", Text.escape(failure.getMessage(), MAX_FAILURE));
		}
		MqttException storeFailure = MqttSessionStoreMonitor.failure(this.client);
		if (storeFailure != null) {
			builder.down().withDetail("sessionStoreFailure", Text.escape(storeFailure.getMessage(), MAX_FAILURE));
		}
		builder.withDetail("reconnects", Math.max(0, this.client.statistics().connects() - 1));
	}

	// The status stays: whether the rest of the application can be used, it cannot say.
	private void addOverdue(Health.Builder builder) {
		Map<String, Map<String, String>> overdue = new TreeMap<>();
		for (MqttListenerContainer container : this.containers.get()) {
			DeliveryOverdue message = (container.getClient() == this.client) ? container.getOverdueDelivery() : null;
			if (message != null) {
				overdue.put(container.getId(), Map.of("topicFilters", String.join(", ", message.topicFilters()),
						"topic", message.topic(), "since", message.since().toSeconds() + "s"));
			}
		}
		if (!overdue.isEmpty()) {
			builder.withDetail("overdueDeliveries", overdue);
		}
	}

	private static Map<String, Object> describe(ClientIdConflict conflict) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("rival", (conflict.certain() ? "another client" : "probably another client")
				+ " with the identifier '" + conflict.clientId() + "' at " + conflict.server());
		details.put("lastWords", conflict.description());
		details.put("since", conflict.since().toString());
		details.put("times", conflict.times());
		details.put("policy", conflict.policy().toString());
		return details;
	}

	private void addSubscriptions(Health.Builder builder) {
		Map<String, Map<String, String>> refusals = new TreeMap<>();
		for (MqttListenerContainer container : this.containers.get()) {
			if (container.getClient() == this.client) {
				for (SubscriptionStatus status : container.getSubscriptionStatus()) {
					if (status.state() == SubscriptionStatus.State.REFUSED) {
						refusals.computeIfAbsent(container.getId(), (id) -> new TreeMap<>())
							.put(Text.escape(status.topicFilter()), String.valueOf(status.reasonCode()));
					}
				}
			}
		}
		if (!refusals.isEmpty()) {
			builder.status(this.refused).withDetail("refusedSubscriptions", refusals);
		}
	}

}
