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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttClients;
import io.mqttworks.spring.core.MqttTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.Assert;

/**
 * The connections of the application by name. {@code mqtt.*} describes the one named
 * {@value #DEFAULT}, {@code mqtt.connections.<name>.*} others, and {@link #add} makes
 * more of them while the application runs. A client bean of the application's own has the
 * name of its bean, without {@code MqttClient} at the end. Any thread.
 */
public class MqttConnections implements MqttClients, DisposableBean {

	/** The name of the connection that {@code mqtt.*} describes. */
	public static final String DEFAULT = MqttProperties.DEFAULT_CONNECTION;

	/** What clients are called that are no connection of the application. */
	public static final String UNKNOWN = "unknown";

	private static final String DEFAULT_BEAN_NAME = "mqttClient";

	private static final String BEAN_NAME_SUFFIX = "MqttClient";

	private final ListableBeanFactory beanFactory;

	private final @Nullable RuntimeConnections runtime;

	/** Those that stay. */
	private volatile @Nullable Map<String, MqttClient> configured;

	private final AtomicLong changes = new AtomicLong();

	private volatile @Nullable Known known;

	/**
	 * Creates the connections.
	 * @param beanFactory where the clients are
	 */
	public MqttConnections(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.runtime = (beanFactory instanceof DefaultListableBeanFactory factory) ? new RuntimeConnections(factory)
				: null;
	}

	/**
	 * Adds a connection while the application runs. It is like one of
	 * {@code mqtt.connections}: with a client and a template as beans that are qualified
	 * with its name, health, metrics, a place in the endpoint, and the handlers whose
	 * {@code connection} is a pattern that its name matches. Returns when all that is
	 * there; the connection itself is made in the background, unless the application has
	 * not started yet, with which it starts then.
	 * @param name its name: letters, digits, '-', '_' and '.'
	 * @param properties its properties, which must not be changed afterwards; nothing is
	 * inherited from others but {@code mqtt.mode}
	 * @return its template
	 * @throws IllegalStateException if there is a connection with this name, also one
	 * that is being removed, or a bean has the name of one of its beans
	 * @throws IllegalArgumentException if the name has other characters
	 * @throws RuntimeException if a property cannot work, or a handler cannot be
	 * subscribed. Nothing of the connection is left then
	 */
	public MqttTemplate add(String name, MqttConnectionProperties properties) {
		return add(name, properties, (builder) -> {
		});
	}

	/**
	 * Adds a connection while the application runs.
	 * @param name its name
	 * @param properties its properties
	 * @param customizer has the last word on its client, for instance to set a
	 * credentials provider
	 * @return its template
	 * @see #add(String, MqttConnectionProperties)
	 */
	public MqttTemplate add(String name, MqttConnectionProperties properties, MqttClientBuilderCustomizer customizer) {
		return runtime().add(name, properties, customizer, this::isReserved, this::changed);
	}

	private boolean isReserved(String name) {
		return name.equals(UNKNOWN) || configured().containsKey(name);
	}

	/**
	 * Removes a connection that was added. Its handlers are unsubscribed and finish what
	 * they have, up to {@code mqtt.listener.stop-timeout}; then the client is closed as
	 * at the end of the application, and everything else of the connection is taken away.
	 * A second call is told of the first one's end. A handler of the connection may call
	 * this, but must not wait for the future: what removes the connection waits for the
	 * handler.
	 * @param name its name
	 * @return completes when nothing is left of it; fails if its session may not be kept
	 * @throws IllegalArgumentException if there is none, or it is one of the
	 * configuration
	 * @throws IllegalStateException if it is being added
	 */
	public CompletableFuture<@Nullable Void> remove(String name) {
		return runtime().remove(name, this::changed);
	}

	private RuntimeConnections runtime() {
		Assert.state(this.runtime != null, "Connections can only be added to the bean factory of an application");
		return this.runtime;
	}

	/**
	 * Returns all clients. They are made if they were not.
	 * @return the clients by the names of their connections, in the order of the names,
	 * as they are now
	 */
	@Override
	public Map<String, MqttClient> getClients() {
		return known().clients();
	}

	@Override
	public @Nullable MqttTemplate getTemplate(MqttClient client) {
		return (this.runtime != null) ? this.runtime.template(client) : null;
	}

	/**
	 * Returns the name of a client's connection.
	 * @param client the client
	 * @return the name; {@value #UNKNOWN} for a client that is no bean
	 */
	public String getName(MqttClient client) {
		return known().names().getOrDefault(client, UNKNOWN);
	}

	private void changed() {
		this.changes.incrementAndGet();
	}

	private Known known() {
		Known known = this.known;
		long changes = this.changes.get();
		if (known == null || known.changes() != changes) {
			Map<String, MqttClient> clients = new TreeMap<>(configured());
			if (this.runtime != null) {
				clients.putAll(this.runtime.clients());
			}
			known = Known.of(changes, clients);
			this.known = known;
		}
		return known;
	}

	private Map<String, MqttClient> configured() {
		Map<String, MqttClient> configured = this.configured;
		if (configured == null) {
			Map<String, MqttClient> found = new TreeMap<>();
			this.beanFactory.getBeansOfType(MqttClient.class).forEach((beanName, client) -> {
				if (this.runtime == null || !this.runtime.isRuntimeBean(beanName)) {
					found.put(name(beanName), client);
				}
			});
			configured = found;
			this.configured = configured;
		}
		return configured;
	}

	private static String name(String beanName) {
		if (beanName.equals(DEFAULT_BEAN_NAME)) {
			return DEFAULT;
		}
		return (beanName.endsWith(BEAN_NAME_SUFFIX) && beanName.length() > BEAN_NAME_SUFFIX.length())
				? beanName.substring(0, beanName.length() - BEAN_NAME_SUFFIX.length()) : beanName;
	}

	@Override
	public void destroy() {
		if (this.runtime != null) {
			this.runtime.close();
		}
	}

	/**
	 * The connections at a time.
	 *
	 * @param changes how often they had changed
	 * @param clients by name
	 * @param names by client
	 */
	private record Known(long changes, Map<String, MqttClient> clients, Map<MqttClient, String> names) {

		static Known of(long changes, Map<String, MqttClient> clients) {
			Map<MqttClient, String> names = new IdentityHashMap<>();
			clients.forEach((name, client) -> names.put(client, name));
			return new Known(changes, Collections.unmodifiableMap(clients), names);
		}

	}

}
