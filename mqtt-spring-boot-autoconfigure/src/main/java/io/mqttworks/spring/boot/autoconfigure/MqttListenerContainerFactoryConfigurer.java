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

import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import io.mqttworks.spring.listener.MqttListenerContainerCustomizer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.listener.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Configures container factories as the auto-configured one is: with the properties below
 * {@code mqtt.listener}, and the recoverer, decorators and customizers of the
 * application. For factories that differ from it in little.
 */
public final class MqttListenerContainerFactoryConfigurer {

	private final MqttProperties properties;

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<MqttMessageRecoverer> recoverer;

	private final ObjectProvider<MqttIdempotencyStore> idempotencyStore;

	private @Nullable MqttIdempotencyStore ownIdempotencyStore;

	/**
	 * Creates a configurer.
	 * @param properties the properties
	 * @param environment says whether threads are virtual
	 * @param beanFactory has decorators and customizers
	 * @param recoverer gives the recoverer of handlers that name none
	 * @param idempotencyStore gives the store of the application
	 */
	MqttListenerContainerFactoryConfigurer(MqttProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<MqttMessageRecoverer> recoverer,
			ObjectProvider<MqttIdempotencyStore> idempotencyStore) {
		this.properties = properties;
		this.environment = environment;
		this.beanFactory = beanFactory;
		this.recoverer = recoverer;
		this.idempotencyStore = idempotencyStore;
	}

	/**
	 * Configures a factory. What is set afterwards wins.
	 * @param factory the factory
	 */
	public void configure(MqttListenerContainerFactory factory) {
		mapProperties(factory);
		factory.setTimer(this.beanFactory.getBeanProvider(Timer.class).getIfAvailable(() -> Timer.SHARED));
		factory.setDecorators(this.beanFactory.getBeanProvider(MqttListenerDecorator.class).orderedStream().toList());
		factory.setIdempotencyStore(this.idempotencyStore.getIfAvailable(this::ownIdempotencyStore));
		factory.setContainerCustomizers(containerCustomizers());
		if (Threading.VIRTUAL.isActive(this.environment)) {
			factory.setExecutor(new VirtualThreadTaskExecutor("mqtt-listener-"));
		}
		this.beanFactory.getBeanProvider(MqttListenerContainerFactoryCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(factory));
	}

	private void mapProperties(MqttListenerContainerFactory factory) {
		MqttProperties.Listener listener = this.properties.getListener();
		PropertyCheck check = new PropertyCheck(MqttProperties.PREFIX);
		check.set("listener.concurrency", listener.getConcurrency(), factory::setConcurrency);
		check.set("listener.max-threads", listener.getMaxThreads(), factory::setMaxThreads);
		check.set("listener.publish-timeout", listener.getPublishTimeout(), factory::setPublishTimeout);
		check.set("listener.stop-timeout", listener.getStopTimeout(), factory::setStopTimeout);
		factory.setRetryAcknowledgment(listener.getRetry().getAcknowledge());
		check.set("listener.retry.max-in-memory", listener.getRetry().getMaxInMemory(), factory::setMaxRetriesInMemory);
		factory.setAutoStartup(listener.isAutoStartup());
		MqttPropertiesMapper mapper = new MqttPropertiesMapper(MqttProperties.PREFIX, this.properties, listener);
		factory.setRetryPolicy(mapper.retryPolicy());
		factory.setRecoverer(this.recoverer.getIfAvailable(mapper::recoverer));
	}

	/**
	 * All factories have the same.
	 */
	private synchronized MqttIdempotencyStore ownIdempotencyStore() {
		MqttIdempotencyProperties idempotency = this.properties.getListener().getIdempotency();
		PropertyCheck check = new PropertyCheck(MqttProperties.PREFIX);
		if (idempotency.getStore() == MqttIdempotencyProperties.Store.JDBC) {
			throw check.invalid("listener.idempotency.store",
					"it is jdbc, but there is no JdbcIdempotencyStore: that needs spring-boot-starter-jdbc, and one"
							+ " DataSource, or a primary one; for another database define a bean of the type"
							+ " MqttIdempotencyStore");
		}
		if (this.ownIdempotencyStore == null) {
			this.ownIdempotencyStore = check.check("listener.idempotency.capacity",
					() -> new InMemoryIdempotencyStore(idempotency.getCapacity()));
		}
		return this.ownIdempotencyStore;
	}

	private List<MqttListenerContainerCustomizer> containerCustomizers() {
		return new ConnectionBeans(this.beanFactory, MqttConnections.DEFAULT, List.of())
			.allNamed(MqttListenerContainerCustomizer.class)
			.map((named) -> ofItsConnections(named.name(), named.bean()))
			.toList();
	}

	/**
	 * One that is qualified with the names of connections customizes their containers
	 * only. Which connections there are can change.
	 */
	private MqttListenerContainerCustomizer ofItsConnections(String beanName,
			MqttListenerContainerCustomizer customizer) {
		return (target, endpoint) -> {
			MqttConnections connections = this.beanFactory.getBean(MqttConnections.class);
			List<String> own = connections.getClients()
				.keySet()
				.stream()
				.filter((connection) -> isQualified(connection, beanName))
				.toList();
			if (own.isEmpty() || own.contains(connections.getName(target.client()))) {
				customizer.customize(target, endpoint);
			}
		};
	}

	private boolean isQualified(String connection, String beanName) {
		return BeanFactoryAnnotationUtils.isQualifierMatch(connection::equals, beanName, this.beanFactory);
	}

}
