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

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.WebSocketRequestProvider;
import io.mqttworks.spring.core.MqttPublishInterceptor;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttEventPublisher;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.Assert;

/**
 * Makes the parts of a connection: its details, its client and its template.
 */
class MqttClientFactory {

	/** The name of this bean, which is internal. */
	static final String BEAN_NAME = "io.mqttworks.spring.boot.autoconfigure.internalMqttClientFactory";

	private final MqttProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final ApplicationEventPublisher events;

	private final @Nullable SslBundles sslBundles;

	private final BundleWatch bundles;

	private final ConflictingLimits limits;

	/** What was added at run time. */
	private final Map<String, Added> added = new ConcurrentHashMap<>();

	MqttClientFactory(MqttProperties properties, ConfigurableListableBeanFactory beanFactory, Environment environment,
			ApplicationEventPublisher events, ObjectProvider<SslBundles> sslBundles) {
		this.properties = properties;
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.events = events;
		this.sslBundles = sslBundles.getIfAvailable();
		UnknownPropertyReporter.report(properties.getUnknownProperties(), beanFactory, environment);
		this.bundles = new BundleWatch(this.sslBundles);
		this.limits = ConflictingLimits.of(properties, environment);
		this.limits.checkHandlers();
	}

	/**
	 * Describes a connection that is added at run time.
	 */
	void add(String connection, MqttConnectionProperties properties, MqttClientBuilderCustomizer customizer) {
		this.added.put(connection, new Added(properties, customizer));
	}

	/**
	 * Forgets a connection that was added.
	 */
	void remove(String connection) {
		this.added.remove(connection);
		this.bundles.forget(connection);
	}

	PropertiesMqttConnectionDetails createConnectionDetails(String connection) {
		return new PropertiesMqttConnectionDetails(prefix(connection), properties(connection), this.sslBundles);
	}

	/**
	 * Makes the client of a named connection.
	 */
	MqttClient createClient(String connection) {
		return createClient(connection, bean(connection, MqttConnectionDetails.class));
	}

	MqttClient createClient(String connection, MqttConnectionDetails details) {
		MqttConnectionProperties properties = properties(connection);
		MqttClientBuilder builder = mapper(connection).createBuilder(details).name(connection);
		this.limits.checkConnection(prefix(connection), properties);
		builder.mode(mode(properties));
		// Fails the start, not the first attempt to connect, if there is no such bundle.
		details.getSslBundle();
		builder.tls(new BundleTlsOptions(details::getSslBundle, properties.getSsl()));
		if (Threading.VIRTUAL.isActive(this.environment)) {
			builder.handlerExecutor(new VirtualThreadTaskExecutor("mqtt-handler-"));
		}
		MqttEventPublisher eventPublisher = new MqttEventPublisher(connection, this.events);
		builder.connectionListener(eventPublisher).errorListener(eventPublisher);
		builder.connectionListener(new ConnectAdviceLogger(connection, prefix(connection)));
		MqttSessionStoreMapper store = new MqttSessionStoreMapper(new PropertyCheck(prefix(connection)),
				properties.getSessionStore());
		addBeans(connection, builder, store);
		MqttClient client = store.build(builder, connection);
		if (details instanceof PropertiesMqttConnectionDetails own && own.getBundleName() != null) {
			this.bundles.watch(own.getBundleName(), properties.getSsl().isReconnectOnReload(), client, connection);
		}
		return client;
	}

	// mqtt.mode is meant for all connections of the application.
	private ClientMode mode(MqttConnectionProperties connection) {
		ClientMode mode = (connection.getMode() != null) ? connection.getMode() : this.properties.getMode();
		return (mode != null) ? mode : ClientMode.PUBLISHER;
	}

	private void addBeans(String connection, MqttClientBuilder builder, MqttSessionStoreMapper store) {
		ConnectionBeans beans = new ConnectionBeans(this.beanFactory, connection, named());
		ifSingle(beans, CredentialsProvider.class,
				(name) -> builder.credentialsProvider(this.beanFactory.getBean(name, CredentialsProvider.class)));
		ifSingle(beans, EnhancedAuthentication.class, (name) -> builder
			.enhancedAuthentication(() -> this.beanFactory.getBean(name, EnhancedAuthentication.class)));
		ifSingle(beans, WebSocketRequestProvider.class, (name) -> builder
			.webSocketRequestProvider(this.beanFactory.getBean(name, WebSocketRequestProvider.class)));
		builder.sessionStore(sessionStore(beans, store));
		beans.all(ConnectionListener.class).forEach(builder::connectionListener);
		beans.all(ErrorListener.class).forEach(builder::errorListener);
		beans.all(MqttClientBuilderCustomizer.class).forEach((customizer) -> customizer.customize(builder));
		Added added = this.added.get(connection);
		if (added != null) {
			added.customizer().customize(builder);
		}
	}

	private @Nullable SessionStore sessionStore(ConnectionBeans beans, MqttSessionStoreMapper store) {
		String bean = beans.single(SessionStore.class);
		if (bean == null) {
			return store.createStore();
		}
		store.refuseBeside(bean);
		return this.beanFactory.getBean(bean, SessionStore.class);
	}

	private static void ifSingle(ConnectionBeans beans, Class<?> type, Consumer<String> name) {
		String bean = beans.single(type);
		if (bean != null) {
			name.accept(bean);
		}
	}

	/**
	 * Makes the template of a named connection.
	 */
	MqttTemplate createTemplate(String connection) {
		return createTemplate(connection, bean(connection, MqttClient.class));
	}

	// A lookup by type may not see connections that were just added.
	private <T> T bean(String connection, Class<T> type) {
		return this.added.containsKey(connection) ? this.beanFactory.getBean(connection + type.getSimpleName(), type)
				: BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, type, connection);
	}

	MqttTemplate createTemplate(String connection, MqttClient client) {
		MqttTemplate template = new MqttTemplate(client, this.beanFactory.getBean(MqttMessageConverter.class));
		mapper(connection).configure(template);
		template
			.setInterceptors(this.beanFactory.getBeanProvider(MqttPublishInterceptor.class).orderedStream().toList());
		new ConnectionBeans(this.beanFactory, connection, named()).all(MqttTemplateCustomizer.class)
			.forEach((customizer) -> customizer.customize(template));
		return template;
	}

	private MqttPropertiesMapper mapper(String connection) {
		return new MqttPropertiesMapper(prefix(connection), properties(connection), this.properties.getListener());
	}

	private MqttConnectionProperties properties(String connection) {
		if (connection.equals(MqttProperties.DEFAULT_CONNECTION)) {
			return this.properties;
		}
		Added added = this.added.get(connection);
		MqttConnectionProperties properties = (added != null) ? added.properties()
				: this.properties.getConnections().get(connection);
		Assert.state(properties != null, () -> "There is no connection '" + connection + "', only " + named());
		return properties;
	}

	private static String prefix(String connection) {
		return connection.equals(MqttProperties.DEFAULT_CONNECTION) ? MqttProperties.PREFIX
				: MqttProperties.CONNECTIONS_PREFIX + "." + connection;
	}

	private Collection<String> named() {
		Set<String> names = new HashSet<>(this.properties.getConnections().keySet());
		names.addAll(this.added.keySet());
		return names;
	}

	/**
	 * A connection that was added.
	 *
	 * @param properties its properties
	 * @param customizer has the last word
	 */
	private record Added(MqttConnectionProperties properties, MqttClientBuilderCustomizer customizer) {

	}

}
