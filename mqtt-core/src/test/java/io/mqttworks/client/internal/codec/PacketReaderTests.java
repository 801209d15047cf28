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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * How bytes are cut into packets, and what is allocated for it.
 */
class PacketReaderTests {

	private static final byte[] PINGRESP = { (byte) 0xD0, 0 };

	private static Packet.Publish publish(int size) {
		return new Packet.Publish(MqttMessage.received("a/b", SamplePackets.payload(size), Qos.AT_LEAST_ONCE, false,
				false, 1, MessageProperties.NONE), 0);
	}

	/**
	 * Returns a PUBLISH with a remaining length.
	 */
	private static Packet.Publish publishOfRemainingLength(int length, boolean mqtt5) {
		return publish(length - 7 - (mqtt5 ? 1 : 0));
	}

	@ParameterizedTest
	@CsvSource({ "127, 2", "128, 3", "16383, 3", "16384, 4", "2097151, 4", "2097152, 5" })
	void remainingLengthTakesAsManyBytesAsItNeeds(int remainingLength, int headerLength) {
		for (boolean mqtt5 : new boolean[] { false, true }) {
			Packet.Publish packet = publishOfRemainingLength(remainingLength, mqtt5);
			byte[] bytes = PacketStream.encoded(mqtt5, packet);
			assertThat(bytes).hasSize(headerLength + remainingLength);
			for (int piece : new int[] { bytes.length, bytes.length - 1, 65_536, 1_000 }) {
				try (PacketStream stream = PacketStream.of(mqtt5)) {
					stream.readInPieces(piece, bytes).read(PINGRESP);
					stream.assertDelivered(List.of(packet, new Packet.PingResp()));
				}
			}
		}
	}

	@Test
	@DisplayName("the largest packet of the protocol, 268,435,460 bytes")
	void readsTheLargestPacketThereIs() {
		assumeThat(Runtime.getRuntime().maxMemory()).as("a heap of 1 GiB").isGreaterThan(1_000_000_000L);
		byte[] header = PacketStream.bytes("30 ffffff7f 0001 61".replace(" ", ""));
		int payload = 268_435_455 - 3;
		byte[] piece = SamplePackets.payload(1024 * 1024);
		try (PacketStream stream = PacketStream.of(false)) {
			stream.read(header);
			for (int sent = 0; sent < payload; sent += piece.length) {
				stream.read(Arrays.copyOf(piece, Math.min(piece.length, payload - sent)));
			}
			stream.read(PINGRESP);
			assertThat(stream.packets()).hasSize(2);
			byte[] received = ((Packet.Publish) stream.packets().get(0)).message().payload();
			assertThat(received.length).isEqualTo(payload);
			for (int at : new int[] { 0, piece.length - 1, 100 * piece.length + 17, payload - 1 }) {
				assertThat(received[at]).isEqualTo(piece[at % piece.length]);
			}
			assertThat(stream.allocator.peak()).isLessThan(100);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 1_000 })
	void packetsWaitDuringPauseAndGoToTheReceiverOfThatTime(int piece) {
		byte[] bytes = PacketStream.encoded(true, publish(500));
		try (PacketStream stream = PacketStream.of(true)) {
			stream.reader.pause();
			assertThat(stream.reader.waitingType()).isZero();
			stream.readInPieces(piece, bytes).read(PINGRESP);
			assertThat(stream.packets()).isEmpty();
			assertThat(stream.reader.waitingType()).isEqualTo(PacketType.PUBLISH);
			RecordingReceiver next = new RecordingReceiver();
			stream.reader.receiver(next);
			stream.reader.proceed();
			assertThat(next.packets).extracting(Packet::name).containsExactly("PUBLISH", "PINGRESP");
			assertThat(((Packet.Publish) next.packets.get(0)).message().payload())
				.isEqualTo(SamplePackets.payload(500));
			assertThat(stream.packets()).isEmpty();
			assertThat(stream.reader.waitingType()).isZero();
		}
	}

