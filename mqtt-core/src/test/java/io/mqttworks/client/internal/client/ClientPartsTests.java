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

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.internal.resources.DefaultClientResources;
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
		AtomicInteger closed = new AtomicInteger();
		MqttClientBuilder builder = builder().sessionStore((clientId) -> unreadable(closed));
		for (int i = 1; i <= 3; i++) {
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(builder::build);
			assertThat(closed).hasValue(i);
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
	private static StoredSession unreadable(AtomicInteger closed) {
		return (StoredSession) Proxy.newProxyInstance(ClientPartsTests.class.getClassLoader(),
				new Class<?>[] { StoredSession.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "close" -> {
						closed.incrementAndGet();
						yield CompletableFuture.completedFuture(null);
					}
					case "failure" -> new CompletableFuture<Void>();
					default -> throw new OutOfMemoryError("thrown by the test in " + method.getName());
				});
	}

}
