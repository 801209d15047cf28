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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.mqttworks.sample.FleetMonitorTest;
import io.mqttworks.spring.boot.test.MqttProbe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.test.Jvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what the documentation shows as it stands there: the examples of the plain client,
 * whole applications, and their tests.
 */
@FleetMonitorTest
class DocumentationIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** What a reader of a page has besides what it shows. */
	private static final String APPLICATION = """
			@org.springframework.boot.autoconfigure.SpringBootApplication
			public class ExampleApplication {
			}
			""";

	@Value("${sample.broker.port}")
	private int brokerPort;

	private MqttProbe probe;

	@BeforeEach
	void connect() {
		this.probe = MqttProbe.connect(broker());
	}

	@AfterEach
	void close() {
		this.probe.close();
	}

	@Test
	void examplesOfThePlainClientRun(@TempDir Path folder) throws Exception {
		run("README.md", folder.resolve("readme"));
		assertThat(this.probe).received("greenhouse/1/fan").within(PATIENCE);
		run("docs/client.md", folder.resolve("client"));
		for (String topic : List.of("greenhouse/1/plan", "greenhouse/1/log", "time/get")) {
			assertThat(this.probe).received(topic).within(PATIENCE);
		}
	}

	@Test
	void applicationOfTheReadmeSwitchesAFanOn(@TempDir Path folder) throws Exception {
		start("README.md", folder, (application) -> {
			this.probe.publish("greenhouse/north/temperature", "{\"celsius\":31.5,\"at\":\"2026-05-01T12:00:00Z\"}");
			assertThat(this.probe).received("greenhouse/north/fan").withJson("{'fan':'on'}").within(PATIENCE);
		});
	}

	@Test
	void applicationOfTheGuideToGettingStartedSaysThatItIsThereAndForwardsAlarms(@TempDir Path folder)
			throws Exception {
		start("docs/getting-started.md", folder, (application) -> {
			assertThat(this.probe).received("greenhouse/status").withPayload("online").retained().within(PATIENCE);
			this.probe.publish("alarms/fire", "north");
			assertThat(this.probe).received("greenhouse-7/alarms/fire").withPayload("north").within(PATIENCE);
		});
	}

	@Test
	void flowsOfTheGuideToSpringIntegrationWarn(@TempDir Path folder) throws Exception {
		start("docs/integration.md", folder, (application) -> {
			this.probe.publish("greenhouse/north/temperature", "{\"celsius\":31.5}");
			assertThat(this.probe).received("greenhouse/warnings").withJson("{'celsius':31.5}").within(PATIENCE);
		});
	}

	@Test
	void flowAndMethodOfTheGuideToMigrationBothWarn(@TempDir Path folder) throws Exception {
		start("docs/migration.md", folder, (application) -> {
			this.probe.publish("greenhouse/north/temperature", "31");
			assertThat(this.probe).received("greenhouse/warnings")
				.withPayload("greenhouse/north/temperature: 31")
				.atLeast(2)
				.within(PATIENCE);
		});
	}

	@Test
	void applicationOfTheGuideToTenantsAnswersAtTheBrokerItWasAskedAt(@TempDir Path folder) throws Exception {
		start("docs/tenants.md", "gateway.GatewayApplication", folder, (gateway) -> {
			Object tenants = gateway.getBean("tenants");
			ReflectionTestUtils.invokeMethod(tenants, "open", "7", broker());
			gateway.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(PATIENCE);
			this.probe.publish("devices/pump/reading", "20");
			assertThat(this.probe).received("devices/pump/seen").withPayload("tenant-7 has read 20").within(PATIENCE);
		}, "--mqtt.default-connection=false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/getting-started.md", "docs/testing.md" })
	void testsOfAPagePass(String page, @TempDir Path folder) throws Exception {
		compile(page, folder);
		Path output = folder.resolve("output.txt");
		Process tests = Jvm.fork(
				List.of("-Dspring.config.name=none", "-Dspring.main.banner-mode=off", "-Dlogging.level.root=warn",
						"-Dmqtt.publish.timeout=60s", "-Dmqtt.connections.cloud.servers=${mqtt.test.broker.url}"),
				RunExampleTests.class, output, folder.toString());
		try {
			assertThat(tests.waitFor(5, TimeUnit.MINUTES)).as("end of the tests of " + page).isTrue();
			assertThat(tests.exitValue()).as(Files.readString(output)).isZero();
		}
		finally {
			tests.destroyForcibly();
		}
	}

	/**
	 * Starts what a page shows, with the properties it shows, at our broker.
	 */
	private void start(String page, Path folder, Consumer<ConfigurableApplicationContext> check) throws Exception {
		start(page, "example.ExampleApplication", folder, check, "--mqtt.servers=" + broker(),
				"--mqtt.client-id=" + page.replaceAll("\\W", "-"), "--mqtt.connections.cloud.servers=" + broker());
	}

	private void start(String page, String application, Path folder, Consumer<ConfigurableApplicationContext> check,
			String... options) throws Exception {
		compile(page, folder);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				getClass().getClassLoader());
				ConfigurableApplicationContext context = new SpringApplicationBuilder(loader.loadClass(application))
					.web(WebApplicationType.NONE)
					.resourceLoader(new DefaultResourceLoader(loader))
					.initializers((starting) -> addProperties(page, starting.getEnvironment()))
					.properties("spring.config.name=none", "spring.main.banner-mode=off", "mqtt.startup=fail-fast")
					.run(options)) {
			check.accept(context);
		}
	}

	private void run(String page, Path folder) throws Exception {
		List<String> blocks = MarkdownFile.read(page)
			.blocks("java")
			.stream()
			.map((block) -> block.replace("\"mqtt://localhost\"", "\"" + broker() + "\"")
				.replace("Path.of(\"sessions\")", "Path.of(\"" + folder.resolve("sessions") + "\")"))
			.toList();
		Snippet.run(blocks, Files.createDirectories(folder));
	}

	private static void addProperties(String page, ConfigurableEnvironment environment) {
		MarkdownFile.read(page)
			.blocks("yaml")
			.stream()
			// The certificates are the reader's.
			.filter((yaml) -> !yaml.contains("bundle"))
			.flatMap((yaml) -> MarkdownFile.properties(yaml).stream())
			.forEach(environment.getPropertySources()::addLast);
	}

	private static void compile(String page, Path folder) throws IOException {
		// This machine may be slow.
		Stream<String> blocks = MarkdownFile.read(page)
			.blocks("java")
			.stream()
			.map((block) -> block.replaceAll("Duration\\.ofSeconds\\(\\d+\\)", "Duration.ofSeconds(60)"));
		Snippet.compile(Stream.concat(blocks, Stream.of(APPLICATION)).toList(), "example", folder);
	}

	private String broker() {
		return "mqtt://localhost:" + this.brokerPort;
	}

}
