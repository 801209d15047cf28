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

package io.mqttworks.client.internal.codec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.mqttworks.client.MqttProtocolException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Whatever a server sends, {@link PacketReader} delivers packets or throws
 * {@link MqttProtocolException}: it throws nothing else, comes to an end, keeps no buffer
 * and allocates no more than the announced limit and the bytes that arrived allow.
 */
class PacketReaderFuzzTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	/** For exceptions, and for what the reader and the JDK make once. */
	private static final long OVERHEAD = 512 * 1024;

	private static final List<byte[]> SAMPLES3 = samples(false);

	private static final List<byte[]> SAMPLES5 = samples(true);

	private static List<byte[]> samples(boolean mqtt5) {
		return SamplePackets.of(mqtt5)
			.stream()
			.map((packet) -> PacketStream.encoded(mqtt5, packet))
			.filter((bytes) -> bytes.length < 30_000)
			.toList();
	}

	@Property(tries = 5_000, shrinking = ShrinkingMode.OFF)
	void randomBytesDoNoHarm(@ForAll @Size(max = 400) byte[] bytes, @ForAll boolean mqtt5, @ForAll("limits") int limit,
			@ForAll long seed) {
		assertHarmless(bytes, mqtt5, limit, seed);
	}

	/** Most random bytes fail at their first packet's flags; these get further. */
	@Property(tries = 5_000, shrinking = ShrinkingMode.OFF)
	void randomBytesBehindAGoodFixedHeaderDoNoHarm(@ForAll @IntRange(min = 1, max = 15) int type,
			@ForAll @Size(max = 127) byte[] body, @ForAll boolean mqtt5, @ForAll("limits") int limit,
			@ForAll long seed) {
		byte[] bytes = new byte[body.length + 2];
		int flags = (type == PacketType.PUBREL || type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE) ? 2
				: 0;
		if (type == PacketType.PUBLISH) {
			flags = new Random(seed).nextInt(6);
		}
		bytes[0] = (byte) (type << 4 | flags);
		bytes[1] = (byte) body.length;
		System.arraycopy(body, 0, bytes, 2, body.length);
		assertHarmless(bytes, mqtt5, limit, seed);
	}

	@Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
	void mutatedPacketsDoNoHarm(@ForAll boolean mqtt5, @ForAll("limits") int limit, @ForAll long seed) {
		assertHarmless(mutated(mqtt5, new Random(seed)), mqtt5, limit, seed);
	}

	/** However the network cuts the bytes, the same packets are delivered. */
	@Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
	void mutatedPacketsMeanTheSameHoweverTheyAreCut(@ForAll boolean mqtt5, @ForAll long seed) {
		Random random = new Random(seed);
		byte[] bytes = mutated(mqtt5, random);
		try (PacketStream whole = PacketStream.of(mqtt5); PacketStream cut = PacketStream.of(mqtt5)) {
			boolean wholeFails = fails(() -> whole.read(bytes));
			boolean cutFails = fails(() -> readInRandomPieces(cut, bytes, random));
			assertThat(cutFails).isEqualTo(wholeFails);
			cut.assertDelivered(whole.packets());
		}
	}

	/** A huge packet that is announced and does not come costs next to nothing. */
	@Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
	void announcedBytesThatDoNotComeAreNotAllocated(@ForAll @IntRange(min = 1, max = 15) int type,
			@ForAll @IntRange(min = 20_000, max = 268_435_455) int remaining, @ForAll boolean mqtt5,
			@ForAll long seed) {
		byte[] body = new byte[200];
		new Random(seed).nextBytes(body);
		body[0] = 0;
		body[1] = (byte) (1 + Math.abs(seed % 100));
		byte[] header = PacketStream.bytes(String.format("%x0", type) + remainingLength(remaining));
		byte[] bytes = Arrays.copyOf(header, header.length + body.length);
		System.arraycopy(body, 0, bytes, header.length, body.length);
		assertHarmless(bytes, mqtt5, PacketStream.LIMIT, seed);
	}

	@Provide
	Arbitrary<Integer> limits() {
		return Arbitraries.of(16, 100, 1_000, 20_000, PacketStream.LIMIT);
	}

	private static void assertHarmless(byte[] bytes, boolean mqtt5, int limit, long seed) {
		assertTimeoutPreemptively(LONG, () -> {
			try (PacketStream stream = PacketStream.of(mqtt5, limit)) {
				Random random = new Random(seed);
				long before = ThreadAllocation.bytes();
				boolean failed = fails(() -> readInRandomPieces(stream, bytes, random));
				long allocated = ThreadAllocation.bytes() - before;
				// A large payload's array is made in steps, the first on the peer's word.
				long step = Math.min(limit, LargePayload.FIRST_STEP);
				assertThat(allocated).as("bytes allocated for %d bytes of input", bytes.length)
					.isLessThan(OVERHEAD + 2 * step + 100L * bytes.length);
				assertThat(stream.allocator.peak()).as("buffered").isLessThanOrEqualTo(4L * bytes.length + 32 * 1024);
				if (failed) {
					int delivered = stream.packets().size();
					stream.read("d000d000");
					assertThat(stream.packets()).as("after the failure").hasSize(delivered);
					assertThat(stream.allocator.live()).as("held after the failure").isZero();
				}
			}
		});
	}

	private static boolean fails(Runnable task) {
		try {
			task.run();
			return false;
		}
		catch (MqttProtocolException ex) {
			assertThat(ex.reasonCode()).isNotNull();
			assertThat(ex).hasMessageMatching("(?s).{10,}");
			return true;
		}
	}

	private static void readInRandomPieces(PacketStream stream, byte[] bytes, Random random) {
		int most = 1 + random.nextInt(Math.max(1, bytes.length));
		for (int at = 0; at < bytes.length;) {
			int end = Math.min(bytes.length, at + 1 + random.nextInt(most));
			stream.read(Arrays.copyOfRange(bytes, at, end));
			at = end;
		}
	}

	private static byte[] mutated(boolean mqtt5, Random random) {
		List<byte[]> samples = mqtt5 ? SAMPLES5 : SAMPLES3;
		byte[] bytes = Stream.generate(() -> samples.get(random.nextInt(samples.size())))
			.limit(1 + random.nextInt(4))
			.reduce(new byte[0], PacketReaderFuzzTests::join);
		for (int i = random.nextInt(4); i >= 0; i--) {
			bytes = mutate(bytes, random);
		}
		return bytes;
	}

	private static byte[] mutate(byte[] bytes, Random random) {
		if (bytes.length == 0) {
			return bytes;
		}
		// Most packets are short and what matters is in front.
		int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 24));
		byte[] before = Arrays.copyOf(bytes, at);
		byte[] from = Arrays.copyOfRange(bytes, at, bytes.length);
		return switch (random.nextInt(6)) {
			case 0 -> {
				from[0] ^= (byte) (1 << random.nextInt(8));
				yield join(before, from);
			}
			case 1 -> {
				from[0] = (byte) random.nextInt(256);
				yield join(before, from);
			}
			case 2 -> join(join(before, new byte[] { (byte) random.nextInt(256) }), from);
			case 3 -> join(before, Arrays.copyOfRange(from, 1, from.length));
			case 4 -> (at > 0) ? before : bytes;
			default -> {
				from[0] = (byte) (random.nextBoolean() ? 0xFF : 0);
				yield join(before, from);
			}
		};
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private static String remainingLength(int value) {
		StringBuilder hex = new StringBuilder();
		for (int rest = value; rest > 0; rest >>>= 7) {
			hex.append(String.format("%02x", (rest & 0x7F) | ((rest > 0x7F) ? 0x80 : 0)));
		}
		return hex.toString();
	}

}
