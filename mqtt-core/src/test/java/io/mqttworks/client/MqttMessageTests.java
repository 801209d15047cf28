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

package io.mqttworks.client;

import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link MqttMessage}, {@link MessageProperties} and {@link Will}.
 */
class MqttMessageTests {

	@Test
	void messageOfATextIsUtf8() {
		MqttMessage message = MqttMessage.of("t", "é😀", Qos.AT_MOST_ONCE);
		assertThat(message.payload()).isEqualTo("é😀".getBytes(StandardCharsets.UTF_8));
		assertThat(message.payloadAsString()).isEqualTo("é😀");
		assertThat(message.payloadAsBuffer().isReadOnly()).isTrue();
		assertThat(message.payloadAsBuffer().remaining()).isEqualTo(6);
		assertThatExceptionOfType(ReadOnlyBufferException.class)
			.isThrownBy(() -> message.payloadAsBuffer().put((byte) 0));
		assertThat(message.properties()).isSameAs(MessageProperties.NONE);
		assertThat(message.retain()).isFalse();
		assertThat(message.duplicate()).isFalse();
		assertThat(message.packetId()).isZero();
	}

	@Test
	void bytesThatAreNoTextAreReplaced() {
		MqttMessage message = MqttMessage.of("t", new byte[] { 'a', (byte) 0xFF }, Qos.AT_MOST_ONCE);
		assertThat(message.payloadAsString()).isEqualTo("a\uFFFD");
	}

	@Test
	void payloadIsNotCopied() {
		byte[] payload = { 1, 2 };
		assertThat(MqttMessage.of("t", payload, Qos.AT_MOST_ONCE).payload()).isSameAs(payload);
	}

	@Test
	void builderHasDefaultsAndTakesEverything() {
		MqttMessage plain = MqttMessage.builder("t").build();
		assertThat(plain.payload()).isEmpty();
		assertThat(plain.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(plain.properties()).isSameAs(MessageProperties.NONE);
		MqttMessage full = MqttMessage.builder("t")
			.payload("x")
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.messageExpiry(Duration.ofSeconds(4_294_967_295L))
			.utf8Payload(true)
			.contentType("text/plain")
			.responseTopic("r")
			.correlationData(new byte[] { 1 })
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperty("b", "3")
			.build();
		assertThat(full.retain()).isTrue();
		assertThat(full.messageExpiry()).hasSeconds(4_294_967_295L);
		assertThat(full.properties().utf8Payload()).isTrue();
		assertThat(full.contentType()).isEqualTo("text/plain");
		assertThat(full.responseTopic()).isEqualTo("r");
		assertThat(full.correlationData()).containsExactly(1);
		assertThat(full.userProperties()).extracting(UserProperty::name).containsExactly("b", "a", "b");
		assertThat(full.userProperty("b")).isEqualTo("1");
		assertThat(full.userProperty("c")).isNull();
		assertThat(full.properties().subscriptionIdentifiers()).isEmpty();
	}

	@Test
	void topicAliasIsOneToPublishWith() {
		MqttMessage message = MqttMessage.builder("t").topicAlias(65_535).build();
		assertThat(message.topicAlias()).isEqualTo(65_535);
		assertThat(message.packetId()).isZero();
		assertThat(message.toBuilder().build().topicAlias()).isEqualTo(65_535);
		assertThat(MqttMessage.builder("t").build().topicAlias()).isZero();
		MqttMessage received = MqttMessage.received("t", new byte[0], Qos.AT_LEAST_ONCE, false, false, 7,
				MessageProperties.NONE);
		assertThat(received.packetId()).isEqualTo(7);
		assertThat(received.topicAlias()).isZero();
		assertThat(received.toBuilder().build().topicAlias()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("t").topicAlias(65_536))
			.withMessageContaining("topicAlias");
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("t").topicAlias(-1));
	}

	@Test
	void builderThatGoesOnDoesNotChangeWhatItBuilt() {
		MqttMessage.Builder builder = MqttMessage.builder("t").userProperty("a", "1");
		MqttMessage first = builder.build();
		builder.userProperty("b", "2").retain(true);
		assertThat(first.userProperties()).hasSize(1);
		assertThat(first.retain()).isFalse();
		List<UserProperty> list = new ArrayList<>(List.of(new UserProperty("x", "y")));
		MqttMessage second = builder.userProperties(list).build();
		list.clear();
		assertThat(second.userProperties()).hasSize(1);
	}

	@Test
	void builderOfAMessageStartsWithAllThatItsPublisherSaid() {
		MqttMessage message = MqttMessage.builder("t")
			.payload("x")
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.messageExpiry(Duration.ofSeconds(5))
			.utf8Payload(true)
			.contentType("text/plain")
			.responseTopic("r")
			.correlationData(new byte[] { 1 })
			.userProperty("a", "1")
			.build();
		assertThat(message.toBuilder().build()).usingRecursiveComparison().isEqualTo(message);
		assertThat(message.toBuilder().topic("u").retain(false).userProperty("b", "2").build()).satisfies((changed) -> {
			assertThat(changed.topic()).isEqualTo("u");
			assertThat(changed.retain()).isFalse();
			assertThat(changed.userProperties()).hasSize(2);
			assertThat(changed.payload()).isSameAs(message.payload());
		});
		assertThat(message.userProperties()).hasSize(1);
		MqttMessage plain = MqttMessage.of("t", "x", Qos.AT_MOST_ONCE);
		assertThat(plain.toBuilder().build().properties()).isSameAs(MessageProperties.NONE);
	}