	@Test
	void packetBehindTheOneThatPausesTheReaderWaits() {
		try (PacketStream stream = PacketStream.of(true)) {
			RecordingReceiver first = new RecordingReceiver();
			first.afterEach = () -> {
				stream.reader.pause();
				stream.reader.receiver(stream.receiver);
			};
			stream.reader.receiver(first);
			stream.read("d000 d000");
			assertThat(first.packets).hasSize(1);
			assertThat(stream.packets()).isEmpty();
			stream.reader.proceed();
			assertThat(stream.packets()).containsExactly(new Packet.PingResp());
		}
	}

	@Test
	void whatWaitsIsReleasedWhenTheReaderIsClosedDuringPause() {
		try (PacketStream stream = PacketStream.of(true)) {
			stream.reader.pause();
			stream.read(PINGRESP);
			stream.reader.close();
			stream.reader.proceed();
			assertThat(stream.packets()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 127, 128, 129, 131, 16_385, 16_386, 16_388, 16_400, 2_097_155, 2_097_157 })
	@DisplayName("the maximum packet size counts the whole packet [MQTT-3.1.2-24]")
	void acceptsPacketOfMaximumSizeAndRefusesOneByteMore(int size) {
		byte[] bytes = PacketStream.encoded(false, publishOfSize(size));
		assertThat(bytes).hasSize(size);
		try (PacketStream stream = PacketStream.of(false, size)) {
			stream.read(bytes);
			assertThat(stream.packets()).hasSize(1);
		}
		for (int piece : new int[] { bytes.length, bytes.length / 2, 1 }) {
			try (PacketStream stream = PacketStream.of(false, size - 1)) {
				assertThatThrownBy(() -> stream.readInPieces(piece, bytes))
					.isInstanceOfSatisfying(MqttProtocolException.class,
							(ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE))
					.hasMessage("PUBLISH has " + size + " bytes; at most " + (size - 1)
							+ " are accepted (maximumPacketSize)");
				assertThat(stream.packets()).isEmpty();
			}
		}
	}

	private static Packet publishOfSize(int size) {
		int remainingLengthBytes = (size <= 129) ? 1 : (size <= 16_386) ? 2 : (size <= 2_097_155) ? 3 : 4;
		return publishOfRemainingLength(size - 1 - remainingLengthBytes, false);
	}

	@Test
	void refusesPacketThatIsTooLargeBeforeAnythingOfItIsKept() {
		try (PacketStream stream = PacketStream.of(true, 1_000)) {
			MqttProtocolException thrown = catchThrowableOfType(MqttProtocolException.class,
					() -> stream.read("30ffffff7f"));
			assertThat(thrown.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
			assertThat(stream.allocator.allocations()).isZero();
		}
		try (PacketStream stream = PacketStream.of(true, 1_000)) {
			stream.read("20ffff");
			assertThatThrownBy(() -> stream.read("ff7f")).hasMessageContaining("CONNACK has 268435460 bytes");
			assertThat(stream.allocator.peak()).isLessThan(100);
		}
	}

	@Test
	void holdsNothingBetweenPackets() {
		try (PacketStream stream = PacketStream.of(true)) {
			byte[] bytes = PacketStream.encoded(true, publish(100), publish(100), publish(50_000));
			for (int piece : new int[] { 1, 10, 99, 10_000, bytes.length }) {
				stream.readInPieces(piece, bytes);
				assertThat(stream.allocator.live()).isZero();
			}
			assertThat(stream.packets()).hasSize(15);
		}
	}

	@Test
	void holdsOnlyThePacketThatIsNotWhole() {
		byte[] one = PacketStream.encoded(true, publish(100));
		byte[] bytes = PacketStream.encoded(true, publish(100), publish(100), publish(100));
		try (PacketStream stream = PacketStream.of(true)) {
			stream.read(Arrays.copyOf(bytes, bytes.length - 1));
			assertThat(stream.packets()).hasSize(2);
			assertThat(stream.allocator.allocations()).isOne();
			assertThat(stream.allocator.live()).isEqualTo(one.length);
		}
	}

	@Test
	void copiesLargePayloadStraightIntoItsArray() {
		Packet.Publish packet = publish(500_000);
		byte[] bytes = PacketStream.encoded(true, packet);
		for (int piece : new int[] { 1, 3, 11, 10_000, 65_536 }) {
			try (PacketStream stream = PacketStream.of(true)) {
				stream.readInPieces(piece, Arrays.copyOf(bytes, 20_000));
				// Room for the fixed header, topic, identifier and property length.
				assertThat(stream.allocator.peak()).isLessThan(1_000);
				stream.readInPieces(65_536, Arrays.copyOfRange(bytes, 20_000, bytes.length));
				stream.assertDelivered(List.of(packet));
				assertThat(stream.allocator.peak()).isLessThan(1_000);
			}
		}
	}

	@Test
	void doesNotAllocateWhatIsOnlyAnnounced() {
		long before = ThreadAllocation.bytes();
		List<PacketStream> streams = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			PacketStream stream = PacketStream.of(false);
			streams.add(stream);
			// PUBLISH, then SUBACK, of 268,435,455 bytes
			stream.read((i % 2 == 0) ? "30ffffff7f000161" : "90ffffff7f000100");
		}
		assertThat(ThreadAllocation.bytes() - before).isLessThan(40L * 1024 * 1024);
		assertThat(streams).allSatisfy((stream) -> assertThat(stream.allocator.live()).isLessThan(65_536));
		streams.forEach(PacketStream::close);
	}

	@Test
	void growsTheBufferOfLongPacketsAsTheyArrive() {
		// 1,000 user properties of 1,000 bytes: all of it stands before the payload.
		UserProperty property = new UserProperty("n".repeat(400), "v".repeat(600));
		MessageProperties properties = new MessageProperties(null, false, null, null, null,
				java.util.Collections.nCopies(1_000, property), List.of());
		Packet packet = new Packet.Publish(
				MqttMessage.received("a", new byte[] { 1 }, Qos.AT_MOST_ONCE, false, false, 0, properties), 0);
		byte[] bytes = PacketStream.encoded(true, packet);
		try (PacketStream stream = PacketStream.of(true)) {
			for (int at = 0; at < bytes.length; at += 1_000) {
				stream.read(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1_000)));
				// While it grows, the old buffer and the new one are there.
				assertThat(stream.allocator.live()).isLessThanOrEqualTo(Math.max(LargePayload.LARGE, 2 * at));
			}
			stream.assertDelivered(List.of(packet));
			assertThat(stream.allocator.allocations()).isLessThan(20);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readsFromPooledDirectBuffers(boolean direct) {
		PooledByteBufAllocator allocator = new PooledByteBufAllocator(direct);
		byte[] bytes = PacketStream.encoded(true, SamplePackets.of(true).toArray(Packet[]::new));
		RecordingReceiver receiver = new RecordingReceiver();
		PacketReader reader = new PacketReader(receiver, PacketStream.LIMIT, new ServerPacketDecoder());
		reader.mqtt5(true);
		List<ByteBuf> chunks = new ArrayList<>();
		for (int at = 0; at < bytes.length; at += 4_321) {
			// With bytes in front that were read already.
			ByteBuf chunk = allocator.buffer().writeInt(0);
			chunk.readerIndex(4);
			chunk.writeBytes(bytes, at, Math.min(4_321, bytes.length - at));
			chunks.add(chunk);
			reader.read(chunk);
		}
		assertThat(PacketValues.of(receiver.packets)).isEqualTo(PacketValues.of(SamplePackets.of(true)));
		assertThat(chunks).allSatisfy((chunk) -> assertThat(chunk.refCnt()).isZero());
	}

	@Test
	void leavesASliceOfALargerBufferAlone() {
		ByteBuf whole = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
		whole.writeBytes(PINGRESP).writeBytes(PINGRESP).writeBytes(PINGRESP);
		try (PacketStream stream = PacketStream.of(true)) {
			stream.reader.read(whole.retainedSlice(2, 2));
			assertThat(stream.packets()).hasSize(1);
			assertThat(whole.refCnt()).isOne();
		}
		whole.release();
	}

	@Test
	void ignoresEmptyBuffers() {
		try (PacketStream stream = PacketStream.of(true)) {
			stream.read().read("40").read().read("020001").read();
			assertThat(stream.packets()).hasSize(1);
		}
	}

	@Test
	void deliversWhatCameBeforeTheErrorAndNothingAfterIt() {
		for (int piece : new int[] { 1, 100 }) {
			try (PacketStream stream = PacketStream.of(true)) {
				assertThatThrownBy(
						() -> stream.readInPieces(piece, PacketStream.bytes("40020001" + "0000" + "40020002")))
					.isInstanceOf(MqttProtocolException.class);
				stream.read("40020003");
				stream.assertDelivered(List.of(new Packet.Ack(4, 1, ReasonCode.SUCCESS, null, List.of())));
				assertThat(stream.allocator.live()).isZero();
			}
		}
	}

	@Test
	void endsWithTheExceptionOfTheReceiver() {
		IllegalStateException failure = new IllegalStateException();
		for (int piece : new int[] { 1, 5, 100 }) {
			try (PacketStream stream = PacketStream.of(true)) {
				stream.receiver.afterEach = () -> {
					throw failure;
				};
				assertThatThrownBy(() -> stream.readInPieces(piece, PacketStream.bytes("40020001" + "40020002")))
					.isSameAs(failure);
				stream.read("40020003");
				assertThat(stream.packets()).hasSize(1);
				assertThat(stream.allocator.live()).isZero();
			}
		}
	}

	@Test
	void receiverMayCloseTheReader() {
		for (int piece : new int[] { 1, 3, 5, 100 }) {
			try (PacketStream stream = PacketStream.of(true)) {
				stream.receiver.afterEach = stream.reader::close;
				stream.readInPieces(piece, PacketStream.bytes("40020001" + "40020002" + "4002"));
				assertThat(stream.packets()).hasSize(1);
				assertThat(stream.allocator.live()).isZero();
			}
		}
	}

	@Test
	void receiverMayCloseTheReaderOnALargeMessage() {
		byte[] bytes = PacketStream.encoded(true, publish(100_000), publish(100_000));
		try (PacketStream stream = PacketStream.of(true)) {
			stream.receiver.afterEach = stream.reader::close;
			stream.readInPieces(30_000, bytes);
			assertThat(stream.packets()).hasSize(1);
		}
	}

	@Test
	void closeFreesWhatIsHeld() {
		byte[] bytes = PacketStream.encoded(true, publish(100_000));
		for (int length : new int[] { 1, 2, 3, 8, 15, 16, 50_000, bytes.length - 1 }) {
			PacketStream stream = PacketStream.of(true);
			stream.read(Arrays.copyOf(bytes, length));
			assertThat(stream.allocator.live()).isPositive();
			stream.close();
			stream.close();
			stream.read(Arrays.copyOfRange(bytes, length, bytes.length));
			assertThat(stream.packets()).isEmpty();
			assertThat(stream.allocator.live()).isZero();
		}
	}

	@Test
	void versionMayChangeBetweenTwoPacketsOfOneChunk() {
		Packet.ConnAck connAck = new Packet.ConnAck(false, ReasonCode.SUCCESS, Packet.ConnAckProperties.NONE);
		try (PacketStream stream = PacketStream.of(false)) {
			stream.receiver.afterEach = () -> stream.reader.mqtt5(true);
			stream.read("2002 0000 2003 000000 40 03 0001 10");
			stream.assertDelivered(List.of(connAck, connAck,
					new Packet.Ack(PacketType.PUBACK, 1, ReasonCode.NO_MATCHING_SUBSCRIBERS, null, List.of())));
		}
	}

	@Test
	void readsMqtt3UntilToldOtherwise() {
		RecordingReceiver receiver = new RecordingReceiver();
		PacketReader reader = new PacketReader(receiver, PacketStream.LIMIT);
		reader.read(UnpooledByteBufAllocator.DEFAULT.heapBuffer().writeBytes(PacketStream.bytes("20020000")));
		assertThat(receiver.packets).hasSize(1);
	}

	@Test
	void refusesTopicOfALargeMessageWhenTheMessageIsWhole() {
		try (PacketStream stream = PacketStream.of(false)) {
			stream.read("30818001 0001 23"); // "#"
			stream.read(new byte[16_000]);
			assertThatThrownBy(() -> stream.read(new byte[382])).hasMessageContaining("wildcard");
		}
	}

}
