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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever {@link PacketEncoder} writes, {@link PacketReader} reads, however the network
 * cuts it.
 */
class PacketRoundTripTests {

	/** Longer packets are not cut at each position: it would take minutes. */
	private static final int LONG = 1_000;

	static Stream<Packet> packets3() {
		return SamplePackets.of(false).stream();
	}

	static Stream<Packet> packets5() {
		return SamplePackets.of(true).stream();
	}

	@ParameterizedTest
	@MethodSource("packets3")
	void packetOfMqtt3ComesBackHoweverItIsCut(Packet packet) {
		assertComesBack(false, packet);
	}

	@DisplayName("every packet and property comes back, user properties in order [MQTT-1.5.7-1] [MQTT-2.2.2-1]"
			+ " [MQTT-1.5.4-3] [MQTT-3.1.3-1]")
	@ParameterizedTest
	@MethodSource("packets5")
	void packetOfMqtt5ComesBackHoweverItIsCut(Packet packet) {
		assertComesBack(true, packet);
	}

	private static void assertComesBack(boolean mqtt5, Packet packet) {
		byte[] bytes = PacketStream.encoded(mqtt5, packet);
		List<Packet> expected = List.of(packet);
		try (PacketStream whole = PacketStream.of(mqtt5)) {
			whole.read(bytes);
			whole.assertDelivered(expected);
			assertThat(whole.allocator.allocations()).as("buffers made for a whole packet").isZero();
		}
		try (PacketStream pieces = PacketStream.of(mqtt5)) {
			pieces.readInPieces((bytes.length > LONG) ? 97 : 1, bytes);
			pieces.assertDelivered(expected);
		}
		int step = (bytes.length > LONG) ? bytes.length / 50 : 1;
		for (int cut = 1; cut < bytes.length; cut += step) {
			try (PacketStream halves = PacketStream.of(mqtt5)) {
				halves.read(Arrays.copyOf(bytes, cut));
				assertThat(halves.packets()).isEmpty();
				halves.read(Arrays.copyOfRange(bytes, cut, bytes.length));
				assertThat(halves.allocator.live()).as("bytes held after the packet").isZero();
				halves.assertDelivered(expected);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void packetsInOneStreamComeBackInOrderHoweverTheyAreCut(boolean mqtt5) {
		List<Packet> packets = SamplePackets.of(mqtt5);
		byte[] bytes = PacketStream.encoded(mqtt5, packets.toArray(Packet[]::new));
		for (int size : new int[] { 7, 100, 1_000, 16_384, 65_536, bytes.length }) {
			try (PacketStream stream = PacketStream.of(mqtt5)) {
				stream.readInPieces(size, bytes);
				assertThat(stream.allocator.live()).isZero();
				stream.assertDelivered(packets);
			}
		}
	}

	@Test
	void aliasAloneBringsTheTopicItStandsFor() {
		try (PacketStream stream = PacketStream.of(true)) {
			stream.read("30 09 0003 612f62 03 23 0007".replace(" ", ""));
			stream.read("30 06 0000 03 23 0007".replace(" ", ""));
			assertThat(stream.packets()).hasSize(2)
				.allSatisfy((packet) -> assertThat(((Packet.Publish) packet).message().topic()).isEqualTo("a/b"));
		}
	}

}
