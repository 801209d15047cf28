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

package io.mqttworks.client.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.concurrent.IoThread;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PublishQueue}.
 */
class PublishQueueTests {

	@Test
	void failsAboveTheNumberOfMessages() {
		PublishQueue queue = new PublishQueue(2, 1000, OverflowPolicy.FAIL);
		assertThat(queue.admit(publish(10))).isNull();
		assertThat(queue.admit(publish(10))).isNull();
		assertThat(queue.admit(publish(10))).isInstanceOf(MqttQueueFullException.class)
			.hasMessageContaining("maxPendingMessages is 2");
		assertThat(queue.messages()).isEqualTo(2);
		queue.release(1, 11);
		assertThat(queue.admit(publish(10))).isNull();
	}

	@Test
	void failsAboveTheNumberOfBytesButTakesOneLargerMessageAlone() {
		PublishQueue queue = new PublishQueue(100, 50, OverflowPolicy.FAIL);
		assertThat(queue.admit(publish(500))).isNull();
		assertThat(queue.admit(publish(1))).isInstanceOf(MqttQueueFullException.class);
		queue.release(1, 501);
		assertThat(queue.bytes()).isZero();
		assertThat(queue.admit(publish(1))).isNull();
	}

	@Test
	void onlyThePolicyToDropTheOldestFindsTooManyPending() {
		for (OverflowPolicy policy : OverflowPolicy.values()) {
			PublishQueue queue = new PublishQueue(1, 1000, policy);
			// As it is for a moment while a caller is being refused.
			queue.restore(publish(1));
			queue.restore(publish(1));
			assertThat(queue.isOverfull()).isEqualTo(policy == OverflowPolicy.DROP_OLDEST);
		}
	}

	@Test
	void blocksUntilThereIsRoom() throws Exception {
		PublishQueue queue = new PublishQueue(1, 1000, OverflowPolicy.BLOCK);
		queue.admit(publish(1));
		CompletableFuture<Object> admitted = new CompletableFuture<>();
		Thread blocked = new Thread(() -> admitted.complete(String.valueOf(queue.admit(publish(1)))));
		blocked.start();
		await().until(() -> blocked.getState() == Thread.State.WAITING);
		assertThat(admitted).isNotDone();
		queue.release(1, 2);
		assertThat(admitted.get(10, TimeUnit.SECONDS)).isEqualTo("null");
	}

	@Test
	void interruptedCallerIsRefusedAndStaysInterrupted() throws Exception {
		PublishQueue queue = new PublishQueue(1, 1000, OverflowPolicy.BLOCK);
		queue.admit(publish(1));
		CompletableFuture<Boolean> outcome = new CompletableFuture<>();
		Thread blocked = new Thread(() -> {
			boolean refused = queue.admit(publish(1)) != null;
			outcome.complete(refused && Thread.currentThread().isInterrupted());
		});
		blocked.start();
		blocked.interrupt();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(queue.messages()).isEqualTo(1);
	}

	@Test
	void nobodyWaitsOnAnEventLoop() throws Exception {
		PublishQueue queue = new PublishQueue(1, 1000, OverflowPolicy.BLOCK);
		queue.admit(publish(1));
		CompletableFuture<Object> outcome = new CompletableFuture<>();
		new IoThread(() -> outcome.complete(String.valueOf(queue.admit(publish(1)))), "loop").start();
		assertThat(outcome.get(10, TimeUnit.SECONDS).toString()).contains("queue is full");
	}

	@Test
	void callerFasterThanTheDroppingIsRefusedAndNeverWaits() {
		PublishQueue queue = new PublishQueue(1, 1000, OverflowPolicy.DROP_OLDEST);
		while (queue.bytes() < 2002) {
			assertThat(queue.admit(publish(10))).isNull();
		}
		assertThat(queue.admit(publish(1))).isInstanceOf(MqttQueueFullException.class)
			.hasMessageContaining("queue is full");
		queue.release(1, 11);
		assertThat(queue.admit(publish(1))).isNull();
	}

	@Test
	void closingLetsEverybodyGo() throws Exception {
		PublishQueue queue = new PublishQueue(1, 1000, OverflowPolicy.BLOCK);
		queue.admit(publish(1));
		Thread blocked = new Thread(() -> queue.admit(publish(1)));
		blocked.start();
		await().until(() -> blocked.getState() == Thread.State.WAITING);
		queue.close(() -> {
		});
		blocked.join(Duration.ofSeconds(10).toMillis());
		assertThat(blocked.isAlive()).isFalse();
	}

	@Test
	void submittedMessagesComeInTheOrderOfEachThreadAndWakeOnce() throws Exception {
		int threads = 4;
		int each = 10_000;
		PublishQueue queue = new PublishQueue(Integer.MAX_VALUE, Long.MAX_VALUE, OverflowPolicy.FAIL);
		CountDownLatch done = new CountDownLatch(threads);
		for (int t = 0; t < threads; t++) {
			String topic = "t" + t;
			new Thread(() -> {
				for (int i = 0; i < each; i++) {
					queue.submit(new PendingPublish(MqttMessage.of(topic, String.valueOf(i), Qos.AT_MOST_ONCE),
							topic.getBytes()));
				}
				done.countDown();
			}).start();
		}
		List<PendingPublish> taken = new ArrayList<>();
		while (taken.size() < threads * each) {
			PublishFifo fifo = queue.takeAll();
			for (PendingPublish publish = fifo.poll(); publish != null; publish = fifo.poll()) {
				taken.add(publish);
			}
		}
		for (int t = 0; t < threads; t++) {
			String topic = "t" + t;
			List<Integer> numbers = taken.stream()
				.filter((publish) -> publish.message().topic().equals(topic))
				.map((publish) -> Integer.valueOf(publish.message().payloadAsString()))
				.toList();
			assertThat(numbers).hasSize(each).isSorted();
		}
		assertThat(queue.submit(publish(1))).isTrue();
		assertThat(queue.submit(publish(1))).isFalse();
	}

	private static PendingPublish publish(int size) {
		return new PendingPublish(MqttMessage.of("t", new byte[size], Qos.AT_LEAST_ONCE), new byte[] { 't' });
	}

}
