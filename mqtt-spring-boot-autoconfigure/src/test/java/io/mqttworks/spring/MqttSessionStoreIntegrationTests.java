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

package io.mqttworks.spring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.spring.core.MqttTemplate;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that is stopped without having seen its broker, and started again.
 */
class MqttSessionStoreIntegrationTests {

	private static final List<String> TEXTS = IntStream.range(0, 50).mapToObj(Integer::toString).toList();

	@TempDir
	private Path directory;

	@BothVersions
	void whatWasPublishedBeforeTheApplicationStoppedIsSentByTheNextOne(MqttVersion version) throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			broker.stop();
			List<CompletableFuture<PublishResult>> published = new ArrayList<>();
			try (ConfigurableApplicationContext first = start(broker, version)) {
				MqttTemplate template = first.getBean(MqttTemplate.class);
				published.add(template.newMessage("lost").topic("t").qos(Qos.AT_MOST_ONCE).sendAsync());
				TEXTS.forEach((text) -> published
					.add(template.newMessage(text).topic("t").qos(Qos.EXACTLY_ONCE).sendAsync()));
			}
			assertThat(Kit.awaitFailure(published.remove(0), MqttClosedException.class))
				.hasMessageNotContaining("keeps");
			assertThat(published).allSatisfy((future) -> assertThat(Kit.awaitFailure(future, MqttClosedException.class))
				.hasMessageContaining("the session store keeps the message"));
			broker.restart();
			MessageRecorder recorder = new MessageRecorder();
			try (MqttClient observer = MqttClient.builder(broker.uri()).clientId("observer").build()) {
				observer.connect().join();
				observer.subscribe("t", Qos.EXACTLY_ONCE, recorder).result().join();
				try (ConfigurableApplicationContext second = start(broker, version)) {
					MqttClient client = second.getBean(MqttClient.class);
					await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
					await().atMost(Kit.TIMEOUT).until(() -> recorder.count() >= TEXTS.size());
				}
				assertThat(recorder.texts()).containsExactlyElementsOf(TEXTS);
			}
			try (Stream<Path> files = Files.walk(this.directory)) {
				assertThat(files.filter((file) -> file.toString().endsWith(".log"))).isEmpty();
			}
		}
	}

	private ConfigurableApplicationContext start(MosquittoBroker broker, MqttVersion version) {
		return TestApplications.start(broker, version, Nothing.class, "mqtt.startup=background",
				"mqtt.client-id=greenhouse", "mqtt.session-store.directory=" + this.directory);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
