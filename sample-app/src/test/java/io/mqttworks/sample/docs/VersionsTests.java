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

package io.mqttworks.sample.docs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the versions that the documentation names to those that are tested.
 */
class VersionsTests {

	private static final Pattern SPRING_BOOT = Pattern.compile("Spring Boot (\\d+\\.\\d+)(?:\\.\\d+)?");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	@Test
	void everyJdkThatTheReadmeCallsTestedIsTested() throws IOException {
		String claim = find(Pattern.compile("built and tested on ([^.;\\n]*)"), MarkdownFile.read("README.md").text())
			.get(0);
		Collection<String> named = NUMBER.matcher(claim).results().map((match) -> match.group()).toList();
		assertThat(named).isNotEmpty();
		assertThat(tested("run.jdk")).containsAll(named);
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/getting-started.md", "docs/spring-boot.md" })
	void everySpringBootThatIsNamedIsTested(String page) throws IOException {
		List<String> tested = tested("run.spring-boot").stream()
			.map((version) -> version.replaceFirst("\\.\\d+$", ""))
			.toList();
		assertThat(tested).containsAll(find(SPRING_BOOT, MarkdownFile.read(page).text()));
	}

	@Test
	void theReadmeNamesEverySpringBootThatIsTested() throws IOException {
		String versions = find(Pattern.compile("^## Versions$(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL),
				MarkdownFile.read("README.md").text())
			.get(0);
		assertThat(tested("run.spring-boot"))
			.allSatisfy((version) -> assertThat(versions).contains(version.replaceFirst("\\.\\d+$", "")));
	}

	@Test
	void theVersionThatIsBuiltWithIsTested() throws IOException {
		String pom = Files.readString(MarkdownFile.REPOSITORY.resolve("pom.xml"));
		assertThat(tested("run.spring-boot")).containsAll(find(Pattern.compile("<spring-boot.version>([^<]*)<"), pom));
	}

	@Test
	void whatRunsHereIsInTheMatrixToo() throws IOException {
		assertThat(tested("matrix.jdk")).containsAll(tested("run.jdk"));
		assertThat(tested("matrix.spring-boot")).containsAll(tested("run.spring-boot"));
	}

	private static List<String> tested(String what) throws IOException {
		Properties versions = new Properties();
		try (Reader file = Files.newBufferedReader(MarkdownFile.REPOSITORY.resolve(".ci/versions"))) {
			versions.load(file);
		}
		return List.of(versions.getProperty(what).split(" "));
	}

	private static List<String> find(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1)).toList();
	}

}
