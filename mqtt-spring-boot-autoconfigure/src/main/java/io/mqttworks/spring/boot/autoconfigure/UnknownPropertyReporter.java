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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.mqttworks.spring.boot.autoconfigure.MqttProperties.UnknownPropertyPolicy;
import io.mqttworks.spring.boot.autoconfigure.UnknownProperties.Unknown;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.core.log.LogAccessor;

/**
 * Reports properties below {@code mqtt} that nobody reads, before the others are used.
 */
final class UnknownPropertyReporter {

	private static final LogAccessor logger = new LogAccessor(UnknownPropertyReporter.class);

	private static final List<String> OWN_GROUPS = List.of("mqtt.health", "mqtt.integration");

	private UnknownPropertyReporter() {
	}

	static void report(UnknownPropertyPolicy policy, ListableBeanFactory beanFactory, Environment environment) {
		if (policy == UnknownPropertyPolicy.IGNORE) {
			return;
		}
		ClassLoader classLoader = MqttProperties.class.getClassLoader();
		List<Unknown> unknown = new UnknownProperties(KnownProperties.read(classLoader), ownPrefixes(beanFactory))
			.find(environment);
		if (unknown.isEmpty()) {
			return;
		}
		if (policy == UnknownPropertyPolicy.FAIL) {
			throw failure(unknown);
		}
		log(unknown.stream().filter((property) -> property.suggestion() != null).toList(), true);
		log(unknown.stream().filter((property) -> property.suggestion() == null).toList(), false);
	}

	/**
	 * A name that is near to a known one is most likely misspelled; any other may be the
	 * application's own.
	 */
	private static void log(List<Unknown> unknown, boolean warn) {
		if (unknown.isEmpty()) {
			return;
		}
		String text = "Properties that MQTT does not know: "
				+ unknown.stream().map(Unknown::toString).collect(Collectors.joining("; "))
				+ ". They have no effect on it; with mqtt.unknown-properties=fail the application does not start,"
				+ " with ignore nothing is said";
		if (warn) {
			logger.warn(text);
		}
		else {
			logger.info(text);
		}
	}

	private static InvalidMqttPropertyException failure(List<Unknown> unknown) {
		Unknown first = unknown.get(0);
		String reason = "it is not known"
				+ ((first.suggestion() != null) ? "; did you mean '" + first.suggestion() + "'?" : "");
		if (unknown.size() > 1) {
			reason += ((first.suggestion() != null) ? " N" : ". N") + "either are "
					+ unknown.stream().skip(1).map(Unknown::toString).collect(Collectors.joining("; "));
		}
		return new InvalidMqttPropertyException(first.name(), reason, null);
	}

	/**
	 * Properties classes of the application need no metadata.
	 */
	private static List<ConfigurationPropertyName> ownPrefixes(ListableBeanFactory beanFactory) {
		List<ConfigurationPropertyName> prefixes = new ArrayList<>();
		for (String bean : beanFactory.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			String prefix = prefix(beanFactory, bean);
			if (prefix != null && !prefix.equals(MqttProperties.PREFIX) && ConfigurationPropertyName.isValid(prefix)) {
				prefixes.add(ConfigurationPropertyName.of(prefix));
			}
		}
		// Those of this library have metadata, which knows more than the prefix.
		prefixes.removeIf((prefix) -> OWN_GROUPS.contains(prefix.toString()));
		return prefixes.stream().filter((prefix) -> !prefix.isEmpty()).toList();
	}

	private static @Nullable String prefix(ListableBeanFactory beanFactory, String bean) {
		ConfigurationProperties annotation = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
				false);
		return (annotation != null) ? (annotation.prefix().isEmpty() ? annotation.value() : annotation.prefix()) : null;
	}

}
