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

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttClients;
import io.mqttworks.spring.event.MqttDisconnectedEvent;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.util.Assert;

/**
 * The containers of an application context. Each is a bean, so that the context starts
 * and stops it.
 */
public class MqttListenerEndpointRegistry implements ApplicationContextAware {

	private final MqttListenerContainerFactory factory;

	private final Map<String, MqttListenerContainer> containers = new ConcurrentHashMap<>();

	private final List<ConnectionPattern> patterns = new CopyOnWriteArrayList<>();

	private @Nullable ConfigurableApplicationContext applicationContext;

	/**
	 * Creates a registry.
	 * @param factory makes the containers of endpoints that are registered without one
	 */
	public MqttListenerEndpointRegistry(MqttListenerContainerFactory factory) {
		this.factory = factory;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = (ConfigurableApplicationContext) applicationContext;
	}

	/**
	 * Returns the factory of handlers that name none.
	 */
	MqttListenerContainerFactory getContainerFactory() {
		return this.factory;
	}

	/**
	 * Ends the waiting for replies and dead letters of containers that stop: without a
	 * connection there is nothing to wait for.
	 */
	@EventListener
	void onDisconnected(MqttDisconnectedEvent event) {
		getContainers().forEach(MqttListenerContainer::connectionLost);
	}

	/**
	 * Warns of handlers in a child context, which only the child itself can subscribe.
	 */
	@EventListener
	void onRefreshed(ContextRefreshedEvent event) {
		if (event.getApplicationContext() != this.applicationContext
				&& event.getApplicationContext() instanceof ConfigurableApplicationContext child) {
			UnsubscribedHandlers.checkChild(child.getBeanFactory(), child.getDisplayName());
		}
	}

	/**
	 * Makes a container of an endpoint. It starts with the application context, or at
	 * once if that is running already, unless the endpoint says that it does not.
	 * @param endpoint the endpoint
	 * @return the container
	 * @throws InvalidMqttListenerException if the id is taken or there is no such
	 * connection
	 */
	public MqttListenerContainer register(MqttListenerEndpoint endpoint) {
		return register(endpoint, this.factory);
	}

	/**
	 * Makes a container of an endpoint with another factory, otherwise as
	 * {@link #register(MqttListenerEndpoint)}.
	 * @param endpoint the endpoint
	 * @param factory makes the container
	 * @return the container
	 * @throws InvalidMqttListenerException if the id is taken, there is no such
	 * connection, or the endpoint and the factory do not go together
	 */
	public MqttListenerContainer register(MqttListenerEndpoint endpoint, MqttListenerContainerFactory factory) {
		MqttListenerContainer container;
		try {
			container = factory.createContainer(endpoint);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMqttListenerException("Container '" + endpoint.getId() + "'",
					String.valueOf(ex.getMessage()), ex);
		}
		ConfigurableApplicationContext context = context();
		if (context.containsBean(container.getId())
				|| this.containers.putIfAbsent(container.getId(), container) != null) {
			throw new InvalidMqttListenerException(container.toString(),
					"there is a bean or another container with the id '" + container.getId() + "'; choose another id",
					null);
		}
		context.getBeanFactory().registerSingleton(container.getId(), container);
		if (context.isRunning() && container.isAutoStartup()) {
			try {
				container.start();
			}
			catch (RuntimeException ex) {
				forget(container);
				throw ex;
			}
		}
		return container;
	}

	/**
	 * Makes a container for each connection whose name matches a pattern: for those there
	 * are, and for each that is added later.
	 * @param pattern the pattern, with {@code *} for any characters
	 * @param endpoints makes the endpoint of a connection, which names the connection and
	 * has an id of its own
	 * @throws InvalidMqttListenerException as {@link #register(MqttListenerEndpoint)}
	 */
	public void register(String pattern, Function<String, MqttListenerEndpoint> endpoints) {
		register(pattern, endpoints, this.factory);
	}

	/**
	 * Makes a container for each connection whose name matches a pattern with another
	 * factory, otherwise as {@link #register(String, Function)}.
	 * @param pattern the pattern, with {@code *} for any characters
	 * @param endpoints makes the endpoint of a connection, which names the connection and
	 * has an id of its own
	 * @param factory makes the containers
	 * @throws InvalidMqttListenerException as
	 * {@link #register(MqttListenerEndpoint, MqttListenerContainerFactory)}
	 */
	public void register(String pattern, Function<String, MqttListenerEndpoint> endpoints,
			MqttListenerContainerFactory factory) {
		ConnectionPattern handler = new ConnectionPattern(pattern, endpoints, factory);
		this.patterns.add(handler);
		context().getBeanProvider(MqttClients.class)
			.stream()
			.flatMap((clients) -> clients.getClients().keySet().stream())
			.forEach((connection) -> register(handler, connection));
	}

