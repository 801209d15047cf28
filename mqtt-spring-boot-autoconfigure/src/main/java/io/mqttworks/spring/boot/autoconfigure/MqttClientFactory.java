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
import java.util.function.Consumer;

import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ConnectionState;
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
import org.springframework.core.log.LogAccessor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.Assert;

/**
 * Makes what a connection consists of: its details, its client and its template.
 */
class MqttClientFactory {

	private static final LogAccessor logger = new LogAccessor(MqttClientFactory.class);

	private final MqttProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final ApplicationEventPublisher events;

	private final @Nullable SslBundles sslBundles;

	MqttClientFactory(MqttProperties properties, ConfigurableListableBeanFactory beanFactory, Environment environment,
			ApplicationEventPublisher events, ObjectProvider<SslBundles> sslBundles) {
		this.properties = properties;
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.events = events;
		this.sslBundles = sslBundles.getIfAvailable();
		UnknownPropertyReporter.report(properties.getUnknownProperties(), beanFactory, environment);
	}

	PropertiesMqttConnectionDetails createConnectionDetails(String connection) {
		return new PropertiesMqttConnectionDetails(prefix(connection), properties(connection), this.sslBundles);
	}

	/**
	 * Makes the client of a named connection.
	 */
	MqttClient createClient(String connection) {
		return createClient(connection, BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory,
				MqttConnectionDetails.class, connection));
	}

	MqttClient createClient(String connection, MqttConnectionDetails details) {
		MqttConnectionProperties properties = properties(connection);
		MqttClientBuilder builder = mapper(connection).createBuilder(details).name(connection);
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
			watchBundle(own.getBundleName(), properties.getSsl().isReconnectOnReload(), client, connection);
		}
		return client;
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

	private void watchBundle(String bundle, boolean reconnect, MqttClient client, String connection) {
		Assert.state(this.sslBundles != null, "No SSL bundles");
		this.sslBundles.addBundleUpdateHandler(bundle, (updated) -> {
			boolean now = reconnect && isActive(client);
			logger.info(() -> "SSL bundle '" + bundle + "' was reloaded; MQTT connection '" + connection + "' "
					+ (now ? "is made again with it" : "uses it when it is made the next time"));
			if (now) {
				client.reconnect();
			}
		});
	}

	private static boolean isActive(MqttClient client) {
		return client.state() != ConnectionState.IDLE && client.state() != ConnectionState.CLOSED;
	}

	/**
	 * Makes the template of a named connection.
	 */
	MqttTemplate createTemplate(String connection) {
		return createTemplate(connection,
				BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, MqttClient.class, connection));
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
		if (connection.equals(MqttConnections.DEFAULT)) {
			return this.properties;
		}
		MqttConnectionProperties properties = this.properties.getConnections().get(connection);
		Assert.state(properties != null, () -> "There is no connection '" + connection + "', only " + named());
		return properties;
	}

	private static String prefix(String connection) {
		return connection.equals(MqttConnections.DEFAULT) ? MqttProperties.PREFIX
				: MqttProperties.CONNECTIONS_PREFIX + "." + connection;
	}

	private Collection<String> named() {
		return this.properties.getConnections().keySet();
	}

}
