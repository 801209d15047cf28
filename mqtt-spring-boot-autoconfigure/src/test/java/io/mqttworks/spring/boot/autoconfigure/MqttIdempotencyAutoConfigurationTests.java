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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.idempotency.MqttJdbcIdempotencyAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.metrics.MqttMetricsAutoConfiguration;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.JdbcIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import io.mqttworks.spring.listener.MqttMessageFilter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for where idempotency keys are kept, and for what is counted.
 */
class MqttIdempotencyAutoConfigurationTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MqttAutoConfiguration.class, MqttJdbcIdempotencyAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client)
		.withPropertyValues("mqtt.listener.retry.enabled=false");

	private final ApplicationContextRunner database = this.runner.withUserConfiguration(Database.class, Handlers.class)
		.withPropertyValues("mqtt.listener.idempotency.store=jdbc");

	@Test
	void keysAreInMemoryUnlessTheApplicationSaysOtherwise() {
		this.runner.withUserConfiguration(Database.class, Handlers.class)
			.withPropertyValues("mqtt.listener.idempotency.capacity=1")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(MqttIdempotencyStore.class);
				deliver("1", "2", "2", "1");
				assertThat(context.getBean(Handlers.class).received).containsExactly("1", "2", "1");
			});
	}

	@Test
	void aCapacityThatIsNotValidIsRefusedByName() {
		this.runner.withPropertyValues("mqtt.listener.idempotency.capacity=0")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("mqtt.listener.idempotency.capacity"));
	}

	@Test
	void keysAndRowsOfAHandlerAreWrittenTogether() {
		this.database.withPropertyValues("mqtt.listener.idempotency.jdbc.initialize-schema=true").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(JdbcIdempotencyStore.class);
			deliver("1", "fail", "fail", "1");
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			assertThat(jdbc.queryForList("SELECT ID FROM READING", String.class)).containsExactly("1");
			assertThat(jdbc.queryForList("SELECT MESSAGE_KEY FROM MQTT_HANDLED_MESSAGE", String.class))
				.containsExactly("1");
			assertThat(context.getBean(Handlers.class).received).containsExactly("1", "fail", "fail");
		});
	}

	@Test
	void withoutTheTableTheStartFails() {
		this.database.run((context) -> assertThat(context.getStartupFailure())
			.hasStackTraceContaining("The table MQTT_HANDLED_MESSAGE"));
	}

	@Test
	void aStoreInADatabaseThatIsNotThereIsSaid() {
		this.runner.withPropertyValues("mqtt.listener.idempotency.store=jdbc")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("mqtt.listener.idempotency.store")
				.hasStackTraceContaining("spring-boot-starter-jdbc"));
		this.database.withClassLoader(new FilteredClassLoader(JdbcTemplate.class))
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void aStoreOfTheApplicationIsUsed() {
		InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
		this.database.withBean(MqttIdempotencyStore.class, () -> store).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(MqttIdempotencyStore.class);
			deliver("1", "1");
			assertThat(store.isHandled("readings", "1")).isTrue();
		});
	}

	@Test
	void whatIsLeftOutAndWhatWasHandledBeforeIsMeasured() {
		this.runner.withConfiguration(AutoConfigurations.of(MqttMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(Database.class, Handlers.class)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
				deliver("1", "skip", "1", "1");
				assertThat(count(registry, "mqtt.listener.filtered")).isEqualTo(1);
				assertThat(count(registry, "mqtt.listener.duplicates")).isEqualTo(2);
			});
	}

	@Test
	void deadLettersOfAllRecoverersAreMeasured() {
		this.runner.withConfiguration(AutoConfigurations.of(MqttMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("mqtt.listener.dead-letter-topic=common")
			.withUserConfiguration(Failing.class)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
				this.client.deliver("a", "x");
				this.client.deliver("b", "x");
				assertThat(registry.get("mqtt.dead.letters").functionCounter().count()).isEqualTo(2);
			});
	}

	private static double count(MeterRegistry registry, String name) {
		return registry.get(name).tag("connection", "default").functionCounter().count();
	}

	private void deliver(String... payloads) {
		for (String payload : payloads) {
			this.client.deliver("readings", payload);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		DataSource dataSource() {
			DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:autoconfigured;DB_CLOSE_DELAY=-1");
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.execute("DROP ALL OBJECTS");
			jdbc.execute("CREATE TABLE READING (ID VARCHAR(20))");
			return dataSource;
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	static class Failing {

		@MqttSubscribe("a")
		void a(String payload) {
			throw new IllegalStateException("no");
		}

		@MqttSubscribe(topics = "b", deadLetterTopic = "own")
		void b(String payload) {
			throw new IllegalStateException("no");
		}

	}

	static class Handlers {

		final List<String> received = new CopyOnWriteArrayList<>();

		private final JdbcTemplate jdbc;

		Handlers(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
		}

		@MqttSubscribe(id = "readings", topics = "readings", idempotencyKey = "#{text}",
				filter = "#{__listener.filter}")
		public void onReading(byte[] reading) {
			String text = new String(reading, StandardCharsets.UTF_8);
			this.received.add(text);
			this.jdbc.update("INSERT INTO READING VALUES (?)", text);
			if (text.equals("fail")) {
				throw new IllegalStateException("no");
			}
		}

		public MqttMessageFilter getFilter() {
			return (message) -> !message.payloadAsString().equals("skip");
		}

	}

}
