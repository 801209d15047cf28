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

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.config.MqttClientLifecycle;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.log.LogAccessor;
import org.springframework.util.Assert;

/**
 * Connections that come and go while the application runs. Each is there as a whole or
 * not at all.
 */
class RuntimeConnections {

	private static final LogAccessor logger = new LogAccessor(RuntimeConnections.class);

	/** Names stand in the paths of health and the endpoint, and in tags. */
	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,200}");

	/** Closing a client waits for its handlers and messages. */
	private static final int CLOSING_THREADS = 4;

	private final DefaultListableBeanFactory beanFactory;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor closing;

	RuntimeConnections(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.closing = new ThreadPoolExecutor(CLOSING_THREADS, CLOSING_THREADS, 1, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "mqtt-connections");
					thread.setDaemon(true);
					return thread;
				});
		this.closing.allowCoreThreadTimeOut(true);
	}

	/**
	 * Returns the clients of connections that are there as a whole.
	 */
	Map<String, MqttClient> clients() {
		Map<String, MqttClient> clients = new TreeMap<>();
		this.entries.forEach((name, entry) -> {
			MqttClient client = entry.client;
			if (client != null) {
				clients.put(name, client);
			}
		});
		return clients;
	}

	@Nullable MqttTemplate template(MqttClient client) {
		return this.entries.values()
			.stream()
			.filter((entry) -> entry.client == client)
			.findFirst()
			.map((entry) -> entry.template)
			.orElse(null);
	}

	boolean isRuntimeBean(String beanName) {
		return this.entries.values().stream().anyMatch((entry) -> entry.beanName(MqttClient.class).equals(beanName));
	}

	MqttTemplate add(String name, MqttConnectionProperties properties, MqttClientBuilderCustomizer customizer,
			Predicate<String> reserved, Runnable changed) {
		Assert.isTrue(NAME.matcher(name).matches(), () -> "The name of a connection has letters, digits, '-', '_' and"
				+ " '.', at most 200 of them, not '" + name + "'");
		Entry entry = new Entry(name);
		if (reserved.test(name) || this.entries.putIfAbsent(name, entry) != null) {
			throw new IllegalStateException(
					"There is a connection '" + name + "' already, or one that is being removed:"
							+ " choose another name, or remove it first and wait until it is");
		}
		try {
			return entry.open(properties, customizer, changed);
		}
		catch (Throwable ex) {
			logger.debug(() -> "MQTT connection '" + name + "' cannot be added: " + ex.getMessage());
			entry.undo(ex, changed);
			throw ex;
		}
	}

	CompletableFuture<@Nullable Void> remove(String name, Runnable changed) {
		Entry entry = this.entries.get(name);
		Assert.isTrue(entry != null, () -> "There is no connection '" + name + "' that was added at run time, only "
				+ this.entries.keySet() + "; connections of the configuration stay");
		return entry.remove(changed);
	}

	void close() {
		this.closing.shutdown();
	}

	private List<MqttConnectionsListener> listeners() {
		return this.beanFactory.getBeanProvider(MqttConnectionsListener.class).orderedStream().toList();
	}

	/**
	 * One connection.
	 */
	private final class Entry {

		private final String name;

		/** Set while the connection is there for others to see. */
		private volatile @Nullable MqttClient client;

		private volatile @Nullable MqttTemplate template;

		private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> removal = new AtomicReference<>();

		Entry(String name) {
			this.name = name;
		}

		String beanName(Class<?> type) {
			return this.name + type.getSimpleName();
		}

		MqttTemplate open(MqttConnectionProperties properties, MqttClientBuilderCustomizer customizer,
				Runnable changed) {
			DefaultListableBeanFactory beanFactory = RuntimeConnections.this.beanFactory;
			MqttClientFactory factory = factory();
			factory.add(this.name, properties, customizer);
			define(MqttConnectionDetails.class, () -> factory.createConnectionDetails(this.name));
			define(MqttClient.class, () -> factory.createClient(this.name));
			define(MqttTemplate.class, () -> factory.createTemplate(this.name));
			MqttClient client = beanFactory.getBean(beanName(MqttClient.class), MqttClient.class);
			MqttTemplate template = beanFactory.getBean(beanName(MqttTemplate.class), MqttTemplate.class);
			this.template = template;
			this.client = client;
			changed.run();
			listeners().forEach((listener) -> listener.connectionAdded(this.name, client));
			beanFactory.getBeanProvider(MqttListenerEndpointRegistry.class)
				.ifAvailable((registry) -> registry.connectionAdded(this.name));
			// Otherwise it starts with the application.
			if (beanFactory.getBeanProvider(MqttClientLifecycle.class)
				.stream()
				.anyMatch(MqttClientLifecycle::isRunning)) {
				client.start();
			}
			return template;
		}

		private <T> void define(Class<T> type, Supplier<? extends T> factory) {
			String beanName = beanName(type);
			Assert.state(!RuntimeConnections.this.beanFactory.containsBean(beanName), () -> "There is a bean '"
					+ beanName + "' already, so there cannot be a connection '" + this.name + "': choose another name");
			RuntimeConnections.this.beanFactory.registerBeanDefinition(beanName,
					ConnectionBeanDefinitions.define(this.name, type, factory));
		}

		private MqttClientFactory factory() {
			return RuntimeConnections.this.beanFactory.getBean(MqttClientFactory.class);
		}

		void undo(Throwable cause, Runnable changed) {
			try {
				MqttClient client = this.client;
				if (client != null) {
					stopHandlers(client);
				}
				close(changed);
			}
			catch (Throwable ex) {
				cause.addSuppressed(ex);
			}
		}

		CompletableFuture<@Nullable Void> remove(Runnable changed) {
			MqttClient client = this.client;
			CompletableFuture<@Nullable Void> removed = new CompletableFuture<>();
			CompletableFuture<@Nullable Void> other = this.removal.compareAndExchange(null, removed);
			if (other != null) {
				return other.copy();
			}
			if (client == null) {
				this.removal.set(null);
				throw new IllegalStateException("The connection '" + this.name + "' is being added");
			}
			stopHandlers(client).whenCompleteAsync((result, failure) -> {
				if (failure != null) {
					logger.debug(failure,
							() -> "Handlers of MQTT connection '" + this.name + "' are stopped, but not unsubscribed");
				}
				removed.completeAsync(() -> {
					close(changed);
					return null;
				}, Runnable::run);
			}, RuntimeConnections.this.closing);
			return removed.copy();
		}

		private CompletableFuture<@Nullable Void> stopHandlers(MqttClient client) {
			return RuntimeConnections.this.beanFactory.getBeanProvider(MqttListenerEndpointRegistry.class)
				.stream()
				.findFirst()
				.map((registry) -> registry.connectionRemoved(this.name, client))
				.orElseGet(() -> CompletableFuture.completedFuture(null));
		}

		private void close(Runnable changed) {
			try {
				MqttClient client = this.client;
				if (client != null) {
					// Closed here, and not as a bean: destroying a bean may hold locks.
					client.close();
				}
			}
			finally {
				this.client = null;
				this.template = null;
				undefine(MqttTemplate.class);
				undefine(MqttClient.class);
				undefine(MqttConnectionDetails.class);
				factory().remove(this.name);
				RuntimeConnections.this.entries.remove(this.name, this);
				changed.run();
				listeners().forEach((listener) -> listener.connectionRemoved(this.name));
			}
		}

		private void undefine(Class<?> type) {
			String beanName = beanName(type);
			DefaultListableBeanFactory beanFactory = RuntimeConnections.this.beanFactory;
			if (beanFactory.containsBeanDefinition(beanName)
					&& ConnectionBeanDefinitions.isDefinedFor(beanFactory.getBeanDefinition(beanName), this.name)) {
				beanFactory.removeBeanDefinition(beanName);
			}
		}

	}

}
