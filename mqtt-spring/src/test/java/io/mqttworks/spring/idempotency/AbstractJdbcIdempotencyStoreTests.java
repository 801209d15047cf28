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

package io.mqttworks.spring.idempotency;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@link JdbcIdempotencyStore} does with every database.
 */
abstract class AbstractJdbcIdempotencyStoreTests {

	private final DataSource dataSource;

	private final String database;

	private final JdbcTemplate jdbc;

	private final PlatformTransactionManager transactionManager;

	AbstractJdbcIdempotencyStoreTests(DataSource dataSource, String database) {
		this.dataSource = dataSource;
		this.database = database;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactionManager = new JdbcTransactionManager(dataSource);
	}

	@BeforeEach
	void createTables() {
		this.jdbc.execute("DROP TABLE IF EXISTS MQTT_HANDLED_MESSAGE");
		this.jdbc.execute("DROP TABLE IF EXISTS READING");
		this.jdbc.execute("CREATE TABLE READING (ID VARCHAR(20))");
	}

	@Test
	void withoutTheTableTheStartFailsAndNamesTheScript() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new JdbcIdempotencyStore(this.dataSource, this.transactionManager).afterPropertiesSet())
			.withMessageContaining("MQTT_HANDLED_MESSAGE")
			.withMessageContaining("schema-");
	}

	@Test
	void theScriptCanRunAgain() {
		runScript();
		runScript();
		assertThat(store().isHandled("a", "1")).isFalse();
	}

	@Test
	void keysBelongToTheirHandlersAndCanBeAddedTwice() {
		JdbcIdempotencyStore store = store();
		store.add("a", "1");
		store.add("a", "1");
		assertThat(store.isHandled("a", "1")).isTrue();
		assertThat(store.isHandled("b", "1")).isFalse();
		assertThat(store.isHandled("a", "2")).isFalse();
	}

	@Test
	void theKeyAndWhatTheHandlerWroteAreKeptTogether() throws Exception {
		JdbcIdempotencyStore store = store();
		assertThat(store.handleOnce("a", "1", () -> write("first"))).isTrue();
		assertThat(store.handleOnce("a", "1", () -> write("second"))).isFalse();
		assertThat(readings()).isEqualTo(1);
	}

	@Test
	void aHandlerThatFailsTakesItsKeyAndItsRowsBack() throws Exception {
		JdbcIdempotencyStore store = store();
		assertThatIllegalStateException().isThrownBy(() -> store.handleOnce("a", "1", () -> {
			write("first");
			throw new IllegalStateException("no");
		}));
		assertThat(readings()).isZero();
		assertThat(store.isHandled("a", "1")).isFalse();
		assertThat(store.handleOnce("a", "1", () -> write("again"))).isTrue();
		assertThat(readings()).isEqualTo(1);
	}

	@Test
	void aTransactionalMethodJoinsTheTransaction() throws Exception {
		JdbcIdempotencyStore store = store();
		TransactionTemplate transactional = new TransactionTemplate(this.transactionManager);
		assertThatIllegalStateException().isThrownBy(() -> store.handleOnce("a", "1", () -> {
			transactional.executeWithoutResult((status) -> write("inner"));
			throw new IllegalStateException("after the method returned");
		}));
		assertThat(readings()).isZero();
		assertThat(store.isHandled("a", "1")).isFalse();
	}

	@Test
	void whatAnErrorHandlerTookCareOfCountsAsHandled() throws Exception {
		JdbcIdempotencyStore store = store();
		TransactionTemplate transactional = new TransactionTemplate(this.transactionManager);
		assertThat(store.handleOnce("a", "1", () -> {
			try {
				transactional.executeWithoutResult((status) -> {
					write("inner");
					throw new UnsupportedOperationException();
				});
			}
			catch (UnsupportedOperationException ex) {
				// As an error handler does that returns.
			}
		})).isTrue();
		assertThat(readings()).isZero();
		assertThat(store.isHandled("a", "1")).isTrue();
	}

	@Test
	void ofTwoProcessesTheSecondWaitsForTheFirst() throws Exception {
		JdbcIdempotencyStore here = store();
		JdbcIdempotencyStore there = store();
		CountDownLatch handling = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		CompletableFuture<Boolean> first = handle(here, () -> {
			write("first");
			handling.countDown();
			assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
		});
		assertThat(handling.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Boolean> second = handle(there, () -> write("second"));
		goOn.countDown();
		assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(second.get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(readings()).isEqualTo(1);
	}

	@Test
	void ofTwoProcessesTheSecondHandlesWhatTheFirstFailedOn() throws Exception {
		JdbcIdempotencyStore here = store();
		JdbcIdempotencyStore there = store();
		CountDownLatch handling = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		CompletableFuture<Boolean> first = handle(here, () -> {
			write("first");
			handling.countDown();
			assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
			throw new IllegalStateException("no");
		});
		assertThat(handling.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Boolean> second = handle(there, () -> write("second"));
		goOn.countDown();
		assertThat(first).failsWithin(Duration.ofSeconds(30));
		assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(readings()).isEqualTo(1);
	}

	@Test
	void expiredKeysAreDeletedNowAndThen() {
		JdbcIdempotencyStore store = store();
		Instant start = Instant.parse("2026-01-01T00:00:00Z");
		store.setRetention(Duration.ofDays(2));
		store.setClock(Clock.fixed(start, ZoneOffset.UTC));
		store.add("a", "old");
		assertThat(this.jdbc.queryForObject("SELECT HANDLED_AT FROM MQTT_HANDLED_MESSAGE", Timestamp.class))
			.isEqualTo(Timestamp.from(start));
		store.setClock(Clock.fixed(start.plus(Duration.ofDays(1)), ZoneOffset.UTC));
		store.add("a", "new");
		assertThat(store.isHandled("a", "old")).isTrue();
		store.setClock(Clock.fixed(start.plus(Duration.ofDays(2)).plusSeconds(1), ZoneOffset.UTC));
		store.add("a", "newest");
		assertThat(store.isHandled("a", "old")).isFalse();
		assertThat(store.isHandled("a", "new")).isTrue();
	}

	private CompletableFuture<Boolean> handle(JdbcIdempotencyStore store, MqttIdempotencyStore.Handling handling) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return store.handleOnce("a", "1", handling);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, (task) -> new Thread(task).start());
	}

	private JdbcIdempotencyStore store() {
		runScript();
		JdbcIdempotencyStore store = new JdbcIdempotencyStore(this.dataSource, this.transactionManager);
		store.afterPropertiesSet();
		return store;
	}

	private void runScript() {
		new ResourceDatabasePopulator(
				new ClassPathResource("schema-" + this.database + ".sql", JdbcIdempotencyStore.class))
			.execute(this.dataSource);
	}

	private void write(String id) {
		this.jdbc.update("INSERT INTO READING VALUES (?)", id);
	}

	private long readings() {
		Long count = this.jdbc.queryForObject("SELECT COUNT(*) FROM READING", Long.class);
		return (count != null) ? count : -1;
	}

}
