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

package io.mqttworks.client.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What every {@link SessionStore} must keep to. Extend it with the store to test.
 */
public abstract class SessionStoreContract {

	private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	/**
	 * Returns the store to test, empty at the start of each test. Sessions that are
	 * opened from it, one after the other, must be the same.
	 * @return the store
	 */
	protected abstract SessionStore store();

	private StoredSession open() {
		return store().open("c");
	}

	private static StoredMessage message(long key, String text) {
		return message(key, text, null);
	}

	private static StoredMessage message(long key, String text, Instant expiresAt) {
		return new StoredMessage(key, MqttMessage.of("t", text, Qos.AT_LEAST_ONCE), expiresAt, 0, false);
	}

	protected static <T> T await(CompletionStage<T> stage) {
		return Kit.await(stage.toCompletableFuture());
	}

	private static List<Long> keys(Collection<StoredMessage> messages) {
		return messages.stream().map(StoredMessage::key).toList();
	}

	private static List<Long> rest(Backlog backlog) {
		List<Long> keys = new ArrayList<>();
		for (List<StoredMessage> next = await(backlog.next(3, 1000)); !next
			.isEmpty(); next = await(backlog.next(3, 1000))) {
			assertThat(next).hasSizeLessThanOrEqualTo(3);
			keys.addAll(keys(next));
		}
		return keys;
	}

	@Test
	void aNewSessionIsEmpty() {
		StoredSession session = open();
		RestoredSession restored = session.restore();
		assertThat(restored.inFlight()).isEmpty();
		assertThat(restored.handled()).isEmpty();
		assertThat(restored.lastKey()).isZero();
		assertThat(restored.server()).isNull();
		assertThat(restored.damage()).isEmpty();
		assertThat(restored.backlog().messages()).isZero();
		assertThat(restored.backlog().bytes()).isZero();
		assertThat(await(restored.backlog().next(1, 1))).isEmpty();
		assertThat(await(restored.backlog().expired(NOW, 1, 1))).isEmpty();
		await(session.close());
	}

	@Test
	void messagesWithAndWithoutAPacketIdentifierAreToldApart() {
		StoredSession session = open();
		session.save(message(1, "waits"));
		session.save(message(2, "saved with one").withPacketId(7));
		session.save(message(3, "given one"));
		session.save(message(4, "received"));
		session.save(message(5, "done"));
		session.bind(3, 65_535);
		session.bind(4, 1);
		session.received(4);
		session.bind(5, 2);
		session.remove(5);
		await(session.flush());
		await(session.close());
		StoredSession again = open();
		RestoredSession restored = again.restore();
		assertThat(restored.inFlight()).extracting(StoredMessage::key, StoredMessage::packetId, StoredMessage::received)
			.containsExactly(tuple(2L, 7, false), tuple(3L, 65_535, false), tuple(4L, 1, true));
		assertThat(restored.inFlight().get(0).message().payloadAsString()).isEqualTo("saved with one");
		assertThat(rest(restored.backlog())).containsExactly(1L);
		assertThat(restored.lastKey()).isEqualTo(4);
		await(again.close());
	}

	@Test
	void theBacklogIsReadInOrderAndOnceAndStaysUntilItIsRemoved() {
		StoredSession session = open();
		LongStream.rangeClosed(1, 10).forEach((key) -> session.save(message(key, "message " + key)));
		session.remove(4);
		await(session.close());
		for (int i = 0; i < 2; i++) {
			StoredSession again = open();
			Backlog backlog = again.restore().backlog();
			assertThat(backlog.messages()).isEqualTo(9);
			assertThat(backlog.bytes()).isBetween(50L, 500L);
			assertThat(rest(backlog)).containsExactly(1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L, 10L);
			assertThat(await(backlog.next(1, 1))).isEmpty();
			await(again.close());
		}
	}

	@Test
	void theBacklogIsReadNoFurtherThanAskedButAtLeastOneMessage() {
		StoredSession session = open();
		byte[] large = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
		for (int key = 1; key <= 4; key++) {
			session.save(new StoredMessage(key, MqttMessage.of("t", large, Qos.EXACTLY_ONCE), null, 0, false));
		}
		session.save(message(5, "small"));
		session.save(message(6, "small"));
		await(session.close());
		StoredSession again = open();
		Backlog backlog = again.restore().backlog();
		assertThat(keys(await(backlog.next(10, 1)))).containsExactly(1L);
		assertThat(keys(await(backlog.next(10, 201_000)))).containsExactly(2L, 3L);
		assertThat(keys(await(backlog.next(1, 1_000_000)))).containsExactly(4L);
		List<StoredMessage> last = await(backlog.next(10, 1_000_000));
		assertThat(keys(last)).containsExactly(5L, 6L);
		assertThat(last.get(0).message().payloadAsString()).isEqualTo("small");
		await(again.close());
	}

