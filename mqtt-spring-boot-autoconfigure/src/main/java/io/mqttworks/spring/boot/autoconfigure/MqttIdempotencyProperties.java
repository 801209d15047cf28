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

import java.time.Duration;

/**
 * Where the keys of messages are kept that handlers with an idempotency key have handled.
 */
public class MqttIdempotencyProperties {

	/**
	 * Where keys are kept.
	 */
	private Store store = Store.MEMORY;

	/**
	 * How many keys of all handlers are kept in memory. Beyond that the least recently
	 * used one is forgotten.
	 */
	private int capacity = 10_000;

	private final Jdbc jdbc = new Jdbc();

	public Store getStore() {
		return this.store;
	}

	public void setStore(Store store) {
		this.store = store;
	}

	public int getCapacity() {
		return this.capacity;
	}

	public void setCapacity(int capacity) {
		this.capacity = capacity;
	}

	public Jdbc getJdbc() {
		return this.jdbc;
	}

	/**
	 * Where keys are kept.
	 */
	public enum Store {

		/** In the memory of this process, a limited number. */
		MEMORY,

		/** In a table, with the handler's transaction; needs spring-jdbc. */
		JDBC

	}

	/**
	 * Keys in a database.
	 */
	public static class Jdbc {

		/**
		 * How long keys are kept. A message that comes again later is handled again.
		 */
		private Duration retention = Duration.ofDays(7);

		/**
		 * Whether the table is created when the application starts, if there is none. For
		 * H2 and PostgreSQL.
		 */
		private boolean initializeSchema;

		public Duration getRetention() {
			return this.retention;
		}

		public void setRetention(Duration retention) {
			this.retention = retention;
		}

		public boolean isInitializeSchema() {
			return this.initializeSchema;
		}

		public void setInitializeSchema(boolean initializeSchema) {
			this.initializeSchema = initializeSchema;
		}

	}

}
