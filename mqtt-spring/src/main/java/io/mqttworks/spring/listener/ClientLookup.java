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

package io.mqttworks.spring.listener;

import java.util.List;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttClients;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.util.Assert;

/**
 * Finds the client of a connection by the connection's name.
 *
 * @param beanFactory has the clients
 */
record ClientLookup(BeanFactory beanFactory) {

	/**
	 * Finds a client.
	 * @param connection the name or qualifier of its connection; {@code null} for the
	 * only or primary one
	 * @throws IllegalArgumentException if there is no such connection
	 */
	MqttClient find(@Nullable String connection) {
		if (connection == null) {
			MqttClient client = this.beanFactory.getBeanProvider(MqttClient.class).getIfUnique();
			Assert.notNull(client,
					"there is no MqttClient bean, or several and none is primary; name one as connection");
			return client;
		}
		// Connections that come and go are not among the beans of a type at once: a bean
		// factory that is asked at the same time may remember those there were.
		MqttClients clients = this.beanFactory.getBeanProvider(MqttClients.class).getIfAvailable();
		MqttClient known = (clients != null) ? clients.getClients().get(connection) : null;
		if (known != null) {
			return known;
		}
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, MqttClient.class, connection);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new IllegalArgumentException("there is no connection '" + connection
					+ "': no MqttClient bean has this name or qualifier" + otherClients(), ex);
		}
	}

	private String otherClients() {
		return (this.beanFactory instanceof ListableBeanFactory listable)
				? ", only " + List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(listable, MqttClient.class))
				: "";
	}

}
