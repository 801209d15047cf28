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
import io.mqttworks.client.internal.codec.PublishEncoder;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A message of 100 bytes with QoS 1, from what the application gives to bytes that can be
 * written. Checks are included.
 */
@State(Scope.Thread)
public class EncodePublish {

	@Param({ "3.1.1", "5", "5-properties" })
	private String version;

	private Samples samples;

	private NettyCodec netty;

	private Blackhole blackhole;

	private int bytes;

	@Setup
	public void setUp(Blackhole blackhole) {
		this.blackhole = blackhole;
		this.samples = new Samples(this.version);
		this.netty = new NettyCodec(this.samples.mqtt5(), (packet) -> {
			this.bytes += packet.readableBytes();
			packet.release();
		}, (packet) -> {
		});
	}

	/**
	 * Writing nothing would be very fast, and so would be writing something else.
	 */
	@TearDown
	public void check() {
		int ours = ours(this.blackhole);
		if (ours < Samples.PACKETS * 100 || netty() != ours) {
			throw new IllegalStateException(ours + " and " + this.bytes + " bytes were written");
		}
	}

	/**
	 * As the session does it: all that is to be written goes to one buffer.
	 */
	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int ours(Blackhole kept) {
		boolean mqtt5 = this.samples.mqtt5();
		ByteBuf out = ByteBufAllocator.DEFAULT.ioBuffer(32 * 1024);
		for (int i = 0; i < Samples.PACKETS; i++) {
			MqttMessage message = this.samples.ours(i);
			// The session keeps it until it is acknowledged.
			kept.consume(message);
			byte[] topic = TopicBytes.of(message.topic());
			out.ensureWritable((int) PublishEncoder.size(topic, message, mqtt5, 0, false));
			PublishEncoder.encode(out, topic, message, i + 1, false, mqtt5, 0, false, this.samples.expirySeconds(),
					true);
		}
		int bytes = out.readableBytes();
		out.release();
		return bytes;
	}

	/**
	 * A buffer for each packet; it has no other way.
	 */
	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int netty() {
		this.bytes = 0;
		for (int i = 0; i < Samples.PACKETS; i++) {
			this.netty.write(this.samples.netty(i, i + 1));
		}
		return this.bytes;
	}

}
