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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the reference in {@code docs/configuration.md} to the metadata. With
 * {@code -Dmqtt.test.update-docs=true} it is written instead.
 */
class ConfigurationReferenceTests {

	private static final String BEGIN = "<!-- generated: begin -->\n";

	private static final String END = "<!-- generated: end -->\n";

	@Test
	void theReferenceIsThatOfTheMetadata() throws IOException {
		Path page = Path.of("..", "docs", "configuration.md");
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		int end = text.indexOf(END);
		assertThat(begin).isLessThanOrEqualTo(end);
		String reference = reference();
		if (Boolean.getBoolean("mqtt.test.update-docs")) {
			Files.writeString(page, text.substring(0, begin) + reference + text.substring(end));
			return;
		}
		assertThat(text.substring(begin, end))
			.as("docs/configuration.md is out of date: run this test with -Dmqtt.test.update-docs=true and commit it")
			.isEqualTo(reference);
	}

	private static String reference() throws IOException {
		Map<String, List<JsonNode>> groups = new TreeMap<>(
				Comparator.comparing((String group) -> group.equals("management"))
					.thenComparing(Comparator.naturalOrder()));
		for (JsonNode property : ConfigurationMetadata.read().get("properties")) {
			groups.computeIfAbsent(group(property.get("name").asString()), (group) -> new ArrayList<>()).add(property);
		}
		return groups.entrySet()
			.stream()
			.map((group) -> table(group.getKey(), group.getValue()))
			.collect(Collectors.joining()) + "\n";
	}

	/**
	 * Properties without a group of their own come first, those of the actuator last.
	 */
	private static String group(String name) {
		if (name.startsWith("management.")) {
			return "management";
		}
		int dot = name.lastIndexOf('.');
		return name.substring(0, dot);
	}

	private static String table(String group, List<JsonNode> properties) {
		StringBuilder table = new StringBuilder();
		table.append("\n### `").append(group).append(".*`\n\n| Property | Default | What it is |\n|---|---|---|\n");
		properties.stream()
			.sorted(Comparator.comparing((property) -> property.get("name").asString()))
			.forEach((property) -> table.append(row(property)));
		return table.toString();
	}

	private static String row(JsonNode property) {
		return "| `" + property.get("name").asString() + "` | " + defaultValue(property) + " | "
				+ property.path("description").asString("").replace("|", "\\|") + " |\n";
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		if (value.isMissingNode() || (value.isContainer() && value.isEmpty())) {
			return "";
		}
		if (value.isArray()) {
			List<String> values = new ArrayList<>();
			value.forEach((element) -> values.add(element.asString()));
			return "`" + String.join(", ", values) + "`";
		}
		String text = value.asString();
		boolean constant = text.matches("[A-Z][A-Z_]+");
		return "`" + (constant ? text.toLowerCase(Locale.ROOT).replace('_', '-') : text) + "`";
	}

}
