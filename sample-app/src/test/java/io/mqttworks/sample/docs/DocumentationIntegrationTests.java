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

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.mqttworks.client.Qos;
import io.mqttworks.sample.FleetMonitorTest;
import io.mqttworks.sample.messages.LoggedMessage;
import io.mqttworks.sample.messages.MessageLog;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs what the documentation shows of the plain client.
 */
@FleetMonitorTest
class DocumentationIntegrationTests {

	@Autowired
	private MessageLog messages;

	@Value("${sample.broker.port}")
	private int brokerPort;

	@Test
	void exampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
		run("README.md", folder);
		awaitMessage("greenhouse/1/fan");
	}

	@Test
	void examplesOfTheGuideToTheClientRun(@TempDir Path folder) throws Exception {
		run("docs/client.md", folder);
		awaitMessage("greenhouse/1/plan");
		awaitMessage("greenhouse/1/log");
		awaitMessage("time/get");
	}

	@Test
	void applicationOfTheGuideToTenantsStarts(@TempDir Path folder) throws Exception {
		Snippet.compile(MarkdownFile.read("docs/tenants.md").blocks("java"), folder);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				getClass().getClassLoader());
				ConfigurableApplicationContext gateway = start(loader.loadClass("gateway.GatewayApplication"))) {
			Object tenants = gateway.getBean(loader.loadClass("gateway.Tenants"));
			Method open = tenants.getClass().getDeclaredMethod("open", String.class, String.class);
			open.setAccessible(true);
			open.invoke(tenants, "7", "mqtt://localhost:" + this.brokerPort);
			gateway.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofSeconds(30));
			gateway.getBean(MqttConnections.class)
				.getClients()
				.get("tenant-7")
				.publish("devices/pump/reading", "20", Qos.AT_LEAST_ONCE);
			awaitMessage("devices/pump/seen");
		}
	}

	private static ConfigurableApplicationContext start(Class<?> application) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.resourceLoader(new DefaultResourceLoader(application.getClassLoader()))
			.run("--spring.config.name=none", "--mqtt.default-connection=false", "--spring.main.banner-mode=off");
	}

	private void run(String page, Path folder) throws Exception {
		List<String> blocks = MarkdownFile.read(page)
			.blocks("java")
			.stream()
			.map((block) -> block.replace("\"mqtt://localhost\"", "\"mqtt://localhost:" + this.brokerPort + "\"")
				.replace("Path.of(\"sessions\")", "Path.of(\"" + folder.resolve("sessions") + "\")"))
			.toList();
		Snippet.run(blocks, folder);
	}

	private void awaitMessage(String topic) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.messages.messages().messages()).extracting(LoggedMessage::topic)
				.contains(topic));
	}

}
