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
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.log.LogAccessor;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.util.Assert;

/**
 * Keeps keys in a table, for all processes that share the database. A handler method that
 * finishes on its thread runs in the transaction that keeps the key, so that both happen
 * or neither; {@code @Transactional} methods join it. Where two processes get the same
 * message, the second one waits for the transaction of the first.
 * <p>
 * The table is {@code MQTT_HANDLED_MESSAGE}; scripts that create it are beside this
 * class, as {@code schema-h2.sql} and {@code schema-postgresql.sql}. Keys that are older
 * than the retention are deleted now and then.
 */
public class JdbcIdempotencyStore implements MqttIdempotencyStore, InitializingBean {

	/** How long keys are kept by default. */
	public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private static final String SELECT = "SELECT COUNT(*) FROM MQTT_HANDLED_MESSAGE WHERE HANDLER = ? AND MESSAGE_KEY = ?";

	private static final String INSERT = "INSERT INTO MQTT_HANDLED_MESSAGE (HANDLER, MESSAGE_KEY, HANDLED_AT) VALUES (?, ?, ?)";

	private static final String DELETE = "DELETE FROM MQTT_HANDLED_MESSAGE WHERE HANDLED_AT < ?";

	private static final LogAccessor logger = new LogAccessor(JdbcIdempotencyStore.class);

	private final JdbcTemplate jdbc;

	private final PlatformTransactionManager transactionManager;

	private final TransactionDefinition transaction = new DefaultTransactionDefinition();

	private Clock clock = Clock.systemUTC();

	private Duration retention = DEFAULT_RETENTION;

	private String insert = INSERT;

	private final AtomicReference<Instant> nextDeletion = new AtomicReference<>(Instant.MIN);

	/**
	 * Creates a store.
	 * @param dataSource where the table is
	 * @param transactionManager manages its transactions, and those of handlers
	 */
	public JdbcIdempotencyStore(DataSource dataSource, PlatformTransactionManager transactionManager) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactionManager = transactionManager;
	}

	/**
	 * Sets how long keys are kept; the default is 7 days. A message that comes again
	 * later is handled again.
	 * @param retention more than zero
	 */
	public void setRetention(Duration retention) {
		Assert.isTrue(!retention.isNegative() && !retention.isZero(), "retention must be more than zero");
		this.retention = retention;
	}

	void setClock(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Looks for the table.
	 * @throws IllegalStateException if there is none
	 */
	@Override
	public void afterPropertiesSet() {
		String product = this.jdbc
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		// PostgreSQL ends a transaction in which a statement has failed.
		this.insert = "PostgreSQL".equals(product) ? INSERT + " ON CONFLICT DO NOTHING" : INSERT;
		try {
			this.jdbc.queryForObject(SELECT, Integer.class, "", "");
		}
		catch (DataAccessException ex) {
			throw new IllegalStateException(
					"The table MQTT_HANDLED_MESSAGE, for the keys of messages that were handled,"
							+ " cannot be read; create it with a script such as io/mqttworks/spring/idempotency/schema-h2.sql",
					ex);
		}
	}

	@Override
	public boolean isHandled(String handler, String key) {
		Integer count = this.jdbc.queryForObject(SELECT, Integer.class, handler, key);
		return count != null && count > 0;
	}

	@Override
	public void add(String handler, String key) {
		insert(handler, key);
		deleteExpiredNowAndThen();
	}

	@Override
	public boolean handleOnce(String handler, String key, Handling handling) throws Exception {
		TransactionStatus status = this.transactionManager.getTransaction(this.transaction);
		boolean first;
		boolean rolledBack = false;
		try {
			first = insert(handler, key);
			if (first) {
				handling.handle();
				rolledBack = status.isRollbackOnly();
			}
		}
		catch (Throwable ex) {
			rollBack(status, ex);
			throw ex;
		}
		if (rolledBack) {
			// An error handler took care of what the method threw.
			this.transactionManager.rollback(status);
			insert(handler, key);
		}
		else {
			this.transactionManager.commit(status);
		}
		deleteExpiredNowAndThen();
		return first;
	}

	private void rollBack(TransactionStatus status, Throwable cause) {
		try {
			this.transactionManager.rollback(status);
		}
		catch (RuntimeException ex) {
			cause.addSuppressed(ex);
		}
	}

	private boolean insert(String handler, String key) {
		try {
			return this.jdbc.update(this.insert, handler, key, Timestamp.from(this.clock.instant())) > 0;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private void deleteExpiredNowAndThen() {
		Instant now = this.clock.instant();
		Instant next = this.nextDeletion.get();
		if (now.isBefore(next) || !this.nextDeletion.compareAndSet(next, now.plus(pause()))) {
			return;
		}
		try {
			int deleted = deleteExpired();
			logger.debug(() -> deleted + " keys of messages that were handled were deleted");
		}
		catch (DataAccessException ex) {
			logger.warn(ex, () -> "Keys of messages that were handled, older than " + this.retention
					+ ", could not be deleted; this is tried again");
		}
	}

	private Duration pause() {
		return (this.retention.compareTo(LONGEST_PAUSE) < 0) ? this.retention : LONGEST_PAUSE;
	}

	/**
	 * Deletes the keys that are older than the retention. The store does so itself, at
	 * most once an hour, on a thread that has handled a message.
	 * @return how many were deleted
	 */
	public int deleteExpired() {
		return this.jdbc.update(DELETE, Timestamp.from(this.clock.instant().minus(this.retention)));
	}

}
