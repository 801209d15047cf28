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

package io.mqttworks.spring.boot.autoconfigure.idempotency;

import java.util.Locale;

import javax.sql.DataSource;

import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttIdempotencyProperties;
import io.mqttworks.spring.boot.autoconfigure.MqttProperties;
import io.mqttworks.spring.idempotency.JdbcIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for idempotency keys in a database.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
				"org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration" })
@ConditionalOnClass({ JdbcTemplate.class, PlatformTransactionManager.class, DataSource.class })
@ConditionalOnBean(MqttProperties.class)
@ConditionalOnProperty(name = "mqtt.listener.idempotency.store", havingValue = "jdbc")
public final class MqttJdbcIdempotencyAutoConfiguration {

	MqttJdbcIdempotencyAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(MqttIdempotencyStore.class)
	@ConditionalOnSingleCandidate(DataSource.class)
	JdbcIdempotencyStore mqttIdempotencyStore(MqttProperties properties, DataSource dataSource,
			PlatformTransactionManager transactionManager) {
		MqttIdempotencyProperties.Jdbc jdbc = properties.getListener().getIdempotency().getJdbc();
		if (jdbc.isInitializeSchema()) {
			initialize(dataSource);
		}
		JdbcIdempotencyStore store = new JdbcIdempotencyStore(dataSource, transactionManager);
		store.setRetention(jdbc.getRetention());
		return store;
	}

	private static void initialize(DataSource dataSource) {
		String product;
		try {
			product = JdbcUtils.extractDatabaseMetaData(dataSource, (metaData) -> metaData.getDatabaseProductName());
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException(
					"The database for mqtt.listener.idempotency.jdbc cannot be asked what it is", ex);
		}
		ClassPathResource script = new ClassPathResource("schema-" + product.toLowerCase(Locale.ROOT) + ".sql",
				JdbcIdempotencyStore.class);
		if (!script.exists()) {
			throw new IllegalStateException("mqtt.listener.idempotency.jdbc.initialize-schema has no script for "
					+ product + "; create the table MQTT_HANDLED_MESSAGE as the scripts beside "
					+ JdbcIdempotencyStore.class.getName() + " do, and switch it off");
		}
		new ResourceDatabasePopulator(script).execute(dataSource);
	}

}
