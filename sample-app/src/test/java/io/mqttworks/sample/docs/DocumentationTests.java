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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttClientBuilderCustomizer;
import io.mqttworks.spring.config.MqttClientLifecycle;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMdcKeys;
import io.mqttworks.spring.support.MqttPayloadConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

/**
 * Holds the documentation to what is there.
 */
class DocumentationTests {

	/** {@code SomeTests.method} as the feature table names the test of a row. */
	private static final Pattern TEST = Pattern.compile("((?!IntegrationTests)\\w+Tests)(?:\\.(\\w+))?");

	private static final Pattern PROPERTY = Pattern.compile("(mqtt|sample)\\.[a-z][a-z0-9.<>*-]*");

	private static final Map<String, Path> TEST_SOURCES = findTestSources();

	static List<MarkdownFile> pages() {
		return MarkdownFile.all();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaCompiles(MarkdownFile page, @TempDir Path folder) {
		assertThatNoException().isThrownBy(() -> Snippet.compile(page.blocks("java"), folder));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesExist(MarkdownFile page) throws IOException {
		Set<String> known = knownProperties();
		for (String block : page.blocks("yaml")) {
			assertThat(propertyNames(block)).allSatisfy((name) -> assertThat(isKnown(name, known)).as(name).isTrue());
		}
		Set<String> others = new HashSet<>(meters());
		others.addAll(List.of(MqttMdcKeys.CONNECTION, MqttMdcKeys.HANDLER, MqttMdcKeys.TOPIC_FILTER));
		assertThat(page.terms().stream().filter((term) -> PROPERTY.matcher(term).matches()))
			.allSatisfy((name) -> assertThat(isKnown(name, known) || others.contains(name)).as(name).isTrue());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesMakeAClient(MarkdownFile page) {
		assertThat(page.blocks("yaml")).allSatisfy((block) -> clientRunner(block).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanProvider(MqttClient.class).getIfUnique()).isNotNull();
		}));
	}

