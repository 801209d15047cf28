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

package io.mqttworks.client.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/conformance.md} names every statement of both standards once, and for each
 * that binds a client a test there is.
 */
class ConformanceTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");

	private static final Pattern ROW = Pattern.compile("\\| MQTT-([\\d.]+-\\d+) \\|([^|]*)\\|([^|]*)\\|");

	private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

	private static final String SERVER = "Server only";

	@ParameterizedTest
	@CsvSource({ "MQTT 5.0, mqtt-5.0.txt", "MQTT 3.1.1, mqtt-3.1.1.txt" })
	void everyStatementIsThereOnce(String section, String numbers) throws IOException {
		assertThat(rows(section)).extracting(Row::number).containsExactlyElementsOf(numbers(numbers));
	}

	@ParameterizedTest
	@CsvSource({ "MQTT 5.0", "MQTT 3.1.1" })
	void everyStatementHasAMeaningAndATestOrBindsServersOnly(String section) throws IOException {
		for (Row row : rows(section)) {
			assertThat(row.meaning).as(row.number).isNotBlank();
			assertThat(row.tests().isEmpty()).as("%s has no test and does not say '%s'", row.number, SERVER)
				.isEqualTo(row.shown.equals(SERVER));
		}
	}

	@ParameterizedTest
	@CsvSource({ "MQTT 5.0", "MQTT 3.1.1" })
	void everyTestThatIsNamedIsThere(String section) throws Exception {
		Map<String, Class<?>> classes = testClasses();
		List<String> missing = new ArrayList<>();
		for (Row row : rows(section)) {
			for (String test : row.tests()) {
				String name = test.substring(0, test.indexOf('#'));
				if (!classes.containsKey(name) || !isTest(classes.get(name), test.substring(name.length() + 1))) {
					missing.add(row.number + " " + test);
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void methodThatIsNoTestIsTold() {
		assertThat(isTest(ConformanceTests.class, "methodThatIsNoTestIsTold")).isTrue();
		assertThat(isTest(ConformanceTests.class, "everyStatementIsThereOnce")).isTrue();
		assertThat(isTest(ConformanceTests.class, "rows")).isFalse();
		assertThat(isTest(ConformanceTests.class, "thereIsNoSuchMethod")).isFalse();
		assertThat(isTest(StatementTests.class, "plainAcknowledgementsAreFourBytes")).isTrue();
	}

	private static boolean isTest(Class<?> type, String method) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((each) -> each.getName().equals(method))
			.anyMatch(ConformanceTests::isTest);
	}

	/** Annotations of the test kit can stand for {@link ParameterizedTest}. */
	private static boolean isTest(Method method) {
		return Arrays.stream(method.getAnnotations())
			.map(Annotation::annotationType)
			.anyMatch((type) -> type == Test.class || type == ParameterizedTest.class || type == Property.class
					|| type.isAnnotationPresent(ParameterizedTest.class));
	}

	/** The test classes of this module by their names, which are different. */
	private static Map<String, Class<?>> testClasses() throws Exception {
		Path root = Path.of(ConformanceTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Map<String, Class<?>> classes = new HashMap<>();
		List<Path> files;
		try (Stream<Path> all = Files.walk(root)) {
			files = all.filter((file) -> file.toString().matches(".*Tests\\.class")).toList();
		}
		for (Path file : files) {
			String name = Stream.of(root.relativize(file).toString().replaceFirst("\\.class$", "").split("[/\\\\]"))
				.collect(Collectors.joining("."));
			Class<?> type = Class.forName(name, false, ConformanceTests.class.getClassLoader());
			assertThat(classes.put(type.getSimpleName(), type)).as("two classes named %s", type.getSimpleName())
				.isNull();
		}
		return classes;
	}

	private static List<String> numbers(String resource) throws IOException {
		try (InputStream in = ConformanceTests.class.getResourceAsStream("/conformance/" + resource)) {
			String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
			return text.lines().filter((line) -> !line.startsWith("#")).toList();
		}
	}

	private static List<Row> rows(String section) throws IOException {
		String document = Files.readString(DOCUMENT);
		int start = document.indexOf("\n## " + section + "\n");
		assertThat(start).as("section %s", section).isNotNegative();
		int end = document.indexOf("\n## ", start + 1);
		String text = document.substring(start, (end < 0) ? document.length() : end);
		List<Row> rows = new ArrayList<>();
		for (String line : text.lines().filter((line) -> line.startsWith("| MQTT-")).toList()) {
			Matcher matcher = ROW.matcher(line);
			assertThat(matcher.matches()).as("row %s", line).isTrue();
			rows.add(new Row(matcher.group(1), matcher.group(2), matcher.group(3).strip()));
		}
		return rows;
	}

	/**
	 * A line of the table.
	 *
	 * @param number the statement's
	 * @param meaning in our words
	 * @param shown by which tests, or why there are none
	 */
	private record Row(String number, String meaning, String shown) {

		List<String> tests() {
			return TEST.matcher(this.shown).results().map((each) -> each.group(1) + "#" + each.group(2)).toList();
		}

	}

}
