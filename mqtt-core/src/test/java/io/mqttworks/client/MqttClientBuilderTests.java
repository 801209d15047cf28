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

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link MqttClientBuilder} and {@link ReconnectPolicy}.
 */
class MqttClientBuilderTests {

	private static MqttClientBuilder builder() {
		return MqttClient.builder("mqtt://localhost");
	}

	@Test
	void defaultsAreTheDocumentedOnes() {
		MqttClientOptions options = builder().options();
		assertThat(options.servers()).containsExactly(ServerAddress.parse("mqtt://localhost:1883"));
		assertThat(options.shuffleServers()).isFalse();
		assertThat(options.maxRedirects()).isEqualTo(3);
		assertThat(options.version()).isEqualTo(VersionPolicy.AUTO);
		assertThat(options.clientId()).isEmpty();
		assertThat(options.authentication()).isNull();
		assertThat(options.keepAlive()).isEqualTo(Duration.ofSeconds(60));
		assertThat(options.sessionExpiry()).isEqualTo(Duration.ofHours(1));
		assertThat(options.will()).isNull();
		assertThat(options.receiveMaximum()).isEqualTo(1_000);
		assertThat(options.maximumPacketSize()).isEqualTo(268_435_460);
		assertThat(options.topicAliasMaximum()).isEqualTo(16);
		assertThat(options.requestResponseInformation()).isFalse();
		assertThat(options.userProperties()).isEmpty();
		assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(options.tls().get()).isEqualTo(TlsOptions.DEFAULT);
		assertThat(options.proxy()).isNull();
		assertThat(options.socket()).isEqualTo(SocketOptions.DEFAULT);
		assertThat(options.reconnect()).isEqualTo(ReconnectPolicy.DEFAULT);
		assertThat(options.maxPendingMessages()).isEqualTo(100_000);
		assertThat(options.maxPendingBytes()).isEqualTo(64L * 1024 * 1024);
		assertThat(options.overflowPolicy()).isEqualTo(OverflowPolicy.FAIL);
		assertThat(options.handlerExecutor()).isNull();
		assertThat(options.handlerFailurePolicy()).isEqualTo(HandlerFailurePolicy.ACKNOWLEDGE);
		assertThat(options.maxUnhandledBytes()).isEqualTo(16L * 1024 * 1024);
		assertThat(options.unmatchedHandler()).isNull();
		assertThat(options.maxInFlight()).isEqualTo(65_535);
		assertThat(options.poisonThreshold()).isEqualTo(5);
		assertThat(options.allowControlCharacters()).isFalse();
		assertThat(options.serversShareSession()).isFalse();
		assertThat(options.inboundOverflowPolicy()).isEqualTo(InboundOverflowPolicy.DROP_NEWEST);
		assertThat(options.deliveryTimeout()).isNull();
		assertThat(options.deliveryTimeoutPolicy()).isEqualTo(DeliveryTimeoutPolicy.TELL);
	}

	@Test
	void cleanStartDependsOnTheIdentifierUnlessItIsSet() {
		assertThat(builder().options().cleanStart()).isTrue();
		assertThat(builder().clientId("a").options().cleanStart()).isFalse();
		assertThat(builder().clientId("a").cleanStart(true).options().cleanStart()).isTrue();
		assertThat(builder().cleanStart(false).options().cleanStart()).isFalse();
	}

	@ParameterizedTest(name = "{0} from {1} to {2}")
	@MethodSource
	void numbersHaveTheirRange(String name, long min, long max, BiConsumer<MqttClientBuilder, Long> setter) {
		for (long good : new long[] { min, max }) {
			assertThatCode(() -> setter.accept(builder(), good)).doesNotThrowAnyException();
		}
		assertThatIllegalArgumentException().isThrownBy(() -> setter.accept(builder(), min - 1))
			.withMessageContaining(name)
			.withMessageContaining(Long.toString(min - 1));
		if (max < Integer.MAX_VALUE) {
			assertThatIllegalArgumentException().isThrownBy(() -> setter.accept(builder(), max + 1))
				.withMessageContaining(name)
				.withMessageContaining(Long.toString(max))
				.withMessageContaining(Long.toString(max + 1));
		}
	}

