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

package io.mqttworks.client.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What waits for a listener that is slow has a bound, and nothing is left out without
 * being counted.
 */
@Timeout(60)
class SlowListenerTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicLong told = new AtomicLong();

	private final AtomicLong lost = new AtomicLong();

	@ParameterizedTest
	@EnumSource(names = { "DROP_NEWEST", "DROP_OLDEST" })
	void eachDroppedMessageIsToldOrCountedAsLost(OverflowPolicy policy) {
		int count = 20_000;
		MqttClient client = this.broker
			.client((builder) -> builder.overflowPolicy(policy).maxPendingMessages(10).errorListener(new Slow()));
		List<CompletableFuture<PublishResult>> published = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			published.add(client.publish("t", "x", Qos.AT_LEAST_ONCE));
		}
		int dropped = count - 10;
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().dropped() == dropped);
		assertThat(published.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(dropped);
		Kit.awaitFailure(published.get((policy == OverflowPolicy.DROP_OLDEST) ? 0 : count - 1),
				MqttQueueFullException.class);
		assertThat(this.told.get() + this.lost.get()).isZero();
		this.release.countDown();
		await().atMost(Kit.TIMEOUT).until(() -> this.told.get() + this.lost.get() == dropped);
		assertThat(this.told.get()).isBetween(500L, 1_024L);
	}

	/**
	 * Waits before it takes anything.
	 */
	private final class Slow implements ErrorListener {

		@Override
		public void onMessageDropped(MessageDropped event) {
			try {
				SlowListenerTests.this.release.await();
				SlowListenerTests.this.told.incrementAndGet();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void onEventsLost(EventsLost event) {
			SlowListenerTests.this.lost.addAndGet(event.count());
		}

	}

}
