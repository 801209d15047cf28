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
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Any message that can be sent comes back as it was.
 */
class PublishRoundTripFuzzTests {

	@Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
	void anyMessageOfMqtt5ComesBack(@ForAll("topics") String topic, @ForAll byte[] payload, @ForAll Qos qos,
			@ForAll boolean retain, @ForAll("properties") MessageProperties properties,
			@ForAll @IntRange(min = 0, max = 65_535) int alias, @ForAll @IntRange(min = 1, max = 65_535) int id) {
		assertComesBack(true, message(topic, payload, qos, retain, id, properties), alias);
	}

	@Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
	void anyMessageOfMqtt3ComesBack(@ForAll("topics") String topic, @ForAll byte[] payload, @ForAll Qos qos,
			@ForAll boolean retain, @ForAll @IntRange(min = 1, max = 65_535) int id) {
		assertComesBack(false, message(topic, payload, qos, retain, id, MessageProperties.NONE), 0);
	}

	private static MqttMessage message(String topic, byte[] payload, Qos qos, boolean retain, int id,
			MessageProperties properties) {
		boolean identified = qos != Qos.AT_MOST_ONCE;
		return MqttMessage.received(topic, payload, qos, retain, identified && id % 2 == 0, identified ? id : 0,
				properties);
	}

	private static void assertComesBack(boolean mqtt5, MqttMessage message, int alias) {
		Packet packet = new Packet.Publish(message, alias);
		try (PacketStream stream = PacketStream.of(mqtt5)) {
			stream.read(PacketStream.encoded(mqtt5, packet));
			stream.assertDelivered(List.of(packet));
		}
	}

	@Provide
	Arbitrary<String> topics() {
		return text(60).filter((text) -> !text.isEmpty() && text.indexOf('+') < 0 && text.indexOf('#') < 0);
	}

	@Provide
	Arbitrary<MessageProperties> properties() {
		Arbitrary<UserProperty> pairs = Combinators.combine(text(10), text(10)).as(UserProperty::new);
		return Combinators
			.combine(Arbitraries.longs().between(0, SamplePackets.FOREVER).map(Duration::ofSeconds).injectNull(0.5),
					Arbitraries.of(true, false), text(20).injectNull(0.5), topics().injectNull(0.5),
					Arbitraries.bytes().array(byte[].class).ofMaxSize(30).injectNull(0.5), pairs.list().ofMaxSize(4),
					Arbitraries.integers().between(1, 268_435_455).list().ofMaxSize(3))
			.as(MessageProperties::new);
	}

	private static Arbitrary<String> text(int most) {
		Arbitrary<Integer> points = Arbitraries.oneOf(Arbitraries.integers().between(1, 0x7F),
				Arbitraries.integers().between(0x80, 0xD7FF), Arbitraries.integers().between(0xE000, 0x10FFFF));
		return points.list()
			.ofMaxSize(most)
			.map((list) -> list.stream()
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString());
	}

}
