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

package io.mqttworks.spring.config;

import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttClients;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.ReplySender;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The connection of an endpoint, looked up once for all handler methods of the endpoint.
 */
class EndpointConnection {

	private final ListableBeanFactory beanFactory;

	private final MqttListenerContainerFactory factory;

	/** A name, a qualifier or a pattern. */
	private final @Nullable String connection;

	private final MqttMessageConverter converter;

	private final @Nullable String name;

	private @Nullable MqttTemplate template;

	/**
	 * Looks a connection up.
	 * @param beanFactory has the clients and templates
	 * @param factory makes the container of the endpoint
	 * @param connection what the endpoint names; {@code null} for the only or primary one
	 * @param converter for a template, if there is none for the client
	 */
	EndpointConnection(ListableBeanFactory beanFactory, MqttListenerContainerFactory factory,
			@Nullable String connection, MqttMessageConverter converter) {
		this.beanFactory = beanFactory;
		this.factory = factory;
		this.connection = connection;
		this.converter = converter;
		this.name = findName();
	}

	/**
	 * Returns the name of the connection, which can be another one than the qualifier.
	 */
	@Nullable String name() {
		return this.name;
	}

	/**
	 * Makes what sends the replies of a method.
	 * @param destinations where they go; empty for the response topic of each message
	 * @return {@code null} for a pattern, which stands for no single connection
	 */
	@Nullable ReplySender replySender(List<TopicTemplate> destinations) {
		if (isPattern()) {
			return null;
		}
		if (this.template == null) {
			this.template = findTemplate(this.factory.getClient(this.connection));
		}
		return new ReplySender(this.template, destinations);
	}

	private boolean isPattern() {
		return this.connection != null && ConnectionPattern.isPattern(this.connection);
	}

	private @Nullable MqttClients clients() {
		return this.beanFactory.getBeanProvider(MqttClients.class).getIfAvailable();
	}

	private @Nullable String findName() {
		MqttClients clients = clients();
		if (clients == null || isPattern()) {
			return this.connection;
		}
		MqttClient client = this.factory.getClient(this.connection);
		return clients.getClients()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == client)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(this.connection);
	}

	private MqttTemplate findTemplate(MqttClient client) {
		MqttClients clients = clients();
		MqttTemplate known = (clients != null) ? clients.getTemplate(client) : null;
		if (known != null) {
			return known;
		}
		return this.beanFactory.getBeanProvider(MqttTemplate.class)
			.stream()
			.filter((candidate) -> candidate.getClient() == client)
			.findFirst()
			.orElseGet(() -> new MqttTemplate(client, this.converter));
	}

}
