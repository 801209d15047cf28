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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.StreamUtils;

/**
 * The names below {@code mqtt} that somebody reads: those in the configuration metadata
 * of this and all other libraries on the class path.
 */
class KnownProperties {

	/** Where the metadata is in each library. */
	static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String CONNECTIONS = "connections";

	/** By their elements in uniform form, and with what kind of value. */
	private final Map<List<String>, Known> known = new HashMap<>();

	private KnownProperties() {
	}

	/**
	 * Reads the metadata.
	 * @param classLoader where it is
	 */
	static KnownProperties read(ClassLoader classLoader) {
		KnownProperties properties = new KnownProperties();
		try {
			for (URL url : Collections.list(classLoader.getResources(METADATA))) {
				String text = text(url);
				// Parsing the others would take most of the time.
				if (text.contains("\"mqtt.") || text.contains("\"spring.mqtt.")) {
					properties.add(JsonParserFactory.getJsonParser().parseMap(text));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The configuration metadata cannot be read", ex);
		}
		return properties;
	}

	private static String text(URL url) throws IOException {
		try (InputStream stream = url.openStream()) {
			return StreamUtils.copyToString(stream, StandardCharsets.UTF_8);
		}
	}

	private void add(Map<String, Object> metadata) {
		if (metadata.get("properties") instanceof List<?> properties) {
			for (Object property : properties) {
				if (property instanceof Map<?, ?> description && description.get("name") instanceof String name
						&& (name.startsWith("mqtt.") || name.startsWith("spring.mqtt."))) {
					Kind kind = Kind.of(String.valueOf(description.get("type")));
					this.known.put(elements(ConfigurationPropertyName.adapt(name, '.')), new Known(name, kind));
				}
			}
		}
	}

	/**
	 * Returns the elements of a name, so that those are equal which mean the same.
	 */
	static List<String> elements(ConfigurationPropertyName name) {
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			elements.add(name.getElement(i, Form.UNIFORM).toLowerCase(Locale.ROOT));
		}
		return elements;
	}

	boolean isEmpty() {
		return this.known.isEmpty();
	}

	/**
	 * Returns the names as they are written, by their elements.
	 */
	Map<List<String>, String> names() {
		Map<List<String>, String> names = new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
		this.known.forEach((elements, property) -> names.put(elements, property.name()));
		return names;
	}

	/**
	 * Returns whether somebody reads a property: one of the metadata, an element of its
	 * list, a key of its map, or a group that is empty.
	 */
	boolean contains(List<String> elements) {
		int size = elements.size();
		if (size > 2 && elements.get(1).equals(CONNECTIONS)) {
			return size == 3 || containsPlain(ofConnection(elements));
		}
		return containsPlain(elements);
	}

	private boolean containsPlain(List<String> elements) {
		for (int length = elements.size(); length > 1; length--) {
			Known property = this.known.get(elements.subList(0, length));
			if (property != null) {
				return property.kind().takes(elements.subList(length, elements.size()));
			}
		}
		return this.known.keySet()
			.stream()
			.anyMatch((name) -> name.size() > elements.size() && name.subList(0, elements.size()).equals(elements));
	}

	/**
	 * Returns the same property of the default connection.
	 */
	static List<String> ofConnection(List<String> elements) {
		List<String> plain = new ArrayList<>(List.of(elements.get(0)));
		plain.addAll(elements.subList(3, elements.size()));
		return plain;
	}

	/**
	 * Returns whether a variable of the environment is one of these. Its underscores
	 * stand for dots, dashes or nothing, so that they are left out.
	 * @param squashed the name in small letters without underscores
	 */
	boolean containsVariable(String squashed) {
		return this.known.entrySet().stream().anyMatch((entry) -> {
			String name = String.join("", entry.getKey());
			return squashed.equals(name) || (squashed.startsWith(name)
					&& entry.getValue().kind().takesVariable(squashed.substring(name.length())));
		});
	}

	/**
	 * A property.
	 *
	 * @param name its name
	 * @param kind what its values are
	 */
	private record Known(String name, Kind kind) {

	}

	private enum Kind {

		SINGLE, LIST, MAP;

		static Kind of(String type) {
			if (type.startsWith("java.util.Map")) {
				return MAP;
			}
			return (type.endsWith("[]") || type.startsWith("java.util.List") || type.startsWith("java.util.Set")
					|| type.startsWith(Collection.class.getName())) ? LIST : SINGLE;
		}

		boolean takes(List<String> rest) {
			return rest.isEmpty() || this == MAP || (this == LIST && rest.stream().allMatch(Kind::isIndex));
		}

		boolean takesVariable(String rest) {
			return this == MAP || (this == LIST && isIndex(rest));
		}

		private static boolean isIndex(String element) {
			return !element.isEmpty() && element.chars().allMatch(Character::isDigit);
		}

	}

}
