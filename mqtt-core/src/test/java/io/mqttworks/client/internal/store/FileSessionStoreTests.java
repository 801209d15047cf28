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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import io.mqttworks.client.FileSessionStore.Durability;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.store.FaultyChannel.Device;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Jvm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.assertj.core.api.InstanceOfAssertFactories;
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

	private SessionFiles store(long segmentSize) {
		return store(this.directory, segmentSize);
	}

	private SessionFiles store(Path directory, long segmentSize) {
		return new SessionFiles(directory, true, this.device, segmentSize, Thread::new);
	}

	/** All messages of a session that was just opened, whether they wait or not. */
	private static List<StoredMessage> messages(RestoredSession restored) {
		List<StoredMessage> all = new ArrayList<>(restored.inFlight());
		all.addAll(Kit.await(restored.backlog().next(Integer.MAX_VALUE, Long.MAX_VALUE).toCompletableFuture()));
		all.sort(Comparator.comparingLong(StoredMessage::key));
		return all;
	}

	private static List<StoredMessage> messages(StoredSession session) {
		return messages(session.restore());
	}

	private static StoredMessage message(long key, String text) {
		return new StoredMessage(key, MqttMessage.of("t", text, Qos.AT_LEAST_ONCE), null, 0, false);
	}

	private static <T> T await(CompletionStage<T> stage) {
		return Kit.await(stage.toCompletableFuture());
	}

	private static List<String> describe(Collection<StoredMessage> messages) {
		return messages.stream()
			.map((stored) -> stored.key() + ":" + stored.message().payloadAsString() + ":" + stored.packetId()
					+ (stored.received() ? ":received" : ""))
			.toList();
	}

	private static List<String> describe(StoredSession session) {
		return describe(session.restore());
	}

	private static List<String> describe(RestoredSession restored) {
		List<String> all = new ArrayList<>(describe(messages(restored)));
		restored.handled().stream().sorted().forEach((id) -> all.add("handled " + id));
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
		assertThat(messages(session)).isEmpty();
		session.save(new StoredMessage(5, message, LATER, 77, true));
		session.save(new StoredMessage(6, MqttMessage.of("t", "", Qos.AT_LEAST_ONCE), null, 0, false));
		await(session.close());
		StoredSession again = store(1000).open("c");
		List<StoredMessage> messages = messages(again);
		StoredMessage stored = messages.get(0);
		assertThat(stored.key()).isEqualTo(5);
		assertThat(stored.expiresAt()).isEqualTo(LATER);
		assertThat(stored.packetId()).isEqualTo(77);
		assertThat(stored.received()).isTrue();
		assertThat(stored.message()).usingRecursiveComparison().isEqualTo(message);
		StoredMessage plain = messages.get(1);
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
		List<StoredMessage> messages = messages(again);
		assertThat(messages.get(0).message().payload()).isEqualTo(large);
		assertThat(messages).hasSize(2);
		await(again.close());
	}

	@Test
	void aMessageNeedsNoMemoryOfItsSizeOutsideTheHeap() throws Exception {
		Path output = this.directory.resolve("output");
		Process process = Jvm.fork(
				List.of("-Xmx256m", "-XX:MaxDirectMemorySize=8m", "-Dio.netty.maxDirectMemory=8388608",
						"-Dio.netty.allocator.maxOrder=3"),
				DirectMemoryProcess.class, output, this.directory.toString(), "32000000");
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(output)).isZero();
		StoredSession session = store(1000).open("c");
		List<StoredMessage> messages = messages(session);
		assertThat(messages).hasSize(2);
		assertThat(messages.get(0).message().payload()).hasSize(32_000_000);
		await(session.close());
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

	private static final List<Consumer<StoredSession>> CHANGES = List.of((session) -> session.save(message(1, "one")),
			(session) -> session.save(message(2, "two").withPacketId(9)), (session) -> session.bind(1, 3),
			(session) -> session.received(2), (session) -> session.handled(4), (session) -> session.remove(1),
			(session) -> session.save(message(3, "three")), (session) -> session.forget(4),
			(session) -> session.remove(2), (session) -> session.handled(65_535));

	private static void recordChanges(StoredSession session) {
		CHANGES.forEach((change) -> change.accept(session));
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

	/** The one that is damaged, by the position of a byte in a log of all changes. */
	private static int changeAt(int position) {
		ByteBuf bytes = Unpooled.buffer();
		int end = 8;
		for (int i = 0; i < CHANGES.size(); i++) {
			List<Change> change = new ArrayList<>();
			CHANGES.get(i).accept(new ChangeRecorder(change));
			byte[] payload = (change.get(0) instanceof Change.Save save) ? save.message().message().payload()
					: new byte[0];
			end += RecordFormat.writeHead(bytes, change.get(0), payload, 1, end);
			if (position < end) {
				return (position < 8) ? -1 : i;
			}
		}
		throw new IllegalArgumentException("No change at " + position);
	}

	private List<String> allChangesBut(int index) {
		Path fresh = this.directory.resolve("without " + index);
		StoredSession session = new FileSessionStore(fresh, Durability.WRITTEN).open("c");
		for (int i = 0; i < CHANGES.size(); i++) {
			if (i != index) {
				CHANGES.get(i).accept(session);
			}
		}
		await(session.close());
		StoredSession again = new FileSessionStore(fresh, Durability.WRITTEN).open("c");
		List<String> state = new ArrayList<>(describe(again));
		// That it was handled is in doubt: that it was forgotten may be what is lost.
		state.remove("handled 4");
		await(again.close());
		return state;
	}

	@Test
	void aWrongBitCostsOneChangeAndIsToldAndACopyIsKept() throws IOException {
		StoredSession session = store(100_000).open("c");
		recordChanges(session);
		await(session.flush());
		Path log = logs().get(0);
		byte[] whole = Files.readAllBytes(log);
		List<List<String>> expected = new ArrayList<>();
		for (int i = -1; i < CHANGES.size(); i++) {
			expected.add(allChangesBut(i));
		}
		for (int bit = 0; bit < 8 * whole.length; bit++) {
			byte[] harmed = whole.clone();
			harmed[bit / 8] ^= (byte) (1 << (bit % 8));
			Path copy = this.directory.resolve("copy");
			Path harmedLog = copyOf(copy, log, harmed);
			StoredSession opened = new FileSessionStore(copy, Durability.WRITTEN).open("c");
			RestoredSession restored = opened.restore();
			String where = "bit " + bit % 8 + " of byte " + bit / 8;
			assertThat(describe(restored)).as(where).isEqualTo(expected.get(1 + changeAt(bit / 8)));
			Path aside = harmedLog.resolveSibling(harmedLog.getFileName() + ".damaged");
			assertThat(restored.damage()).as(where)
				.singleElement()
				.satisfies(
						(sentence) -> assertThat(sentence).contains(harmedLog.toString()).contains(aside.toString()));
			assertThat(aside).as(where).hasBinaryContent(harmed);
			opened.save(message(100, "after"));
			await(opened.close());
			StoredSession again = new FileSessionStore(copy, Durability.WRITTEN).open("c");
			restored = again.restore();
			assertThat(restored.damage()).as(where).isEmpty();
			assertThat(describe(restored)).as(where)
				.containsAll(expected.get(1 + changeAt(bit / 8)))
				.contains("100:after:0");
			await(again.close());
			Files.delete(aside);
		}
		await(session.close());
	}

	@Test
	void aCrashIsNeitherDamageNorWorthACopy() throws IOException {
		StoredSession session = store(100_000).open("c");
		recordChanges(session);
		await(session.flush());
		Path log = logs().get(0);
		byte[] whole = Files.readAllBytes(log);
		for (int length = 0; length < whole.length; length++) {
			assertNoDamage(log, Arrays.copyOf(whole, length));
			// The file system had made room, and the power failed.
			byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, length), length + 300);
			if (length < 8 || Arrays.stream(ends()).anyMatch(Integer.valueOf(length)::equals)) {
				assertNoDamage(log, zeros);
			}
		}
		await(session.close());
	}

	/** Where records end. */
	private static int[] ends() {
		return IntStream.range(8, 400).filter((position) -> {
			try {
				return changeAt(position) != changeAt(position - 1);
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}).toArray();
	}

	private void assertNoDamage(Path log, byte[] content) throws IOException {
		Path copy = this.directory.resolve("copy");
		Path cut = copyOf(copy, log, content);
		StoredSession opened = new FileSessionStore(copy, Durability.WRITTEN).open("c");
		assertThat(opened.restore().damage()).as("%d bytes", content.length).isEmpty();
		await(opened.close());
		try (Stream<Path> files = Files.list(Objects.requireNonNull(cut.getParent()))) {
			assertThat(files).noneMatch((file) -> file.toString().contains("damaged"));
		}
	}

	private static Path copyOf(Path copy, Path log, byte[] content) throws IOException {
		Path session = copy.resolve(Objects.requireNonNull(log.getParent()).getFileName());
		Files.createDirectories(session);
		for (Path old : logs(copy)) {
			Files.delete(old);
		}
		return Files.write(session.resolve(log.getFileName()), content);
	}

	@Test
	void anIncompleteEndOfAFileThatIsNotTheLastIsDamage() throws IOException {
		StoredSession session = store(1).open("c");
		for (int i = 1; i <= 5; i++) {
			session.save(message(i, "message " + i));
		}
		await(session.close());
		assertThat(logs()).hasSize(5);
		Path damaged = logs().get(2);
		byte[] content = Files.readAllBytes(damaged);
		Files.write(damaged, Arrays.copyOf(content, content.length - 1));
		StoredSession again = store(1).open("c");
		RestoredSession restored = again.restore();
		assertThat(messages(restored)).extracting(StoredMessage::key).containsExactly(1L, 2L, 4L, 5L);
		assertThat(restored.damage()).singleElement(InstanceOfAssertFactories.STRING)
			.contains("bytes 8 to " + (content.length - 2));
		await(again.close());
	}

	@Test
	void damageInTheMiddleCostsOneMessageAndTheFileIsKept() throws IOException {
		StoredSession session = store(100_000).open("c");
		for (int i = 1; i <= 1000; i++) {
			session.save(message(i, "message " + i));
		}
		await(session.close());
		Path damaged = logs().get(0);
		byte[] content = Files.readAllBytes(damaged);
		content[content.length / 2] ^= 1;
		Files.write(damaged, content);
		StoredSession again = store(100_000).open("c");
		assertThat(messages(again)).hasSize(999);
		assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).hasBinaryContent(content);
		await(again.close());
	}

	@Test
	void aMissingFileIsTold() throws IOException {
		StoredSession session = store(1).open("c");
		for (int i = 1; i <= 5; i++) {
			session.save(message(i, "message " + i));
		}
		await(session.close());
		Files.delete(logs().get(2));
		StoredSession again = store(1).open("c");
		RestoredSession restored = again.restore();
		assertThat(messages(restored)).extracting(StoredMessage::key).containsExactly(1L, 2L, 4L, 5L);
		assertThat(restored.damage()).singleElement(InstanceOfAssertFactories.STRING).contains("missing");
		await(again.close());
	}

	@Test
	void aRecordWithinTheDamagedPayloadOfAMessageIsNone() throws IOException {
		StoredSession session = store(100_000).open("c");
		session.save(message(1, "stays"));
		await(session.flush());
		byte[] log = Files.readAllBytes(logs().get(0));
		ByteBuf removal = Unpooled.buffer();
		RecordFormat.writeHead(removal, new Change.Remove(1), new byte[0], 1, 8);
		byte[] payload = new byte[removal.readableBytes() + log.length];
		System.arraycopy(log, 0, payload, 0, log.length);
		removal.readBytes(payload, log.length, payload.length - log.length);
		session.save(new StoredMessage(2, MqttMessage.of("t", payload, Qos.AT_LEAST_ONCE), null, 0, false));
		session.save(message(3, "stays too"));
		await(session.close());
		byte[] damaged = Files.readAllBytes(logs().get(0));
		damaged[log.length] ^= 1;
		Files.write(logs().get(0), damaged);
		StoredSession again = store(100_000).open("c");
		assertThat(describe(again)).containsExactly("1:stays:0", "3:stays too:0");
		await(again.close());
	}

	@Test
	void aLostRemovalDoesNotLeaveTwoMessagesWithOnePacketIdentifier() throws IOException {
		StoredSession session = store(100_000).open("c");
		session.save(message(1, "old").withPacketId(5));
		await(session.flush());
		long removal = Files.size(logs().get(0));
		session.remove(1);
		session.save(message(2, "new").withPacketId(5));
		await(session.close());
		byte[] damaged = Files.readAllBytes(logs().get(0));
		damaged[(int) removal] ^= 1;
		Files.write(logs().get(0), damaged);
		StoredSession again = store(100_000).open("c");
		assertThat(describe(again)).containsExactly("2:new:5");
		again.remove(2);
		await(again.close());
		StoredSession last = store(100_000).open("c");
		assertThat(describe(last)).isEmpty();
		await(last.close());
	}

	@Test
	void aFullDeviceCannotCostTheDamagedFile() throws IOException {
		StoredSession session = store(100_000).open("c");
		recordChanges(session);
		await(session.close());
		Path log = logs().get(0);
		byte[] damaged = Files.readAllBytes(log);
		damaged[20] ^= 1;
		Files.write(log, damaged);
		// What the copy would be called first cannot be made.
		Files.createDirectories(log.resolveSibling("copying/x"));
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(100_000).open("c"))
			.withMessageContaining("cannot be opened");
		assertThat(log).hasBinaryContent(damaged);
		Files.delete(log.resolveSibling("copying/x"));
		await(store(100_000).open("c").close());
	}

	private List<String> reopen(Path log, byte[] content) throws IOException {
		Path copy = this.directory.resolve("copy");
		copyOf(copy, log, content);
		SessionStore unforced = new FileSessionStore(copy, Durability.WRITTEN);
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
		assertThat(messages(store(1000).open("other"))).isEmpty();
		assertThat(messages(store(1000).open(clientId))).hasSize(1);
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
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> new FileSessionStore(file).open("c"))
			.withMessageContaining(file.toString())
			.withMessageContaining("cannot be opened");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void messagesAreForTheirOwnerOnly() throws IOException {
		Path made = this.directory.resolve("made/here");
		StoredSession session = new FileSessionStore(made).open("c");
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
		byte[] payload = { 'x' };
		return 8 + RecordFormat.writeHead(bytes, new Change.Save(message(1, "x")), payload, 1, 8)
				+ RecordFormat.writeHead(bytes, new Change.Remove(1), new byte[0], 1, 0);
	}

	@Test
	void withoutForcingFilesAreWrittenAllTheSame() {
		StoredSession session = new SessionFiles(this.directory, false, this.device, 1000, Thread::new).open("c");
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
		assertThat(messages(again)).extracting(StoredMessage::key).contains(1L).doesNotContain(3L);
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
			StoredSession session = store(full, 100).open("c");
			this.device.room.set(room);
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
			List<Long> keys = messages(again).stream().map(StoredMessage::key).toList();
			assertThat(keys).isEqualTo(Stream.iterate(1L, (key) -> key + 1).limit(keys.size()).toList());
			assertThat(keys.size()).isBetween((int) flushed, (int) flushed + 1);
			await(again.close());
		}
	}

	@Test
	void aLogOfANewerVersionIsRefused() throws IOException {
		StoredSession session = store(1000).open("c");
		session.handled(1);
		await(session.close());
		Path log = logs().get(0);
		byte[] content = Files.readAllBytes(log);
		content[8 + RecordFormat.HEADER] = 99;
		CRC32C checksum = new CRC32C();
		checksum.update(ByteBuffer.allocate(16).putLong(1).putInt(8).putInt(3).flip());
		checksum.update(content, 8 + RecordFormat.HEADER, 3);
		ByteBuffer.wrap(content).putInt(12, (int) checksum.getValue());
		Files.write(log, content);
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
			.withMessageContaining("kind 99");
		content[7] = '9';
		content[9] = 1;
		Files.write(log, content);
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
			.withMessageContaining("format");
		assertThat(log).hasBinaryContent(content);
	}

	@Test
	void aFullDeviceDoesNotKeepTheLock() {
		this.device.room.set(1);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
				.withMessageContaining("No space left on device");
		}
		this.device.room.set(Long.MAX_VALUE);
		await(store(1000).open("c").close());
	}

	@Test
	void anInterruptedBuildDoesNotKeepTheLock() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store(1000).open("c"))
				.withMessageContaining("cannot be opened");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		await(store(1000).open("c").close());
	}

	@Test
	void aThreadThatCannotBeStartedFailsTheBuildAndKeepsNothing() {
		AtomicBoolean full = new AtomicBoolean(true);
		SessionFiles store = new SessionFiles(this.directory, true, this.device, 1000, (task) -> {
			// Not in start(): since JDK 21 pools do not start threads with it.
			if (full.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			return new Thread(task);
		});
		assertThatExceptionOfType(MqttException.class).isThrownBy(() -> store.open("c"))
			.withMessageContaining("unable to create native thread");
		full.set(false);
		StoredSession session = store.open("c");
		session.save(message(1, "x"));
		await(session.close());
	}

	@Test
	void theThreadEndsWithTheLastSession() {
		List<Thread> threads = new ArrayList<>();
		SessionFiles store = new SessionFiles(this.directory, true, this.device, 1000, (task) -> {
			Thread thread = new Thread(task);
			threads.add(thread);
			return thread;
		});
		StoredSession one = store.open("one");
		StoredSession two = store.open("two");
		await(one.close());
		two.save(message(1, "x"));
		await(two.flush());
		assertThat(threads).singleElement().satisfies((thread) -> assertThat(thread.isAlive()).isTrue());
		await(two.close());
		Awaitility.await().atMost(Kit.TIMEOUT).until(() -> !threads.get(0).isAlive());
		await(store.open("one").close());
		assertThat(threads).hasSize(2);
	}

	@Test
	void aTaskThatCannotBeRunFailsTheSessionAndNobodyWaitsForEver() throws IOException {
		AtomicBoolean closed = new AtomicBoolean();
		AtomicBoolean full = new AtomicBoolean();
		Path place = Files.createDirectories(this.directory.resolve("session"));
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			StoredSession session = new FileSession("The session of client 'c'",
					new SegmentedLog(place, this.device, true, 1000), () -> closed.set(true), (task) -> {
						if (full.get()) {
							throw new OutOfMemoryError("unable to create native thread");
						}
						thread.execute(task);
					});
			session.restore();
			session.save(message(1, "kept"));
			await(session.flush());
			full.set(true);
			// The thread may have one more turn of earlier changes to go.
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> {
				CompletableFuture<Void> flush = session.flush().toCompletableFuture();
				flush.exceptionally((cause) -> null).get(15, TimeUnit.SECONDS);
				return flush.isCompletedExceptionally();
			});
			assertThat(await(session.failure())).hasMessageContaining("unable to create native thread");
			session.save(message(2, "lost"));
			assertFails(session.flush());
			full.set(false);
			assertFails(session.flush());
			assertFails(session.close());
			assertThat(closed).isTrue();
			StoredSession again = new FileSession("again", new SegmentedLog(place, this.device, true, 1000), () -> {
			}, thread);
			assertThat(describe(again)).containsExactly("1:kept:0");
			await(again.close());
		}
		finally {
			thread.shutdown();
		}
	}

	@Test
	void anErrorWhileWritingIsToldWithoutAFlushAndNothingIsWrittenBehindIt() throws IOException {
		StoredSession session = store(1_000_000).open("c");
		session.save(message(1, "kept"));
		await(session.flush());
		byte[] before = Files.readAllBytes(logs().get(0));
		this.device.error.set(new OutOfMemoryError("Cannot reserve direct buffer memory"));
		session.save(message(2, "lost"));
		assertThat(await(session.failure())).hasMessageContaining("The session of client 'c'")
			.hasMessageContaining("direct buffer memory");
		this.device.error.set(null);
		session.save(message(3, "too late"));
		assertFails(session.flush());
		assertFails(session.close());
		assertThat(logs().get(0)).hasBinaryContent(before);
		StoredSession again = store(1_000_000).open("c");
		RestoredSession restored = again.restore();
		assertThat(restored.damage()).isEmpty();
		assertThat(describe(restored)).containsExactly("1:kept:0");
		await(again.close());
	}

	@Test
	void aBacklogThatCannotBeReadFailsTheSessionAndStays() {
		StoredSession session = store(1000).open("c");
		session.save(message(1, "stays"));
		await(session.close());
		StoredSession again = store(1000).open("c");
		Backlog backlog = again.restore().backlog();
		this.device.unreadable = true;
		MqttException failure = Kit.awaitFailure(backlog.next(1, 1).toCompletableFuture(), MqttException.class);
		assertThat(failure).hasMessageContaining("cannot be read").hasMessageContaining("Input/output error");
		assertThat(await(again.failure())).isSameAs(failure);
		assertThat(Kit.awaitFailure(again.close().toCompletableFuture(), MqttException.class)).isSameAs(failure);
		this.device.unreadable = false;
		StoredSession last = store(1000).open("c");
		assertThat(describe(last)).containsExactly("1:stays:0");
		await(last.close());
	}

	@Test
	void theBacklogIsReadWhileItsFilesAreReclaimed() {
		StoredSession session = store(500).open("c");
		LongStream.rangeClosed(1, 300).forEach((key) -> session.save(message(key, "message " + key)));
		await(session.close());
		StoredSession again = store(500).open("c");
		Backlog backlog = again.restore().backlog();
		List<Long> keys = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			long key = await(backlog.next(1, 1)).get(0).key();
			keys.add(key);
			again.bind(key, 1 + i);
			if (i % 10 > 0) {
				// One of ten stays, in the way of its file.
				again.remove(key);
			}
			again.save(message(1000 + i, "comes"));
			again.remove(1000 + i);
		}
		assertThat(await(backlog.next(1, 1))).isEmpty();
		assertThat(keys).isSorted().doesNotHaveDuplicates().hasSize(300);
		await(again.close());
		StoredSession last = store(500).open("c");
		assertThat(messages(last)).hasSize(30);
		await(last.close());
	}

}