	private void register(ConnectionPattern handler, String connection) {
		if (handler.take(connection)) {
			try {
				register(handler.endpoint(connection), handler.factory());
			}
			catch (RuntimeException ex) {
				handler.forget(connection);
				throw ex;
			}
		}
	}

	/**
	 * A connection was added while the application runs: handlers whose pattern matches
	 * get a container for it.
	 * @param connection its name
	 * @throws InvalidMqttListenerException as {@link #register(MqttListenerEndpoint)};
	 * {@link #connectionRemoved} takes back what was done
	 */
	public void connectionAdded(String connection) {
		this.patterns.forEach((handler) -> register(handler, connection));
	}

	/**
	 * A connection is about to be removed: its containers are stopped and forgotten.
	 * @param connection its name
	 * @param client its client
	 * @return as {@link #remove(String)}, for all of them
	 */
	public CompletableFuture<@Nullable Void> connectionRemoved(String connection, MqttClient client) {
		CompletableFuture<?>[] removals = getContainers().stream()
			.filter((container) -> container.getClient() == client)
			.map(this::remove)
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(removals)
			.whenComplete((result, failure) -> this.patterns.forEach((handler) -> handler.forget(connection)));
	}

	/**
	 * Returns a container.
	 * @param id its id
	 * @return the container, or {@code null}
	 */
	public @Nullable MqttListenerContainer getContainer(String id) {
		return this.containers.get(id);
	}

	/**
	 * Returns all containers.
	 * @return the containers, in no order
	 */
	public Collection<MqttListenerContainer> getContainers() {
		return List.copyOf(this.containers.values());
	}

	/**
	 * Waits until the server has accepted all subscriptions that were asked for, so that
	 * what is published from then on reaches the handlers. Those of clients that are off
	 * are not waited for. Not for an event loop.
	 * @param timeout how long to wait at most for all of them
	 * @throws MqttNotSubscribedException if the server refused one or did not answer in
	 * time, naming the container
	 */
	public void awaitSubscribed(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		for (MqttListenerContainer container : getContainers()) {
			if (container.isSubscribed() && container.getClient().options().mode() != ClientMode.OFF) {
				awaitSubscribed(container, timeout, end - System.nanoTime());
			}
		}
	}

	private static void awaitSubscribed(MqttListenerContainer container, Duration timeout, long nanos) {
		try {
			container.getSubscribeResult().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw notSubscribed(container,
					"the server has not answered within " + timeout + "; is the client connected?", ex);
		}
		catch (ExecutionException ex) {
			throw notSubscribed(container, String.valueOf(ex.getCause()), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw notSubscribed(container, "interrupted while waiting for the server", ex);
		}
	}

	private static MqttNotSubscribedException notSubscribed(MqttListenerContainer container, String reason,
			@Nullable Throwable cause) {
		return new MqttNotSubscribedException(container.getId(), container + " is not subscribed: " + reason, cause);
	}

	/**
	 * Subscribes and starts a container. One that is stopping goes on instead, and one
	 * that runs asks again for what the server has refused.
	 * @param id its id
	 * @throws IllegalArgumentException if there is none
	 */
	public void start(String id) {
		existing(id).start();
	}

	/**
	 * Unsubscribes and stops a container. It can be started again.
	 * @param id its id
	 * @return completes when the container has handled what it had received, or its stop
	 * time-out is over; at once when its own handler calls this. Fails if the server
	 * refused to unsubscribe
	 * @throws IllegalArgumentException if there is none
	 */
	public CompletableFuture<@Nullable Void> stop(String id) {
		return existing(id).unsubscribe();
	}

	/**
	 * Unsubscribes, stops and forgets a container. Its id is free when the future
	 * completes.
	 * @param id its id
	 * @return as {@link #stop(String)}
	 * @throws IllegalArgumentException if there is none
	 */
	public CompletableFuture<@Nullable Void> remove(String id) {
		return remove(existing(id));
	}

	private CompletableFuture<@Nullable Void> remove(MqttListenerContainer container) {
		return container.unsubscribe().whenComplete((result, failure) -> forget(container));
	}

	private void forget(MqttListenerContainer container) {
		// A second call must not take away what has taken the id since.
		if (this.containers.remove(container.getId(), container)) {
			((DefaultListableBeanFactory) context().getBeanFactory()).destroySingleton(container.getId());
		}
	}

	/**
	 * Subscribes the containers that start with the application context, before the
	 * clients connect.
	 */
	void subscribe() {
		for (MqttListenerContainer container : getContainers()) {
			if (container.isAutoStartup()) {
				container.subscribe();
			}
		}
	}

	private MqttListenerContainer existing(String id) {
		MqttListenerContainer container = this.containers.get(id);
		Assert.notNull(container, () -> "There is no container '" + id + "', only " + this.containers.keySet());
		return container;
	}

	private ConfigurableApplicationContext context() {
		Assert.state(this.applicationContext != null, "No ApplicationContext set");
		return this.applicationContext;
	}

}
