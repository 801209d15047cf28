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
import io.mqttworks.client.internal.codec.PacketReader;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.PublishEncoder;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.codec.TopicCache;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Messages of 100 bytes with QoS 1, from the bytes that were read to what the application
 * gets: strings, and the payload in an array of its own.
 */
@State(Scope.Thread)
public class DecodePublish {

	@Param({ "3.1.1", "5", "5-properties" })
	private String version;

	private Samples samples;

	private ByteBuf chunk;

	private PacketReader reader;

	private NettyCodec netty;

	private Blackhole application;

	private int count;

	private boolean checking;

	@Setup
	public void setUp(Blackhole blackhole) {
		this.samples = new Samples(this.version);
		this.chunk = ByteBufAllocator.DEFAULT.ioBuffer(32 * 1024);
		for (int i = 0; i < Samples.PACKETS; i++) {
			MqttMessage message = this.samples.ours(i);
			PublishEncoder.encode(this.chunk, TopicBytes.of(message.topic()), message, i + 1, false,
					this.samples.mqtt5(), 0, false, this.samples.expirySeconds(), true);
		}
		this.reader = new PacketReader(new Receiver(), 256 * 1024);
		this.reader.mqtt5(this.samples.mqtt5());
		this.netty = new NettyCodec(this.samples.mqtt5(), ByteBuf::release,
				(packet) -> publish((MqttPublishMessage) packet));
		this.checking = true;
		ours(blackhole);
		checkCount();
		netty(blackhole);
		checkCount();
		this.checking = false;
	}

	/**
	 * Afterwards as well: reading nothing would be very fast.
	 */
	@TearDown
	public void checkCount() {
		if (this.count != Samples.PACKETS) {
			throw new IllegalStateException(this.count + " messages were read");
		}
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int ours(Blackhole application) {
		this.application = application;
		this.count = 0;
		this.reader.read(this.chunk.retain().readerIndex(0));
		return this.count;
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int netty(Blackhole application) {
		this.application = application;
		this.count = 0;
		this.netty.read(this.chunk.retain().readerIndex(0));
		return this.count;
	}

	private void publish(MqttPublishMessage packet) {
		// The buffer cannot be kept, so an application gets a copy.
		byte[] payload = ByteBufUtil.getBytes(packet.payload());
		if (this.checking) {
			this.samples.check(this.count, packet.variableHeader().topicName(), payload);
		}
		packet.release();
		this.application.consume(packet);
		this.application.consume(payload);
		this.count++;
	}

	private final class Receiver implements PacketReceiver {

		private final TopicCache topics = new TopicCache();

		@Override
		public Topic topic(ByteBuf buffer, int index, int length, int alias) {
			return this.topics.get(buffer, index, length);
		}

		@Override
		public void publish(MqttMessage message, Topic topic) {
			if (DecodePublish.this.checking) {
				DecodePublish.this.samples.check(DecodePublish.this.count, message.topic(), message.payload());
			}
			DecodePublish.this.application.consume(message);
			DecodePublish.this.count++;
		}

		@Override
		public void acknowledged(int type, int packetId) {
			throw new IllegalStateException();
		}

		@Override
		public void packet(Packet packet) {
			throw new IllegalStateException();
		}

	}

}
