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

package io.mqttworks.client.internal.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what a native image is told to what the client looks up by name.
 */
class ReachabilityMetadataTests {

	private static final Path METADATA = Path
		.of("src/main/resources/META-INF/native-image/io.mqttworks/mqtt-core/reachability-metadata.json");

	@ParameterizedTest
	@EnumSource(OptionalModule.class)
	void optionalPartsOfNettyCanBeLookedFor(OptionalModule module) throws IOException {
		assertThat(reflectiveTypes()).contains(module.className());
	}

	@Test
	void everyClassThatIsNamedInTheSourcesCanBeLookedUp() throws IOException {
		assertThat(reflectiveTypes()).containsAll(find("Class\\.forName\\(\\s*\"([^\"]+)\"", sources()));
	}

	private static List<String> reflectiveTypes() throws IOException {
		return find("\"type\": \"([^\"]+)\"", Files.readString(METADATA));
	}

	private static String sources() throws IOException {
		StringBuilder sources = new StringBuilder();
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				sources.append(Files.readString(file));
			}
		}
		return sources.toString();
	}

	private static List<String> find(String pattern, String text) {
		return Pattern.compile(pattern)
			.matcher(text)
			.results()
			.map((MatchResult result) -> result.group(1))
			.distinct()
			.toList();
	}

}
