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
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.Assert;

/**
 * Starts the clients with the application context, after their subscriptions are
 * declared, so that a stored session's messages find their handlers. A context that is
 * stopped to be started again disconnects them. A context that is closed does not: each
 * client is closed as a bean, after the beans that use it, so that these can still
 * publish.
 */
public class MqttClientLifecycle
		implements SmartLifecycle, ApplicationContextAware, ApplicationListener<ContextClosedEvent> {

	/** Before the listener containers and the web server. */
	public static final int PHASE = 0;

	private final MqttListenerEndpointRegistry registry;

	private boolean failFast;

	private @Nullable ApplicationContext applicationContext;

	private volatile boolean running;

	private volatile boolean closing;

	/**
	 * Creates a life cycle of all clients.
	 * @param registry the containers
	 */
	public MqttClientLifecycle(MqttListenerEndpointRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Sets whether the start waits until the clients are connected and the handlers are
	 * subscribed, and fails if a server refuses or there is none. By default the clients
	 * connect in the background.
	 * @param failFast {@code true} to wait
	 */
	public void setFailFast(boolean failFast) {
		this.failFast = failFast;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public void start() {
		this.registry.subscribe();
		Collection<MqttClient> clients = clients();
		for (MqttClient client : clients) {
			if (this.failFast && client.options().mode() != ClientMode.OFF) {
				client.connect(timeout(client.options()));
			}
			else {
				client.start();
			}
		}
		if (this.failFast) {
			clients.stream()
				.map((client) -> client.options().connectTimeout())
				.max(Comparator.naturalOrder())
				.ifPresent(this.registry::awaitSubscribed);
		}
		this.running = true;
	}

	/**
	 * Returns how long trying each server once can take, with both protocol versions.
	 */
	private static Duration timeout(MqttClientOptions options) {
		return options.connectTimeout().multipliedBy(2L * options.servers().size());
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		if (this.closing) {
			callback.run();
			return;
		}
		CompletableFuture.allOf(clients().stream().map(MqttClient::disconnect).toArray(CompletableFuture[]::new))
			.whenComplete((result, failure) -> callback.run());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.applicationContext) {
			this.closing = true;
		}
	}

	private Collection<MqttClient> clients() {
		Assert.state(this.applicationContext != null, "No ApplicationContext set");
		ListableBeanFactory beanFactory = this.applicationContext;
		return beanFactory.getBeansOfType(MqttClient.class).values();
	}

}