	static List<Arguments> numbersHaveTheirRange() {
		return List.of(range("maxRedirects", 0, 100, (builder, value) -> builder.maxRedirects(value.intValue())),
				range("keepAlive", 0, 65_535, (builder, value) -> builder.keepAlive(Duration.ofSeconds(value))),
				range("receiveMaximum", 1, 65_535, (builder, value) -> builder.receiveMaximum(value.intValue())),
				range("maximumPacketSize", 16, 268_435_460,
						(builder, value) -> builder.maximumPacketSize(value.intValue())),
				range("topicAliasMaximum", 0, 65_535, (builder, value) -> builder.topicAliasMaximum(value.intValue())),
				range("connectTimeout", 1, Integer.MAX_VALUE,
						(builder, value) -> builder.connectTimeout(Duration.ofMillis(value))),
				range("closeTimeout", 0, Integer.MAX_VALUE,
						(builder, value) -> builder.closeTimeout(Duration.ofMillis(value))),
				range("maxPendingMessages", 1, Integer.MAX_VALUE,
						(builder, value) -> builder.maxPendingMessages(value.intValue())),
				range("maxPendingBytes", 1, Long.MAX_VALUE, MqttClientBuilder::maxPendingBytes),
				range("maxInFlight", 1, 65_535, (builder, value) -> builder.maxInFlight(value.intValue())),
				range("poisonThreshold", 3, 1_000_000, (builder, value) -> builder.poisonThreshold(value.intValue())),
				range("deliveryTimeout", 1, Integer.MAX_VALUE,
						(builder, value) -> builder.deliveryTimeout(Duration.ofMillis(value))),
				range("maxUnhandledBytes", 1, Long.MAX_VALUE, MqttClientBuilder::maxUnhandledBytes));
	}

	private static Arguments range(String name, long min, long max, BiConsumer<MqttClientBuilder, Long> setter) {
		return Arguments.of(name, min, max, setter);
	}

	@Test
	void poisonousMessagesAreNeverSetAsideAtThreshold0() {
		assertThat(builder().poisonThreshold(0).options().poisonThreshold()).isZero();
	}

	@Test
	void sessionExpiryHasItsRange() {
		assertThat(builder().sessionExpiry(null).options().sessionExpiry()).isNull();
		assertThatCode(() -> builder().sessionExpiry(Duration.ofSeconds(4_294_967_294L))).doesNotThrowAnyException();
		for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(4_294_967_295L))) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder().sessionExpiry(wrong))
				.withMessageContaining("sessionExpiry");
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void missingValuesAreNamed(String name, Consumer<MqttClientBuilder> setter) {
		assertThatNullPointerException().isThrownBy(() -> setter.accept(builder())).withMessage(name);
	}

	static List<Arguments> missingValuesAreNamed() {
		return List.of(missing("version", (builder) -> builder.version((VersionPolicy) null)),
				missing("version", (builder) -> builder.version((MqttVersion) null)),
				missing("inboundOverflowPolicy", (builder) -> builder.inboundOverflowPolicy(null)),
				missing("deliveryTimeoutPolicy", (builder) -> builder.deliveryTimeoutPolicy(null)),
				missing("clientId", (builder) -> builder.clientId(null)),
				missing("credentials", (builder) -> builder.credentialsProvider(null)),
				missing("tls", (builder) -> builder.tls((TlsOptions) null)),
				missing("webSocketRequests", (builder) -> builder.webSocketRequestProvider(null)),
				missing("socket", (builder) -> builder.socket(null)),
				missing("reconnect", (builder) -> builder.reconnect(null)),
				missing("overflowPolicy", (builder) -> builder.overflowPolicy(null)),
				missing("handlerFailurePolicy", (builder) -> builder.handlerFailurePolicy(null)),
				missing("listener", (builder) -> builder.connectionListener(null)),
				missing("listener", (builder) -> builder.errorListener(null)));
	}

	private static Arguments missing(String name, Consumer<MqttClientBuilder> setter) {
		return Arguments.of(name, setter);
	}

	@Test
	void contradictionsAreTold() {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder().build())
			.withMessageContaining("server");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder().version(MqttVersion.MQTT_3_1_1).enhancedAuthentication(() -> null).build())
			.withMessageContaining("enhancedAuthentication")
			.withMessageContaining("3.1.1");
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("localhost"))
			.withMessageContaining("'localhost'");
	}

	@Test
	void optionsDoNotChangeWithTheBuilder() {
		MqttClientBuilder builder = builder();
		MqttClientOptions options = builder.options();
		builder.connectionListener(new ConnectionListener() {
		}).servers("mqtt://other");
		assertThat(options.connectionListeners()).isEmpty();
		assertThat(options.servers()).containsExactly(ServerAddress.parse("mqtt://localhost"));
	}

	@Test
	void passwordIsNotShown() {
		assertThat(builder().credentials("anna", "secret").options().toString()).doesNotContain("secret");
	}

	@Test
	void reconnectPolicyIsChecked() {
		Duration second = Duration.ofSeconds(1);
		for (List<Duration> wrong : List.of(List.of(Duration.ZERO, second, second),
				List.of(second.negated(), second, second), List.of(second, Duration.ofMillis(999), second),
				List.of(second, second, Duration.ofNanos(-1)))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> ReconnectPolicy.builder()
					.minDelay(wrong.get(0))
					.maxDelay(wrong.get(1))
					.stableAfter(wrong.get(2))
					.build())
				.withMessageContaining("minDelay " + wrong.get(0))
				.withMessageContaining("maxDelay " + wrong.get(1))
				.withMessageContaining("stableAfter " + wrong.get(2));
		}
		assertThat(ReconnectPolicy.builder()
			.minDelay(second)
			.maxDelay(second)
			.stableAfter(Duration.ZERO)
			.build()
			.giveUpOn()).isEmpty();
	}

}