	@Test
	void whatChangesWhileTheBacklogIsReadIsNotPartOfIt() {
		StoredSession session = open();
		LongStream.rangeClosed(1, 6).forEach((key) -> session.save(message(key, "message " + key)));
		await(session.close());
		StoredSession again = open();
		Backlog backlog = again.restore().backlog();
		again.save(message(7, "new"));
		assertThat(keys(await(backlog.next(2, 1000)))).containsExactly(1L, 2L);
		again.bind(1, 1);
		again.remove(1);
		again.bind(2, 2);
		again.save(message(8, "new too"));
		assertThat(rest(backlog)).containsExactly(3L, 4L, 5L, 6L);
		await(again.close());
		StoredSession last = open();
		RestoredSession restored = last.restore();
		assertThat(keys(restored.inFlight())).containsExactly(2L);
		assertThat(rest(restored.backlog())).containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
		await(last.close());
	}

	@Test
	void expiredMessagesAreReadOnceWhereverTheyStand() {
		StoredSession session = open();
		session.save(message(1, "for ever"));
		session.save(message(2, "long", NOW.plus(Duration.ofDays(1))));
		session.save(message(3, "short", NOW.minusSeconds(10)));
		session.save(message(4, "sent", NOW.minusSeconds(10)).withPacketId(1));
		session.save(message(5, "short", NOW.minusSeconds(5)));
		session.save(message(6, "short", NOW.minusSeconds(1)));
		session.save(message(7, "long", NOW.plus(Duration.ofDays(1))));
		await(session.close());
		StoredSession again = open();
		Backlog backlog = again.restore().backlog();
		assertThat(keys(await(backlog.next(1, 1000)))).containsExactly(1L);
		assertThat(keys(await(backlog.expired(NOW, 2, 1000)))).containsExactly(3L, 5L);
		assertThat(keys(await(backlog.next(1, 1000)))).containsExactly(2L);
		assertThat(keys(await(backlog.expired(NOW, 2, 1000)))).containsExactly(6L);
		assertThat(await(backlog.expired(NOW, 2, 1000))).isEmpty();
		List<StoredMessage> rest = await(backlog.next(10, 1000));
		assertThat(keys(rest)).containsExactly(7L);
		assertThat(rest.get(0).expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
		assertThat(await(backlog.next(1, 1))).isEmpty();
		await(again.close());
	}

	@Test
	void handledIdentifiersAreKeptByTheEndAloneAndForgotten() {
		StoredSession session = open();
		session.handled(1);
		session.handled(65_535);
		session.handled(3);
		session.handled(3);
		session.forget(65_535);
		session.forget(9);
		await(session.close());
		StoredSession again = open();
		assertThat(again.restore().handled()).containsExactlyInAnyOrder(1, 3);
		again.forget(1);
		again.forget(3);
		await(again.close());
		StoredSession last = open();
		assertThat(last.restore().handled()).isEmpty();
		await(last.close());
	}

	@Test
	void theServerIsKeptAsLongAsThereIsSomethingOfIt() {
		StoredSession session = open();
		session.server("one:1883");
		session.server("zwei, ü:1883");
		session.handled(1);
		await(session.close());
		StoredSession again = open();
		assertThat(again.restore().server()).isEqualTo("zwei, ü:1883");
		again.forget(1);
		again.save(message(1, "x"));
		await(again.close());
		StoredSession last = open();
		assertThat(last.restore().server()).isEqualTo("zwei, ü:1883");
		await(last.close());
	}

	@Test
	void flushesCompleteInTheOrderOfTheCalls() {
		StoredSession session = open();
		List<Integer> order = Collections.synchronizedList(new ArrayList<>());
		List<CompletionStage<Void>> flushes = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			int number = i;
			session.save(message(i + 1, "x"));
			flushes.add(session.flush().thenRun(() -> order.add(number)));
		}
		flushes.forEach(SessionStoreContract::await);
		assertThat(order).isSorted().hasSize(100);
		assertThat(session.failure().toCompletableFuture()).isNotDone();
		await(session.close());
		assertThat(session.failure().toCompletableFuture()).isNotDone();
	}

	@Test
	void aSessionIsOpenOnlyOnce() {
		StoredSession session = open();
		assertThatException().isThrownBy(this::open);
		await(session.close());
		await(open().close());
	}

}
