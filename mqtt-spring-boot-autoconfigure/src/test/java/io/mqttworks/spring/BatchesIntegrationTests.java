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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that take several messages at once, with real brokers and a database.
 */
class BatchesIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int ROWS = 5000;

	private final String root = "batches-" + UUID.randomUUID();

	private ConfigurableApplicationContext application;

	private MqttClient publisher;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
		if (this.publisher != null) {
			this.publisher.close();
		}
	}

	@BothVersions
	void aBatchThatTheWindowCannotFillEndsWithItsTimeout(MqttVersion version) {
		Large large = start(Brokers.mosquitto().uri(), version, Large.class, "mqtt.receive-maximum=20");
		Kit.await(publish(200));
		await().atMost(LONG).until(() -> large.values().size() == 200);
		assertThat(large.values()).isEqualTo(IntStream.range(0, 200).mapToObj(String::valueOf).toList());
		await().atMost(LONG).until(() -> client().statistics().unhandledBytes() == 0);
	}

	@BothVersions
	void aBatchThatTheByteMarkCannotFillEndsWithItsTimeout(MqttVersion version) {
		Large large = start(Brokers.mosquitto().uri(), version, Large.class, "mqtt.listener.max-unhandled-size=200B");
		Kit.await(publish(200));
		await().atMost(LONG).until(() -> large.values().size() == 200);
		assertThat(large.values()).isEqualTo(IntStream.range(0, 200).mapToObj(String::valueOf).toList());
	}

	@BothVersions
	void aConnectionThatEndsWhileABatchIsOpenLosesAndRepeatsNothing(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.start(); TcpProxy proxy = TcpProxy.to(broker.port())) {
			Open open = start(proxy.uri(), version, Open.class, "mqtt.client-id=" + this.root.substring(0, 20),
					"mqtt.clean-start=false", "mqtt.session-expiry=1h", "mqtt.reconnect.delay=10ms");
			MqttClient direct = MqttClient.builder(broker.uri()).version(version).build();
			direct.connect(Kit.TIMEOUT);
			Kit.await(publish(direct, 0, 5));
			await().atMost(LONG).until(() -> unhandled("open") == 5);
			long connects = client().statistics().connects();
			proxy.cut();
			await().atMost(LONG).until(() -> client().isConnected() && client().statistics().connects() > connects);
			Kit.await(publish(direct, 5, 10));
			await().atMost(LONG).until(() -> open.batches.stream().mapToInt(List::size).sum() == 10);
			assertThat(open.batches).containsExactly(IntStream.range(0, 10).mapToObj(String::valueOf).toList());
			// All are acknowledged: the next batch has nothing of the one before.
			Kit.await(publish(direct, 10, 20));
			await().atMost(LONG).until(() -> open.batches.size() == 2);
			assertThat(open.batches.get(1)).isEqualTo(IntStream.range(10, 20).mapToObj(String::valueOf).toList());
			direct.close();
		}
	}

	/**
	 * Prints how many rows a second get into a database that writes each transaction to
	 * its file.
	 */
	@Test
	void batchesAndSingleMessagesWriteEachReadingOnce(@TempDir Path directory) throws Exception {
		System.setProperty("test.database", "jdbc:h2:file:" + directory.resolve("readings") + ";WRITE_DELAY=0");
		try (MosquittoBroker broker = MosquittoBroker.start("max_inflight_messages 1000",
				"max_queued_messages 100000")) {
			double single = rowsPerSecond(broker, SingleRows.class);
			double batches = rowsPerSecond(broker, BatchedRows.class);
			System.out.printf("Rows a second into H2: %.0f with single messages, %.0f with batches of 200%n", single,
					batches);
		}
		finally {
			System.clearProperty("test.database");
		}
	}

	private double rowsPerSecond(MosquittoBroker broker, Class<? extends Rows> type) throws Exception {
		Rows rows = start(broker.uri(), MqttVersion.MQTT_5, type);
		long start = System.nanoTime();
		Kit.await(publish(ROWS));
		await().atMost(LONG).until(() -> rows.written() >= ROWS);
		double seconds = (System.nanoTime() - start) / 1e9;
		await().atMost(LONG).until(() -> client().statistics().unhandledBytes() == 0);
		assertThat(rows.values()).isEqualTo(IntStream.range(0, ROWS).mapToObj(String::valueOf).toList());
		close();
		return ROWS / seconds;
	}

	private CompletableFuture<?> publish(int count) {
		return publish(this.publisher, 0, count);
	}

	private CompletableFuture<?> publish(MqttClient publisher, int from, int to) {
		List<CompletableFuture<?>> sent = new ArrayList<>();
		for (int i = from; i < to; i++) {
			sent.add(publisher.publish(MqttMessage.of(this.root + "/readings",
					String.valueOf(i).getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE)));
		}
		return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
	}

	private MqttClient client() {
		return this.application.getBean(MqttClient.class);
	}

	private int unhandled(String id) {
		return this.application.getBean(MqttListenerEndpointRegistry.class).getContainer(id).getUnhandledMessages();
	}

	private <T> T start(String server, MqttVersion version, Class<T> type, String... properties) {
		this.publisher = MqttClient.builder(server).version(version).maxPendingMessages(100_000).build();
		this.publisher.connect(Kit.TIMEOUT);
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "test.root=" + this.root;
		this.application = TestApplications.start(server, version, type, all);
		await().atMost(LONG)
			.until(() -> this.application.getBean(MqttListenerEndpointRegistry.class)
				.getContainers()
				.stream()
				.flatMap((container) -> container.getSubscriptionStatus().stream())
				.allMatch((status) -> status.state() == SubscriptionStatus.State.SUBSCRIBED));
		return this.application.getBean(type);
	}

	static class Large {

		final List<List<String>> batches = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "${test.root}/readings", batchSize = "1000", batchTimeout = "50ms")
		void onReadings(List<String> readings) {
			this.batches.add(readings);
		}

		List<String> values() {
			return this.batches.stream().flatMap(List::stream).toList();
		}

	}

	static class Open {

		final List<List<String>> batches = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "${test.root}/readings", id = "open", batchSize = "10", batchTimeout = "10m")
		void onReadings(List<String> readings) {
			this.batches.add(readings);
		}

	}

	abstract static class Rows implements AutoCloseable {

		final Connection connection = DriverManager.getConnection(System.getProperty("test.database"));

		Rows() throws SQLException {
			try (Statement statement = this.connection.createStatement()) {
				statement.execute("drop table if exists reading");
				statement.execute("create table reading (id bigint auto_increment primary key, text varchar(100))");
			}
			this.connection.setAutoCommit(false);
		}

		void write(List<String> readings) throws SQLException {
			try (PreparedStatement insert = this.connection.prepareStatement("insert into reading (text) values (?)")) {
				for (String reading : readings) {
					insert.setString(1, reading);
					insert.addBatch();
				}
				insert.executeBatch();
			}
			this.connection.commit();
		}

		int written() throws SQLException {
			return values().size();
		}

		List<String> values() throws SQLException {
			try (Connection other = DriverManager.getConnection(System.getProperty("test.database"));
					Statement statement = other.createStatement();
					ResultSet rows = statement.executeQuery("select text from reading order by id")) {
				List<String> values = new ArrayList<>();
				while (rows.next()) {
					values.add(rows.getString(1));
				}
				return values;
			}
		}

		@Override
		public void close() throws SQLException {
			this.connection.close();
		}

	}

	static class SingleRows extends Rows {

		SingleRows() throws SQLException {
		}

		@MqttSubscribe("${test.root}/readings")
		void onReading(String reading) throws SQLException {
			write(List.of(reading));
		}

	}

	static class BatchedRows extends Rows {

		BatchedRows() throws SQLException {
		}

		@MqttSubscribe(topics = "${test.root}/readings", batchSize = "200")
		void onReadings(List<String> readings) throws SQLException {
			write(readings);
		}

	}

}
