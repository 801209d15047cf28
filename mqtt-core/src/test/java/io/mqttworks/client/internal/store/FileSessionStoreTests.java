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

package io.mqttworks.client.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.store.FaultyChannel.Device;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.SessionStore.Durability;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.test.Kit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions in files: what is in them after any end there can be.
 */
class FileSessionStoreTests {

	private static final Instant LATER = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);

	@TempDir
	private Path directory;

	private final Device device = new Device();

	private FileSessionStore store(long segmentSize) {
		return store(this.directory, segmentSize);
	}

	private FileSessionStore store(Path directory, long segmentSize) {
		return new FileSessionStore(directory, Durability.FORCED, this.device, segmentSize);
	}

	private static StoredMessage message(long key, String text) {
		return new StoredMessage(key, MqttMessage.of("t", text, Qos.AT_LEAST_ONCE), null, 0, false);
	}

	private static void await(CompletionStage<Void> stage) {
		Kit.await(stage.toCompletableFuture());
	}

	private static List<String> describe(Collection<StoredMessage> messages) {
		return messages.stream()
			.map((stored) -> stored.key() + ":" + stored.message().payloadAsString() + ":" + stored.packetId()
					+ (stored.received() ? ":received" : ""))
			.toList();
	}

	private static List<String> describe(StoredSession session) {
		List<String> all = new ArrayList<>(describe(session.messages()));
		session.handled().stream().sorted().forEach((id) -> all.add("handled " + id));
		return all;
	}

	private List<Path> logs() {
		return logs(this.directory);
	}

	private static List<Path> logs(Path directory) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(".log")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void keepsEverythingOfAMessage() {
		MqttMessage message = MqttMessage.builder("a/ü/b")
			.payload(new byte[] { 0, 1, -1 })
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.messageExpiry(Duration.ofDays(1))
			.utf8Payload(true)
			.contentType("application/json")
			.responseTopic("reply/to")
			.correlationData(new byte[] { 9, 8 })
			.userProperty("name", "value")
			.userProperty("name", "again")
			.build();
		StoredSession session = store(1000).open("c");
		assertThat(session.messages()).isEmpty();
		session.save(new StoredMessage(5, message, LATER, 77, true));
		session.save(new StoredMessage(6, MqttMessage.of("t", "", Qos.AT_LEAST_ONCE), null, 0, false));
		await(session.close());
		StoredSession again = store(1000).open("c");
		StoredMessage stored = again.messages().get(0);
		assertThat(stored.key()).isEqualTo(5);
		assertThat(stored.expiresAt()).isEqualTo(LATER);
		assertThat(stored.packetId()).isEqualTo(77);
		assertThat(stored.received()).isTrue();
		assertThat(stored.message()).usingRecursiveComparison().isEqualTo(message);
		StoredMessage plain = again.messages().get(1);
		assertThat(plain.expiresAt()).isNull();
		assertThat(plain.message().payload()).isEmpty();
		assertThat(plain.message().qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		await(again.close());
	}

	@Test
	void keepsAMessageLargerThanASegment() {
		StoredSession session = store(1000).open("c");
		byte[] large = new byte[3_000_000];
		large[2_999_999] = 42;
		session.save(new StoredMessage(1, MqttMessage.of("t", large, Qos.AT_LEAST_ONCE), null, 0, false));
		session.save(message(2, "next"));
		await(session.close());
		StoredSession again = store(1000).open("c");
		assertThat(again.messages().get(0).message().payload()).isEqualTo(large);
		assertThat(again.messages()).hasSize(2);
		await(again.close());
	}

	@Test
	void changesAddUp() {
		StoredSession session = store(60).open("c");
		recordChanges(session);
		await(session.close());
		StoredSession again = store(60).open("c");
		assertThat(describe(again)).containsExactlyElementsOf(CHANGES_ADD_UP_TO.get(CHANGES_ADD_UP_TO.size() - 1));
		await(again.close());
	}

	/** What a session holds after each of the changes below. */
	private static final List<List<String>> CHANGES_ADD_UP_TO = List.of(List.of(), List.of("1:one:0"),
			List.of("1:one:0", "2:two:9"), List.of("1:one:3", "2:two:9"), List.of("1:one:3", "2:two:9:received"),
			List.of("1:one:3", "2:two:9:received", "handled 4"), List.of("2:two:9:received", "handled 4"),
			List.of("2:two:9:received", "3:three:0", "handled 4"), List.of("2:two:9:received", "3:three:0"),
			List.of("3:three:0"), List.of("3:three:0", "handled 65535"));

	private static void recordChanges(StoredSession session) {
		session.save(message(1, "one"));
		session.save(message(2, "two").withPacketId(9));
		session.bind(1, 3);
		session.received(2);
		session.handled(4);
		session.remove(1);
		session.save(message(3, "three"));
		session.forget(4);
		session.remove(2);
		session.handled(65_535);
	}

	@Test
	void recoversWhereverACrashCutTheLog() throws IOException {
		StoredSession session = store(100_000).open("c");
		recordChanges(session);
		await(session.flush());
		Path log = logs().get(0);
		byte[] whole = Files.readAllBytes(log);
		int recovered = 0;
		for (int length = 0; length <= whole.length; length++) {
			List<String> state = reopen(log, Arrays.copyOf(whole, length));
			int changes = CHANGES_ADD_UP_TO.indexOf(state);
			assertThat(changes).as("cut at %d: %s", length, state).isBetween(recovered, recovered + 1);
			recovered = changes;
		}
		assertThat(recovered).isEqualTo(CHANGES_ADD_UP_TO.size() - 1);
		await(session.close());
	}

	@Test
	void aHarmedByteEndsTheLogBeforeItsRecord() throws IOException {
		StoredSession session = store(100_000).open("c");
		recordChanges(session);
		await(session.flush());
		Path log = logs().get(0);
		byte[] whole = Files.readAllBytes(log);
		int reached = 0;
		for (int i = 0; i < whole.length; i++) {
			byte[] harmed = whole.clone();
			harmed[i] ^= 0x10;
			List<String> state = reopen(log, harmed);
			int changes = CHANGES_ADD_UP_TO.indexOf(state);
			assertThat(changes).as("byte %d: %s", i, state).isBetween(reached, reached + 1);
			reached = changes;
		}
		assertThat(reached).isEqualTo(CHANGES_ADD_UP_TO.size() - 2);
		await(session.close());
	}

	private List<String> reopen(Path log, byte[] content) throws IOException {
		Path copy = this.directory.resolve("copy");
		Path session = copy.resolve(Objects.requireNonNull(log.getParent()).getFileName());
		Files.createDirectories(session);
		for (Path old : logs(copy)) {
			Files.delete(old);
		}
		Files.write(session.resolve(log.getFileName()), content);
		SessionStore unforced = SessionStore.file(copy, Durability.WRITTEN);
		StoredSession reopened = unforced.open("c");
		List<String> state = describe(reopened);
		// What is written now must not be hidden by what was cut off.
		reopened.save(message(100, "after"));
		await(reopened.flush());
		await(reopened.close());
		StoredSession again = unforced.open("c");
		assertThat(describe(again)).contains("100:after:0").containsAll(state);
		await(again.close());
		return state;
	}

	@Test
	void damageInTheMiddleCostsOnlyItsFileAndTheFileIsKept() throws IOException {
		StoredSession session = store(1).open("c");
		for (int i = 1; i <= 5; i++) {
			session.save(message(i, "message " + i));
		}
		await(session.close());
		assertThat(logs()).hasSize(5);
		Path damaged = logs().get(2);
		byte[] content = Files.readAllBytes(damaged);
		content[content.length - 1] ^= 1;
		Files.write(damaged, content);
		StoredSession again = store(1).open("c");
		assertThat(again.messages()).extracting(StoredMessage::key).containsExactly(1L, 2L, 4L, 5L);
		assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).hasBinaryContent(content);
		await(again.close());
	}

	@Test
	void nothingIsLeftWhenNothingIsKept() {
		StoredSession session = store(50).open("c");
		for (int i = 1; i <= 100; i++) {
			session.save(message(i, "message " + i));
			session.remove(i);
			session.handled(i);
			session.forget(i);
		}
		await(session.flush());
		await(session.close());
		assertThat(logs()).isEmpty();
	}

	@Test
	void oneOldMessageDoesNotKeepTheSpaceOfAllOthers() throws IOException {
		StoredSession session = store(10_000).open("c");
		session.save(message(1, "stays").withPacketId(1));
		session.received(1);
		session.handled(7);
		for (int i = 2; i <= 20_000; i++) {
			session.save(message(i, "comes and goes"));
			session.remove(i);
			if (i % 100 == 0) {
				await(session.flush());
			}
		}
		await(session.flush());
		await(session.close());
		long size = 0;
		for (Path log : logs()) {
			size += Files.size(log);
		}
		assertThat(size).isLessThan(50_000);
		StoredSession again = store(10_000).open("c");
		assertThat(describe(again)).containsExactly("1:stays:1:received", "handled 7");
		await(again.close());
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "A", "../../up", "a/b", "con", "ü",
			"very long: 0123456789012345678901234567890123456789"
					+ "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
					+ "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" })
	void everyClientIdentifierHasItsOwnDirectory(String clientId) throws IOException {
		StoredSession other = store(1000).open("other");
		StoredSession session = store(1000).open(clientId);
		session.save(message(1, "mine"));
		await(session.close());
		await(other.close());
		assertThat(store(1000).open("other").messages()).isEmpty();
		assertThat(store(1000).open(clientId).messages()).hasSize(1);
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).hasSize(2)
				.anySatisfy((path) -> assertThat(path.resolve("client-id")).hasContent(clientId));
		}
	}

	@Test
	void aSessionIsOpenOnlyOnce() {
		StoredSession session = store(1000).open("c");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
				.withMessageContaining("'c'")
				.withMessageContaining("in use by another client");
		}
		await(session.close());
		await(store(1000).open("c").close());
	}

	@Test
	void aDirectoryThatCannotBeUsedIsNamed() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "x");
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> SessionStore.file(file).open("c"))
			.withMessageContaining(file.toString())
			.withMessageContaining("cannot be opened");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void messagesAreForTheirOwnerOnly() throws IOException {
		Path made = this.directory.resolve("made/here");
		StoredSession session = SessionStore.file(made).open("c");
		try (Stream<Path> files = Files.list(made)) {
			assertThat(files).singleElement()
				.satisfies((path) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
					.isEqualTo("rwx------"));
		}
		await(session.close());
	}

	@Test
	void manyWhoWaitShareOneForce() {
		StoredSession session = store(1_000_000).open("c");
		session.save(message(1, "opens the file"));
		await(session.flush());
		int before = this.device.forces.get();
		List<CompletableFuture<Void>> flushes = new ArrayList<>();
		for (int i = 2; i < 1000; i++) {
			session.save(message(i, "x"));
			flushes.add(session.flush().toCompletableFuture());
		}
		flushes.forEach(Kit::await);
		assertThat(this.device.forces.get() - before).isLessThan(flushes.size());
		await(session.close());
	}

	@Test
	void aRemovalAloneIsNotForced() {
		StoredSession session = store(1_000_000).open("c");
		session.save(message(1, "x"));
		await(session.flush());
		int before = this.device.forces.get();
		session.remove(1);
		Awaitility.await()
			.atMost(Kit.TIMEOUT)
			.untilAsserted(() -> assertThat(Files.size(logs().get(0))).isEqualTo(sizeWithRemoval()));
		assertThat(this.device.forces.get()).isEqualTo(before);
		await(session.close());
	}

	private static long sizeWithRemoval() {
		ByteBuf bytes = Unpooled.buffer();
		return 8 + RecordFormat.write(bytes, new Change.Save(message(1, "x")))
				+ RecordFormat.write(bytes, new Change.Remove(1));
	}

	@Test
	void withoutForcingFilesAreWrittenAllTheSame() {
		StoredSession session = new FileSessionStore(this.directory, Durability.WRITTEN, this.device, 1000).open("c");
		recordChanges(session);
		await(session.flush());
		assertThat(this.device.forces).hasValue(0);
		assertThat(logs()).singleElement().satisfies((log) -> assertThat(Files.size(log)).isGreaterThan(100));
		await(session.close());
	}

	@Test
	void aDeviceThatFailedToForceIsNotTrustedAgain() {
		StoredSession session = store(1_000_000).open("c");
		session.save(message(1, "kept"));
		await(session.flush());
		this.device.failingForces.set(1);
		session.save(message(2, "in doubt"));
		assertFails(session.flush());
		session.save(message(3, "too late"));
		assertFails(session.flush());
		assertFails(session.close());
		StoredSession again = store(1_000_000).open("c");
		assertThat(again.messages()).extracting(StoredMessage::key).contains(1L).doesNotContain(3L);
		await(again.close());
	}

	private static void assertFails(CompletionStage<Void> stage) {
		MqttException failure = Kit.awaitFailure(stage.toCompletableFuture(), MqttException.class);
		assertThat(failure).hasMessageContaining("The session of client 'c'").hasMessageContaining("cannot be written");
	}

	@Test
	void nothingThatWasFlushedIsLostWhereverTheDiskIsFull() throws IOException {
		for (int room = 0; room < 600; room += 7) {
			Path full = this.directory.resolve("full " + room);
			this.device.room.set(room);
			StoredSession session = store(full, 100).open("c");
			long flushed = 0;
			boolean failed = false;
			for (int i = 1; i <= 20 && !failed; i++) {
				session.save(message(i, "message"));
				try {
					session.flush().toCompletableFuture().join();
					flushed = i;
				}
				catch (CompletionException ex) {
					failed = true;
				}
			}
			assertThat(failed).isTrue();
			assertFails(session.close());
			this.device.room.set(Long.MAX_VALUE);
			StoredSession again = store(full, 100).open("c");
			List<Long> keys = again.messages().stream().map(StoredMessage::key).toList();
			assertThat(keys).isEqualTo(Stream.iterate(1L, (key) -> key + 1).limit(keys.size()).toList());
			assertThat(keys.size()).isBetween((int) flushed, (int) flushed + 1);
			await(again.close());
		}
	}

	@Test
	void aLogOfANewerVersionIsRefused() throws IOException {
		StoredSession session = store(1000).open("c");
		session.save(message(1, "x"));
		await(session.close());
		byte[] log = Files.readAllBytes(logs().get(0));
		ByteBuf bytes = Unpooled.wrappedBuffer(log);
		int start = 8;
		bytes.setByte(start + RecordFormat.HEADER, 99);
		CRC32C checksum = new CRC32C();
		checksum.update(log, start + RecordFormat.HEADER, log.length - start - RecordFormat.HEADER);
		bytes.setInt(start + 4, (int) checksum.getValue());
		Files.write(logs().get(0), log);
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
			.withMessageContaining("kind 99");
		assertThat(new String(log, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("MQTTLOG");
	}

}
