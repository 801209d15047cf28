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

import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * What {@code mqtt.connections} says before there are beans.
 */
final class NamedMqttConnections {

	private NamedMqttConnections() {
	}

	/**
	 * Returns the names of all connections but the default one.
	 */
	static Set<String> names(Environment environment) {
		// What cannot be bound is reported when the properties are.
		return Binder.get(environment)
			.bind(MqttProperties.CONNECTIONS_PREFIX, Bindable.mapOf(String.class, MqttConnectionProperties.class),
					new IgnoreErrorsBindHandler())
			.map((connections) -> connections.keySet())
			.orElse(Set.of());
	}

	/**
	 * Returns whether the default connection is configured, or none at all.
	 */
	static boolean hasDefault(Environment environment) {
		if (!environment.getProperty(MqttProperties.PREFIX + ".default-connection", Boolean.class, true)) {
			return false;
		}
		return names(environment).isEmpty() || Binder.get(environment)
			.bind(MqttProperties.PREFIX + ".servers", Bindable.listOf(String.class), new IgnoreErrorsBindHandler())
			.isBound();
	}

	/**
	 * Returns whether there is a value for a property, or for one below it.
	 */
	static boolean isSet(Environment environment, String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Matches when {@link #hasDefault(Environment)}.
	 */
	static class DefaultConnectionCondition extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("Default MQTT Connection");
			return hasDefault(context.getEnvironment()) ? ConditionOutcome.match(message.available("mqtt.servers"))
					: ConditionOutcome
						.noMatch(message.because("there are mqtt.connections, and mqtt.servers is not set,"
								+ " or mqtt.default-connection is false"));
		}

	}

}
