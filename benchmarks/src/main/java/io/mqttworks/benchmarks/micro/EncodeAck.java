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

import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.codec.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
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
public class EncodeAck {

	private NettyCodec netty;

	private int bytes;

	@Setup
	public void setUp() {
		this.netty = new NettyCodec(false, (packet) -> {
			this.bytes += packet.readableBytes();
			packet.release();
		}, (packet) -> {
		});
	}

	/**
	 * Writing nothing would be very fast.
	 */
	@TearDown
	public void check() {
		if (ours() != 4 * Samples.PACKETS || netty() != 4 * Samples.PACKETS) {
			throw new IllegalStateException("Not all were written");
		}
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int ours() {
		ByteBuf out = ByteBufAllocator.DEFAULT.ioBuffer(1024);
		for (int i = 0; i < Samples.PACKETS; i++) {
			out.ensureWritable(4);
			PacketEncoder.acknowledgement(out, PacketType.PUBACK, i + 1);
		}
		int bytes = out.readableBytes();
		out.release();
		return bytes;
	}

	@Benchmark
	@OperationsPerInvocation(Samples.PACKETS)
	public int netty() {
		this.bytes = 0;
		for (int i = 0; i < Samples.PACKETS; i++) {
			this.netty.write(new MqttPubAckMessage(
					new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 2),
					MqttMessageIdVariableHeader.from(i + 1)));
		}
		return this.bytes;
	}

}
