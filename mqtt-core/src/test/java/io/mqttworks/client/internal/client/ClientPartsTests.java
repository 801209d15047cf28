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

package io.mqttworks.client.internal.client;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.internal.resources.DefaultClientResources;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A client is built as a whole or not at all.
 */
class ClientPartsTests {

	@AutoClose
	private final DefaultClientResources resources = new DefaultClientResources(1, 1, false);

	@Test
	void storeThatCannotBeOpenedLeavesNothingOpen() {
		MqttClientBuilder builder = builder().sessionStore((clientId) -> {
			throw new IllegalStateException("locked, says the test");
		});
		assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("locked");
		assertThat(this.resources.clients()).isZero();
	}

	@Test
	void storeThatCannotBeReadIsClosedAgain() {
		UnreadableSession session = new UnreadableSession();
		MqttClientBuilder builder = builder().sessionStore((clientId) -> session);
		for (int i = 1; i <= 3; i++) {
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(builder::build);
			assertThat(session.closed).hasValue(i);
			assertThat(this.resources.clients()).isZero();
		}
	}

	@Test
	void closedResourcesTakeNoClient() {
		MqttClient before = builder().build();
		this.resources.close();
		assertThatIllegalStateException().isThrownBy(() -> builder().build()).withMessageContaining("ClientResources");
		before.close();
		assertThat(this.resources.clients()).isZero();
	}

	@Test
	void resourcesOfTheApplicationsOwnMakingAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> builder().resources(() -> {
		}).build()).withMessageContaining("ClientResources.builder()");
	}

	private MqttClientBuilder builder() {
		return MqttClient.builder("mqtt://localhost").clientId("parts").resources(this.resources);
	}

	/**
	 * Opens, and cannot be read.
	 */
	private static final class UnreadableSession implements StoredSession {

		final AtomicInteger closed = new AtomicInteger();

		@Override
		public List<StoredMessage> messages() {
			throw new OutOfMemoryError("thrown by the test");
		}

		@Override
		public Collection<Integer> handled() {
			return List.of();
		}

		@Override
		public void save(StoredMessage message) {
		}

		@Override
		public void bind(long key, int packetId) {
		}

		@Override
		public void received(long key) {
		}

		@Override
		public void remove(long key) {
		}

		@Override
		public void handled(int packetId) {
		}

		@Override
		public void forget(int packetId) {
		}

		@Override
		public CompletionStage<Void> flush() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> close() {
			this.closed.incrementAndGet();
			return CompletableFuture.completedFuture(null);
		}

	}

}
