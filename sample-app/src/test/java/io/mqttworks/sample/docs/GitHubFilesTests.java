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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Holds what is in {@code .github} to what is there: nothing of it runs anywhere else.
 */
class GitHubFilesTests {

	private static final Path FOLDER = MarkdownFile.REPOSITORY.resolve(".github");

	/** A program of this repository at the beginning of a command. */
	private static final Pattern OWN_PROGRAM = Pattern.compile("(?m)^\\s*(\\.?[\\w.-]*/[\\w./-]+)");

	private static final Map<String, String> MANIFESTS = Map.of("maven", "pom.xml", "npm", "package.json",
			"github-actions", ".github/workflows");

	static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".yml")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void everyFileCanBeRead(Path file) {
		assertThatNoException().isThrownBy(() -> read(file));
	}

	@Test
	void everyProgramThatTheWorkflowRunsIsThere() throws IOException {
		List<String> programs = new ArrayList<>();
		for (Map<String, Object> step : steps()) {
			OWN_PROGRAM.matcher(String.valueOf(step.getOrDefault("run", "")))
				.results()
				.forEach((program) -> programs.add(program.group(1)));
		}
		assertThat(programs).contains(".ci/run", ".ci/check-release", "site/build", "./mvnw")
			.allSatisfy((program) -> assertThat(MarkdownFile.REPOSITORY.resolve(program)).isExecutable());
	}

	@Test
	void everyStepEitherRunsOrUsesSomethingAndActionsHaveAVersion() throws IOException {
		assertThat(steps()).hasSizeGreaterThan(10).allSatisfy((step) -> {
			assertThat(step.containsKey("run")).isNotEqualTo(step.containsKey("uses"));
			assertThat(String.valueOf(step.getOrDefault("uses", "a/b@v1"))).matches("[\\w-]+/[\\w-]+@v\\d+");
		});
	}

	@Test
	void dependencyUpdatesLookWhereThereAreDependencies() throws IOException {
		Map<String, Object> configuration = read(FOLDER.resolve("dependabot.yml"));
		assertThat(configuration).containsEntry("version", 2);
		assertThat(list(configuration.get("updates"))).hasSize(3).allSatisfy((update) -> {
			List<?> folders = (update.get("directories") instanceof List<?> several) ? several
					: List.of(update.get("directory"));
			String manifest = MANIFESTS.get(update.get("package-ecosystem"));
			assertThat(folders).allSatisfy(
					(folder) -> assertThat(MarkdownFile.REPOSITORY.resolve("." + folder).resolve(manifest)).exists());
		});
	}

	@ParameterizedTest
	@MethodSource("files")
	void everyFieldOfAnIssueFormHasItsOwnNameAndALabel(Path file) throws IOException {
		if (!file.getParent().endsWith("ISSUE_TEMPLATE") || file.endsWith("config.yml")) {
			return;
		}
		Map<String, Object> form = read(file);
		assertThat(form).containsKeys("name", "description", "body");
		List<Map<String, Object>> fields = list(form.get("body")).stream()
			.filter((field) -> !"markdown".equals(field.get("type")))
			.toList();
		assertThat(fields).isNotEmpty().allSatisfy((field) -> {
			assertThat(field.get("type")).isIn("input", "textarea", "dropdown", "checkboxes");
			assertThat(map(field.get("attributes"))).containsKey("label");
		});
		assertThat(fields).extracting((field) -> field.get("id")).doesNotContainNull().doesNotHaveDuplicates();
	}

	private static List<Map<String, Object>> steps() throws IOException {
		Map<String, Object> jobs = map(read(FOLDER.resolve("workflows/build.yml")).get("jobs"));
		return jobs.values().stream().flatMap((job) -> list(map(job).get("steps")).stream()).toList();
	}

	private static Map<String, Object> read(Path file) throws IOException {
		return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Object value) {
		assertThat(value).isInstanceOf(List.class);
		return (List<Map<String, Object>>) value;
	}

}
