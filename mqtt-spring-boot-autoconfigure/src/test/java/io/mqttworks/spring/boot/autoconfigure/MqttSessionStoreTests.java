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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.mqttworks.client.FileSessionStore.Durability;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.spring.boot.autoconfigure.health.MqttHealthIndicator;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttSessionStoreFailedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@code mqtt.session-store} and for {@link SessionStore} beans.
 */
class MqttSessionStoreTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
		.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1", "mqtt.close-timeout=0");

	private final ApplicationContextRunner named = this.runner.withPropertyValues("mqtt.client-id=greenhouse");

	private ApplicationContextRunner stored() {
		return this.named.withPropertyValues(directory(""));
	}

	private String directory(String connection) {
		return "mqtt." + connection + "session-store.directory=" + this.directory;
	}

	private static MqttClient client(AssertableApplicationContext context) {
		return context.getBean(MqttClient.class);
	}

	private static SessionStore store(AssertableApplicationContext context, String clientBean) {
		return context.getBean(clientBean, MqttClient.class).options().sessionStore();
	}

	private List<Path> sessions() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	private static InvalidMqttPropertyException invalid(AssertableApplicationContext context) {
		return TransportPropertiesTests.invalid(context.getStartupFailure());
	}

	@Test
	void withoutADirectoryThereIsNoStore() {
		this.named.run((context) -> assertThat(client(context).options().sessionStore()).isNull());
	}

	@Test
	void anEmptyDirectoryIsNone() {
		this.named.withPropertyValues("mqtt.session-store.directory=")
			.run((context) -> assertThat(client(context).options().sessionStore()).isNull());
	}

	@Test
	void theSessionIsInTheDirectoryAndForced() {
		this.stored().run((context) -> {
			assertThat(client(context).options().sessionStore()).extracting("durability").isEqualTo(Durability.FORCED);
			assertThat(sessions()).hasSize(1);
		});
	}

	@Test
	void durabilityCanBeLess() {
		this.stored()
			.withPropertyValues("mqtt.session-store.durability=written")
			.run((context) -> assertThat(client(context).options().sessionStore()).extracting("durability")
				.isEqualTo(Durability.WRITTEN));
	}

	@Test
	void aRelativeDirectoryIsNotLookedForInTheClassPath() {
		this.named.withPropertyValues("mqtt.session-store.directory=org")
			.withBean(MqttClientBuilderCustomizer.class, () -> (builder) -> {
				assertThat(builder.options().sessionStore()).extracting("directory").isEqualTo(Path.of("org"));
				builder.sessionStore(null);
			})
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aStoreNeedsAClientIdentifier() {
		this.runner.withPropertyValues(directory("")).run((context) -> {
			assertThat(invalid(context).getProperty()).isEqualTo("mqtt.client-id");
			assertThat(invalid(context).getReason()).contains("'mqtt.session-store.directory' is set");
		});
	}

	@Test
	void aStoreBeanNeedsAClientIdentifier() {
		this.runner.withBean(SessionStore.class, ManualStore::new).run((context) -> {
			assertThat(invalid(context).getProperty()).isEqualTo("mqtt.client-id");
			assertThat(invalid(context).getReason()).contains("session store");
		});
	}

	@Test
	void theClientIdentifierCanComeFromACustomizer() {
		this.runner.withPropertyValues(directory(""))
			.withBean(MqttClientBuilderCustomizer.class, () -> (builder) -> builder.clientId("custom"))
			.run((context) -> assertThat(client(context).options().sessionStore()).isNotNull());
	}

	@Test
	void anotherContradictionIsNotTakenForAMissingClientIdentifier() {
		this.stored()
			.withBean(MqttClientBuilderCustomizer.class, () -> (builder) -> builder.servers(List.of()))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("server"));
	}

	@Test
	void durabilityNeedsADirectory() {
		this.named.withPropertyValues("mqtt.session-store.durability=written").run((context) -> {
			assertThat(invalid(context).getProperty()).isEqualTo("mqtt.session-store.directory");
			assertThat(invalid(context).getReason()).contains("missing").contains("'mqtt.session-store.durability'");
		});
	}

	@Test
	void aDirectoryThatCannotBeUsedNamesItsProperty() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "x");
		this.named.withPropertyValues("mqtt.session-store.directory=" + file).run((context) -> {
			assertThat(invalid(context).getProperty()).isEqualTo("mqtt.session-store.directory");
			assertThat(invalid(context).getReason()).contains(file.toString());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:/var/lib/mqtt", "classpath:mqtt", "a\0b" })
	void aDirectoryThatIsNoPathNamesItsProperty(String directory) {
		this.named.withPropertyValues("mqtt.session-store.directory=" + directory)
			.run((context) -> assertThat(invalid(context).getProperty()).isEqualTo("mqtt.session-store.directory"));
	}

	@Test
	void anotherInstanceIsToldWhatToDo() {
		stored().run((first) -> stored().run((second) -> {
			assertThat(second).getFailure().rootCause().isInstanceOf(MqttException.class);
			FailureAnalysis analysis = new MqttSessionStoreFailureAnalyzer().analyze(second.getStartupFailure());
			assertThat(analysis.getDescription()).contains("connection 'default'")
				.contains("client 'greenhouse'")
				.contains(this.directory.toString())
				.contains("in use by another client");
			assertThat(analysis.getAction()).contains("'mqtt.client-id'").contains("'mqtt.session-store.directory'");
			assertThat(first.getBean(MqttTemplate.class)).isNotNull();
		}));
	}

	@Test
	void connectionsThatShareASessionAreRefusedWithTheirProperties() {
		stored()
			.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2",
					"mqtt.connections.kitchen.client-id=greenhouse", directory("connections.kitchen."))
			.run((context) -> {
				FailureAnalysis analysis = new MqttSessionStoreFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("connection 'kitchen'");
				assertThat(analysis.getAction()).contains("'mqtt.connections.kitchen.client-id'")
					.contains("'mqtt.connections.kitchen.session-store.directory'");
			});
	}

	@Test
	void aStoreThatCannotBeReadIsNotCalledInUse() {
		SessionStore broken = (clientId) -> {
			throw new MqttException("The database is gone", null, new IllegalStateException("no such table"));
		};
		this.named.withBean(SessionStore.class, () -> broken).run((context) -> {
			FailureAnalysis analysis = new MqttSessionStoreFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("The database is gone");
			assertThat(analysis.getAction()).contains("Repair").doesNotContain("instance");
		});
	}

	@Test
	void whatIsPublishedOfflineIsThereForTheNextContext() {
		List<CompletableFuture<PublishResult>> published = new ArrayList<>();
		stored().run((context) -> published.add(context.getBean(MqttTemplate.class).sendAsync("t", "x")));
		assertThat(Kit.awaitFailure(published.get(0), MqttException.class)).hasMessageContaining("session store keeps");
		stored().run((context) -> assertThat(client(context).pendingPublishes()).isOne());
	}

	@Test
	void aStartThatFailsLaterLetsGoOfTheSession() {
		stored().withUserConfiguration(Failing.class)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage("later"));
		stored().run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aBeanIsUsed() {
		ManualStore store = new ManualStore();
		this.named.withBean(SessionStore.class, () -> store).run((context) -> {
			assertThat(client(context).options().sessionStore()).isSameAs(store);
			assertThat(store.isOpen()).isTrue();
		});
		assertThat(store.isOpen()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "directory", "durability" })
	void aBeanAndPropertiesExcludeEachOther(String property) {
		this.named.withBean("mine", SessionStore.class, ManualStore::new)
			.withPropertyValues("mqtt.session-store." + property + "=written")
			.run((context) -> {
				assertThat(invalid(context).getProperty()).isEqualTo("mqtt.session-store." + property);
				assertThat(invalid(context).getReason()).contains("bean 'mine'").contains("one of the two");
			});
	}

	@Test
	void severalBeansWithoutAPrimaryOneAreRefused() {
		this.named.withBean("one", SessionStore.class, ManualStore::new)
			.withBean("two", SessionStore.class, ManualStore::new)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Test
	void thePrimaryBeanIsUsed() {
		this.named.withBean("other", SessionStore.class, ManualStore::new)
			.withUserConfiguration(PrimaryStore.class)
			.run((context) -> assertThat(client(context).options().sessionStore())
				.isSameAs(context.getBean("primaryStore")));
	}

	@Test
	void eachConnectionHasItsOwn() {
		this.named
			.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2",
					"mqtt.connections.kitchen.client-id=cook", "mqtt.connections.cellar.servers=mqtt://127.0.0.1:3",
					"mqtt.connections.cellar.client-id=greenhouse", directory("connections.cellar."))
			.withUserConfiguration(KitchenStore.class)
			.run((context) -> {
				assertThat(store(context, "defaultMqttClient")).isNull();
				assertThat(store(context, "kitchenMqttClient")).isSameAs(context.getBean("kitchenStore"));
				assertThat(store(context, "cellarMqttClient")).extracting("directory").isEqualTo(this.directory);
			});
	}

	@Test
	void aBeanWithoutAQualifierIsThatOfTheDefaultConnectionAlone() {
		this.named
			.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2",
					"mqtt.connections.kitchen.client-id=cook", directory("connections.kitchen."))
			.withBean("mine", SessionStore.class, ManualStore::new)
			.run((context) -> {
				assertThat(store(context, "defaultMqttClient")).isSameAs(context.getBean("mine"));
				assertThat(store(context, "kitchenMqttClient")).extracting("directory").isEqualTo(this.directory);
			});
	}

	@Test
	void aConnectionWithoutAClientIdentifierNamesItsProperties() {
		this.named
			.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2",
					directory("connections.kitchen."))
			.run((context) -> {
				assertThat(invalid(context).getProperty()).isEqualTo("mqtt.connections.kitchen.client-id");
				assertThat(invalid(context).getReason()).contains("'mqtt.connections.kitchen.session-store.directory'");
			});
	}

	@Test
	void aStoreBeanIsDestroyedAfterItsSessionIsClosed() {
		ClosedStore store = new ClosedStore();
		this.named.withBean(SessionStore.class, () -> store).run((context) -> assertThat(store.events).isEmpty());
		assertThat(store.events).containsExactly("destroyed, session open: false");
	}

	@Test
	void aStoreThatFailsIsAnEventAndTakesTheHealthDown() {
		ManualStore store = new ManualStore();
		this.named.withBean(SessionStore.class, () -> store).withUserConfiguration(Recorder.class).run((context) -> {
			MqttHealthIndicator indicator = new MqttHealthIndicator(client(context));
			assertThat(indicator.health().getDetails()).doesNotContainKey("sessionStoreFailure");
			store.fail(new IllegalStateException("No space left on device"));
			Kit.awaitFailure(client(context).publish("t", "x", Qos.AT_LEAST_ONCE), MqttException.class);
			Recorder recorder = context.getBean(Recorder.class);
			await().atMost(Kit.TIMEOUT)
				.untilAsserted(() -> assertThat(recorder.events).singleElement().satisfies((event) -> {
					assertThat(event.connection()).isEqualTo("default");
					assertThat(event.cause()).hasMessageContaining("No space left on device");
				}));
			await().atMost(Kit.TIMEOUT).untilAsserted(() -> {
				Health health = indicator.health();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).extractingByKey("sessionStoreFailure")
					.asString()
					.contains("No space left on device");
			});
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		Object failing(MqttClient client) {
			throw new IllegalStateException("later");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryStore {

		@Bean
		@Primary
		SessionStore primaryStore() {
			return new ManualStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KitchenStore {

		@Bean(defaultCandidate = false)
		@Qualifier("kitchen")
		SessionStore kitchenStore() {
			return new ManualStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Recorder {

		final List<MqttSessionStoreFailedEvent> events = new ArrayList<>();

		@EventListener
		synchronized void on(MqttSessionStoreFailedEvent event) {
			this.events.add(event);
		}

	}

	/**
	 * A store with something to close, such as a pool of connections.
	 */
	static class ClosedStore implements SessionStore, AutoCloseable {

		final List<String> events = new ArrayList<>();

		private final ManualStore sessions = new ManualStore();

		@Override
		public StoredSession open(String clientId) {
			return this.sessions.open(clientId);
		}

		@Override
		public void close() {
			this.events.add("destroyed, session open: " + this.sessions.isOpen());
		}

	}

}
