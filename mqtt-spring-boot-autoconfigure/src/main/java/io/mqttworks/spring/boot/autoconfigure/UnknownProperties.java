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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds properties below {@code mqtt} and {@code spring.mqtt} that nobody reads, in all
 * property sources whose names can be listed.
 */
class UnknownProperties {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(MqttProperties.PREFIX);

	private static final ConfigurationPropertyName SPRING_PREFIX = ConfigurationPropertyName
		.of("spring." + MqttProperties.PREFIX);

	/** What the tests of this product, and its test support, say to each other. */
	private static final ConfigurationPropertyName TEST_PREFIX = ConfigurationPropertyName
		.of(MqttProperties.PREFIX + ".test");

	private static final String CONNECTIONS = "connections";

	private static final String VARIABLE_PREFIX = "MQTT_";

	/** What container platforms say of a service whose name begins with mqtt. */
	private static final Pattern SERVICE_VARIABLE = Pattern
		.compile(".*_SERVICE_(HOST|PORT)(_.*)?|MQTT_(.*_)?PORT(_[0-9]+_(TCP|UDP)(_.*)?)?");

	private final KnownProperties known;

	private final NearestProperty nearest;

	private final Predicate<ConfigurationPropertyName> others;

	/**
	 * Creates a finder.
	 * @param known the known properties
	 * @param prefixes of properties that the application itself reads
	 */
	UnknownProperties(KnownProperties known, Collection<ConfigurationPropertyName> prefixes) {
		this.known = known;
		this.nearest = new NearestProperty(known.names());
		Set<ConfigurationPropertyName> own = Set.copyOf(prefixes);
		this.others = (name) -> own.stream().anyMatch((prefix) -> prefix.equals(name) || prefix.isAncestorOf(name))
				|| TEST_PREFIX.equals(name) || TEST_PREFIX.isAncestorOf(name);
	}

	/**
	 * Returns the unknown properties, each once.
	 */
	List<Unknown> find(Environment environment) {
		Map<String, Unknown> unknown = new LinkedHashMap<>();
		if (!this.known.isEmpty()) {
			for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
				if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
					for (String variable : variables.getPropertyNames()) {
						add(unknown, variable(variable));
					}
				}
				else if (source instanceof IterableConfigurationPropertySource iterable) {
					iterable.stream()
						.filter((name) -> PREFIX.isAncestorOf(name) || SPRING_PREFIX.isAncestorOf(name))
						.filter((name) -> !this.others.test(name))
						.forEach((name) -> add(unknown, property(source, name)));
				}
			}
		}
		return List.copyOf(unknown.values());
	}

	private static void add(Map<String, Unknown> all, @Nullable Unknown unknown) {
		if (unknown != null) {
			all.putIfAbsent(unknown.name(), unknown);
		}
	}

	private @Nullable Unknown property(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		List<String> elements = KnownProperties.elements(name);
		if (this.known.contains(elements)) {
			return null;
		}
		ConfigurationPropertyName shown = name;
		while (shown.isLastElementIndexed() && shown.isNumericIndex(shown.getNumberOfElements() - 1)) {
			shown = shown.getParent();
		}
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return new Unknown(shown.toString(), (property != null) ? property.getOrigin() : null,
				suggestion(shown, KnownProperties.elements(shown)));
	}

	private @Nullable String suggestion(ConfigurationPropertyName name, List<String> elements) {
		if (SPRING_PREFIX.isAncestorOf(name)) {
			List<String> moved = elements.subList(1, elements.size());
			return this.known.contains(moved) ? name.subName(1).toString() : this.nearest.find(moved);
		}
		if (elements.size() > 3 && elements.get(1).equals(CONNECTIONS)) {
			String suggested = this.nearest.find(KnownProperties.ofConnection(elements));
			return (suggested != null) ? name.chop(3) + suggested.substring(MqttProperties.PREFIX.length()) : null;
		}
		return this.nearest.find(elements);
	}

	/**
	 * Other programs read the environment as well: only what is near is told.
	 */
	private @Nullable Unknown variable(String variable) {
		if (!variable.startsWith(VARIABLE_PREFIX) || SERVICE_VARIABLE.matcher(variable).matches()) {
			return null;
		}
		List<String> words = new ArrayList<>(List.of(variable.toLowerCase(Locale.ROOT).split("_")));
		String squashed = String.join("", words);
		String prefix = "";
		if (words.size() > 3 && words.get(1).equals(CONNECTIONS)) {
			for (int from = 3; from < words.size(); from++) {
				if (this.known
					.containsVariable(MqttProperties.PREFIX + String.join("", words.subList(from, words.size())))) {
					return null;
				}
			}
			prefix = (CONNECTIONS + "_" + words.get(2) + "_").toUpperCase(Locale.ROOT);
			squashed = MqttProperties.PREFIX + String.join("", words.subList(3, words.size()));
		}
		else if (this.known.containsVariable(squashed)) {
			return null;
		}
		String suggested = this.nearest
			.find(List.of(MqttProperties.PREFIX, squashed.substring(MqttProperties.PREFIX.length())));
		return (suggested != null) ? new Unknown(variable, null,
				VARIABLE_PREFIX + prefix
						+ suggested.substring(MqttProperties.PREFIX.length() + 1)
							.replace("-", "")
							.replace('.', '_')
							.toUpperCase(Locale.ROOT))
				: null;
	}

	/**
	 * A property that nobody reads.
	 *
	 * @param name its name
	 * @param origin where it is set, if that is known
	 * @param suggestion what was most likely meant, or {@code null}
	 */
	record Unknown(String name, @Nullable Origin origin, @Nullable String suggestion) {

		@Override
		public String toString() {
			return "'" + this.name + "'" + ((this.origin != null) ? " (set in " + this.origin + ")" : "")
					+ ((this.suggestion != null) ? ", did you mean '" + this.suggestion + "'?" : "");
		}

	}

}
