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

package io.mqttworks.benchmarks.micro;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.codec.PacketReader;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * PUBACK; the same in both versions.
 */
@State(Scope.Thread)
public class DecodeAck {

	private static final int SUM = Samples.PACKETS * (Samples.PACKETS + 1) / 2;

	private ByteBuf chunk;

	private PacketReader reader;

	private NettyCodec netty;

	/** Of the packet identifiers: a session looks its message up by it. */
	private int sum;

	@Setup
	public void setUp() {
		this.chunk = ByteBufAllocator.DEFAULT.ioBuffer(1024);
		for (int i = 0; i < Samples.PACKETS; i++) {
			PacketEncoder.acknowledgement(this.chunk, PacketType.PUBACK, i + 1);
		}
		this.reader = new PacketReader(new Receiver(), 256 * 1024);
		this.netty = new NettyCodec(false, ByteBuf::release,
				(packet) -> this.sum += ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
	}

	/**
	 * Reading nothing would be very fast.
	 */
	@TearDown
	public void check() {
		if (this.sum != SUM) {
			throw new IllegalStateException("Not all were read");
		}
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int ours() {
		this.sum = 0;
		this.reader.read(this.chunk.retain().readerIndex(0));
		return this.sum;
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int netty() {
		this.sum = 0;
		this.netty.read(this.chunk.retain().readerIndex(0));
		return this.sum;
	}

	private final class Receiver implements PacketReceiver {

		@Override
		public Topic topic(ByteBuf buffer, int index, int length, int alias) {
			throw new IllegalStateException();
		}

		@Override
		public void publish(MqttMessage message, Topic topic) {
			throw new IllegalStateException();
		}

		@Override
		public void acknowledged(int type, int packetId) {
			DecodeAck.this.sum += packetId;
		}

		@Override
		public void packet(Packet packet) {
			throw new IllegalStateException();
		}

	}

}
