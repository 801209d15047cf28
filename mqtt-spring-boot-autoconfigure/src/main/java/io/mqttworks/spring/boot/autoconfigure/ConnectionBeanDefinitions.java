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

import java.util.function.Supplier;

import io.mqttworks.client.MqttClient;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Definitions of the beans of a connection, which are qualified with its name.
 */
final class ConnectionBeanDefinitions {

	private ConnectionBeanDefinitions() {
	}

	/**
	 * Defines a bean that the {@link MqttClientFactory} makes.
	 * @param connection the name of the connection
	 * @param type the type of the bean
	 * @param factoryMethod makes it of the connection's name
	 * @param defaultCandidate whether it is for injection points without a qualifier
	 */
	static RootBeanDefinition define(String connection, Class<?> type, String factoryMethod, boolean defaultCandidate) {
		RootBeanDefinition definition = describe(connection, type, defaultCandidate);
		definition.setFactoryBeanName(MqttClientFactory.BEAN_NAME);
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, connection);
		return definition;
	}

	/**
	 * Defines a bean while the application runs, without reflection.
	 */
	static <T> RootBeanDefinition define(String connection, Class<T> type, Supplier<? extends T> factory) {
		RootBeanDefinition definition = describe(connection, type, false);
		definition.setBeanClass(type);
		definition.setInstanceSupplier(factory);
		return definition;
	}

	private static RootBeanDefinition describe(String connection, Class<?> type, boolean defaultCandidate) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setResourceDescription(MqttProperties.CONNECTIONS_PREFIX + "." + connection);
		definition.setTargetType(type);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, connection));
		definition.setDefaultCandidate(defaultCandidate);
		definition.setDestroyMethodName(MqttClient.class.isAssignableFrom(type) ? "close" : null);
		return definition;
	}

	/**
	 * Returns whether a definition was made here for a connection.
	 */
	static boolean isDefinedFor(BeanDefinition definition, String connection) {
		return (MqttProperties.CONNECTIONS_PREFIX + "." + connection).equals(definition.getResourceDescription());
	}

}
