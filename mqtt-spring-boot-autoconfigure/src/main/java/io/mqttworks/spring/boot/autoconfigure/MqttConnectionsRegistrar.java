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
import java.util.Set;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttTemplate;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines the beans of the connections in {@code mqtt.connections}, each qualified with
 * the connection's name. Where there is a default connection they are not candidates for
 * injection points without a qualifier.
 */
class MqttConnectionsRegistrar implements ImportBeanDefinitionRegistrar {

	private static final List<String> SHARED = List.of("enabled", "startup", "default-connection", "unknown-properties",
			"listener", "integration", "metrics", "observation", "health");

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	MqttConnectionsRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		Set<String> names = NamedMqttConnections.names(this.environment);
		if (names.contains(MqttConnections.DEFAULT)) {
			throw new InvalidMqttPropertyException(MqttProperties.CONNECTIONS_PREFIX + "." + MqttConnections.DEFAULT,
					"that is the name of the connection directly below mqtt; choose another name", null);
		}
		names.forEach(this::checkShared);
		boolean defaultCandidate = this.beanFactory.getBeanNamesForType(MqttClient.class, true, false).length == 0;
		for (String name : names) {
			register(registry, name, MqttConnectionDetails.class, MqttConnectionDetails.class,
					"createConnectionDetails", defaultCandidate);
			register(registry, name, MqttClient.class, MqttClient.class, "createClient", defaultCandidate);
			register(registry, name, MqttOperations.class, MqttTemplate.class, "createTemplate", defaultCandidate);
		}
	}

	/**
	 * What holds for all connections is not silently ignored for one.
	 */
	private void checkShared(String connection) {
		String prefix = MqttProperties.CONNECTIONS_PREFIX + "." + connection + ".";
		for (String shared : SHARED) {
			if (NamedMqttConnections.isSet(this.environment, prefix + shared)) {
				throw new InvalidMqttPropertyException(prefix + shared,
						"it holds for all connections; set it once, as " + MqttProperties.PREFIX + "." + shared, null);
			}
		}
	}

	private void register(BeanDefinitionRegistry registry, String connection, Class<?> unlessPresent, Class<?> type,
			String factoryMethod, boolean defaultCandidate) {
		String beanName = connection + type.getSimpleName();
		if (registry.containsBeanDefinition(beanName) || isPresent(connection, unlessPresent)) {
			return;
		}
		registry.registerBeanDefinition(beanName,
				ConnectionBeanDefinitions.define(connection, type, factoryMethod, defaultCandidate));
	}

	private boolean isPresent(String connection, Class<?> type) {
		for (String name : this.beanFactory.getBeanNamesForType(type, true, false)) {
			if (BeanFactoryAnnotationUtils.isQualifierMatch(connection::equals, name, this.beanFactory)) {
				return true;
			}
		}
		return false;
	}

}