	private static ApplicationContextRunner clientRunner(String yaml) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			// The pages say what CBOR needs.
			.withBean(MqttPayloadConverter.class,
					() -> new JacksonPayloadConverter(new JsonMapper(), new MimeType("application", "cbor")))
			// And what a database does.
			.withBean(MqttIdempotencyStore.class, InMemoryIdempotencyStore::new)
			// The client is made of the properties, but does not connect.
			.withBean(MqttClientLifecycle.class, () -> mock(MqttClientLifecycle.class))
			// Nor does it open a session in a directory of somebody else's.
			.withBean(MqttClientBuilderCustomizer.class, () -> DocumentationTests::withoutStore)
			// The files of its bundle do not exist.
			.withBean(SslBundles.class, DocumentationTests::bundles)
			.withInitializer((context) -> MarkdownFile.properties(yaml)
				.forEach(context.getEnvironment().getPropertySources()::addLast));
	}

	private static void withoutStore(MqttClientBuilder builder) {
		builder.options();
		builder.sessionStore(null);
	}

	private static SslBundles bundles() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
		bundles.registerBundle("broker", SslBundle.of(null));
		bundles.registerBundle("greenhouse", SslBundle.of(null));
		return bundles;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void dependenciesAreOurs(MarkdownFile page) throws IOException {
		String version = Pattern.compile("<artifactId>mqtt-spring-boot</artifactId>\\s*<version>([^<]+)</version>")
			.matcher(Files.readString(MarkdownFile.REPOSITORY.resolve("pom.xml")))
			.results()
			.findFirst()
			.orElseThrow()
			.group(1);
		for (String block : page.blocks("xml")) {
			assertThat(tag(block, "groupId")).isEqualTo("io.mqttworks");
			assertThat(tag(block, "version")).isEqualTo(version);
			assertThat(MarkdownFile.REPOSITORY.resolve(tag(block, "artifactId")).resolve("pom.xml")).exists();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(MarkdownFile page) {
		assertThat(page.links()).allSatisfy((path) -> assertThat(path).exists());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToHeadings(MarkdownFile page) {
		assertThat(page.anchors()).allSatisfy((anchor) -> assertThat(anchor.page().headings()).contains(anchor.name()));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void testsThatAreNamedExist(MarkdownFile page) throws IOException {
		List<MatchResult> named = page.terms()
			.stream()
			.map(TEST::matcher)
			.filter((matcher) -> matcher.matches())
			.map((matcher) -> matcher.toMatchResult())
			.toList();
		for (MatchResult test : named) {
			assertThat(testSource(test.group(1))).as(test.group()).hasValueSatisfying((source) -> {
				if (test.group(2) != null) {
					assertThat(source).containsPattern("void " + test.group(2) + "\\(");
				}
			});
		}
	}

	@Test
	void everyFeatureNamesItsTest() {
		List<String> rows = MarkdownFile.read("docs/tests.md")
			.text()
			.lines()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| What"))
			.toList();
		assertThat(rows).hasSizeGreaterThan(10).allSatisfy((row) -> assertThat(row).containsPattern(TEST));
	}

	@Test
	void testCommandIsTheOneOfTheBuildServer() throws IOException {
		assertThat(MarkdownFile.read("README.md").blocks("shell")).contains("./mvnw verify\n");
		assertThat(Files.readString(MarkdownFile.REPOSITORY.resolve(".ci/run")))
			.containsPattern("\\./mvnw .*\\bverify -Dmqtt\\.test\\.require-tools=true");
	}

	private static Optional<String> testSource(String className) throws IOException {
		Path source = TEST_SOURCES.get(className + ".java");
		return (source != null) ? Optional.of(Files.readString(source)) : Optional.empty();
	}

	private static Map<String, Path> findTestSources() {
		Map<String, Path> sources = new HashMap<>();
		try (Stream<Path> modules = Files.list(MarkdownFile.REPOSITORY)) {
			for (Path root : modules.map((module) -> module.resolve("src/test/java"))
				.filter(Files::isDirectory)
				.toList()) {
				try (Stream<Path> files = Files.walk(root)) {
					files.forEach((file) -> sources.put(file.getFileName().toString(), file));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return sources;
	}

	private static String tag(String xml, String name) {
		return Pattern.compile("<" + name + ">([^<]+)</").matcher(xml).results().findFirst().orElseThrow().group(1);
	}

	private static List<String> propertyNames(String yaml) {
		return MarkdownFile.properties(yaml)
			.stream()
			.flatMap((source) -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.map((name) -> name.replaceAll("\\[.*", ""))
			.toList();
	}

	private static boolean isKnown(String name, Set<String> known) {
		if (name.endsWith("*")) {
			String prefix = name.substring(0, name.length() - 1);
			return known.stream().anyMatch((property) -> property.startsWith(prefix));
		}
		String property = name.replaceFirst("^mqtt\\.connections\\.[^.]+\\.", "mqtt.");
		return known.contains(property) || known.stream()
			.filter((map) -> map.endsWith(".*"))
			.anyMatch((map) -> property.startsWith(map.substring(0, map.length() - 1)));
	}

	/**
	 * Returns the names of meters, which look like properties.
	 */
	private static Set<String> meters() throws IOException {
		Path folder = MarkdownFile.REPOSITORY.resolve("mqtt-spring-boot-autoconfigure/src/main/java")
			.resolve("io/mqttworks/spring/boot/autoconfigure/metrics");
		Set<String> names = new HashSet<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Pattern.compile("\"(mqtt\\.[a-z.]+)\"")
					.matcher(Files.readString(file))
					.results()
					.forEach((name) -> names.add(name.group(1)));
			}
		}
		return names;
	}

	/**
	 * Returns the properties of all jars; the ones that are maps end with an asterisk.
	 */
	private static Set<String> knownProperties() throws IOException {
		Set<String> known = new HashSet<>();
		List<URL> files = Collections.list(
				DocumentationTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
		for (URL file : files) {
			try (InputStream in = file.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
					String name = property.get("name").asString();
					known.add(name);
					if (property.path("type").asString("").startsWith("java.util.Map")) {
						known.add(name + ".*");
					}
				}
			}
		}
		return known;
	}

}