	@Test
	void builderOfAReceivedMessageLeavesItsDeliveryBehind() {
		MessageProperties properties = new MessageProperties(null, false, "text/plain", null, null, List.of(),
				List.of(7));
		MqttMessage received = MqttMessage.received("t", new byte[0], Qos.EXACTLY_ONCE, true, true, 9, properties);
		MqttMessage again = received.toBuilder().build();
		assertThat(again.packetId()).isZero();
		assertThat(again.duplicate()).isFalse();
		assertThat(again.properties().subscriptionIdentifiers()).isEmpty();
		assertThat(again.qos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(again.retain()).isTrue();
		assertThat(again.contentType()).isEqualTo("text/plain");
	}

	@Test
	void missingPartsAreNamed() {
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.of(null, "x", Qos.AT_MOST_ONCE))
			.withMessage("topic");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.of("t", (byte[]) null, Qos.AT_MOST_ONCE))
			.withMessage("payload");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.of("t", "x", null)).withMessage("qos");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.builder(null)).withMessage("topic");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.builder("t").topic(null)).withMessage("topic");
		assertThatNullPointerException().isThrownBy(() -> new UserProperty(null, "v")).withMessage("name");
		assertThatNullPointerException().isThrownBy(() -> new UserProperty("n", null)).withMessage("value");
	}

	@Test
	void expiryIsChecked() {
		for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(4_294_967_296L))) {
			assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("t").messageExpiry(wrong).build())
				.withMessageContaining("messageExpiry")
				.withMessageContaining("4294967295")
				.withMessageContaining(wrong.toString());
		}
	}

	@Test
	void textDoesNotShowThePayload() {
		assertThat(MqttMessage.of("a/b", "secret", Qos.AT_LEAST_ONCE).toString()).contains("a/b", "qos=1", "6 bytes")
			.doesNotContain("secret");
		assertThat(MqttMessage.received("a", new byte[0], Qos.EXACTLY_ONCE, true, true, 7, MessageProperties.NONE)
			.toString()).contains("qos=2", "retain=true", "packetId=7", "duplicate");
	}

	@Test
	void willIsChecked() {
		assertThat(Will.of(MqttMessage.of("t", new byte[65_535], Qos.AT_MOST_ONCE)).delay()).isZero();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Will.of(MqttMessage.of("t", new byte[65_536], Qos.AT_MOST_ONCE)))
			.withMessageContaining("65535")
			.withMessageContaining("65536");
		MqttMessage message = MqttMessage.of("t", "x", Qos.AT_MOST_ONCE);
		for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofSeconds(4_294_967_296L))) {
			assertThatIllegalArgumentException().isThrownBy(() -> new Will(message, wrong))
				.withMessageContaining("delay")
				.withMessageContaining(wrong.toString());
		}
		assertThat(new Will(message, Duration.ofSeconds(4_294_967_295L)).delay()).hasSeconds(4_294_967_295L);
		assertThatNullPointerException().isThrownBy(() -> Will.of(null)).withMessage("message");
	}

	@Test
	void qosHasItsNumbers() {
		for (int value = 0; value <= 2; value++) {
			assertThat(Qos.of(value).value()).isEqualTo(value);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Qos.of(3)).withMessageContaining("3");
		assertThatIllegalArgumentException().isThrownBy(() -> Qos.of(-1)).withMessageContaining("-1");
	}

	@Test
	void reasonCodesHaveTheirNumbers() {
		for (ReasonCode code : ReasonCode.values()) {
			assertThat(ReasonCode.of(code.value())).isSameAs(code);
			assertThat(code.isError()).isEqualTo(code.value() >= 128);
		}
		assertThat(ReasonCode.of(0x55)).isNull();
	}

	@Test
	void versionsAreRead() {
		assertThat(MqttVersion.of(" 3.1.1 ")).isEqualTo(MqttVersion.MQTT_3_1_1);
		assertThat(MqttVersion.of("5")).isEqualTo(MqttVersion.MQTT_5);
		assertThat(MqttVersion.of("5.0")).isEqualTo(MqttVersion.MQTT_5);
		for (MqttVersion version : MqttVersion.values()) {
			assertThat(MqttVersion.of(version.toString())).isEqualTo(version);
			assertThat(MqttVersion.of(version.name())).isEqualTo(version);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> MqttVersion.of("3.1"))
			.withMessageContaining("'3.1'")
			.withMessageContaining("3.1.1");
	}

	@Test
	void versionPoliciesAreRead() {
		assertThat(VersionPolicy.of(" Auto ")).isEqualTo(VersionPolicy.AUTO);
		assertThat(VersionPolicy.of("3.1.1")).isEqualTo(VersionPolicy.ONLY_3_1_1);
		assertThat(VersionPolicy.of("5.0")).isEqualTo(VersionPolicy.ONLY_5);
		for (VersionPolicy policy : VersionPolicy.values()) {
			assertThat(VersionPolicy.of(policy.toString())).isEqualTo(policy);
		}
		for (MqttVersion version : MqttVersion.values()) {
			assertThat(VersionPolicy.of(version.name())).isEqualTo(VersionPolicy.only(version));
			assertThat(VersionPolicy.only(version).allows(version)).isTrue();
			assertThat(VersionPolicy.AUTO.allows(version)).isTrue();
		}
		assertThat(VersionPolicy.ONLY_5.allows(MqttVersion.MQTT_3_1_1)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> VersionPolicy.of("4")).withMessageContaining("'4'");
	}

}
