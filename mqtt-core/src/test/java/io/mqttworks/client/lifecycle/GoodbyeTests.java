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

package io.mqttworks.client.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.UnsubscribeRequest;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a client says to the server when it leaves, and when it unsubscribes.
 */
@Timeout(60)
class GoodbyeTests {

	private static final DisconnectOptions ALL = DisconnectOptions.builder()
		.publishWill(true)
		.sessionExpiry(Duration.ofMinutes(5))
		.reasonString("closing time")
		.userProperties(List.of(new UserProperty("shift", "late")))
		.build();

	private static final Will WILL = Will.of(MqttMessage.of("w", new byte[0], Qos.AT_MOST_ONCE));

	private static final MessageHandler NOBODY = (message) -> {
	};

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void goodbyeSaysWhatItWasGiven() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5).will(WILL));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<Void> disconnected = client.disconnect(ALL);
		ReceivedPacket goodbye = connection.expectDisconnect(0x04);
		assertThat(goodbye.number(Property.SESSION_EXPIRY)).isEqualTo(300);
		assertThat(goodbye.string(Property.REASON_STRING)).isEqualTo("closing time");
		assertThat(goodbye.userProperties()).containsExactly("shift=late");
		connection.expectClosed();
		Kit.await(disconnected);
	}

	@Test
	void withoutDisconnectA311ServerPublishesTheWill() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1).will(WILL));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<Void> disconnected = client.disconnect(ALL);
		connection.expectClosed();
		Kit.await(disconnected);
		BrokerConnection second = this.broker.connect(client);
		client.disconnect(DisconnectOptions.builder().reasonString("not in 3.1.1").build());
		assertThat(second.expectDisconnect().bytes()).containsExactly(0xE0, 0);
	}

	@Test
	void goodbyeLeavesOutWhatIsTooLargeForTheServer() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.MAXIMUM_PACKET_SIZE, 40));
		client.disconnect(DisconnectOptions.builder()
			.reasonString("closing time")
			.userProperties(List.of(new UserProperty("shift", "x".repeat(20))))
			.build());
		ReceivedPacket goodbye = connection.expectDisconnect();
		assertThat(goodbye.string(Property.REASON_STRING)).isEqualTo("closing time");
		assertThat(goodbye.userProperties()).isEmpty();
		assertThat(goodbye.size()).isLessThanOrEqualTo(40);
	}

	@Test
	void sessionThatEndsWithItsConnectionCannotBeKept() {
		MqttClient client = this.broker.client((builder) -> builder.sessionExpiry(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> client.disconnect(ALL))
			.withMessageContaining("sessionExpiry");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DisconnectOptions.builder().sessionExpiry(Duration.ofSeconds(-1)).build())
			.withMessageContaining("sessionExpiry");
	}

	@BothVersions
	void unsubscribeHasItsUserProperties(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		HandlerRegistration registration = client.subscribe("t", Qos.AT_LEAST_ONCE, NOBODY);
		connection.grant("t");
		Kit.await(registration.result());
		CompletableFuture<SubscribeResult> unsubscribed = client.unsubscribe(UnsubscribeRequest.builder(List.of("t"))
			.userProperties(List.of(new UserProperty("why", "moved")))
			.build());
		ReceivedPacket packet = connection.expectUnsubscribe("t");
		if (version == MqttVersion.MQTT_5) {
			assertThat(packet.userProperties()).containsExactly("why=moved");
		}
		connection.sendUnsubAck(packet.packetId(), 0);
		Kit.await(unsubscribed);
	}

	@Test
	void unsubscribeLeavesOutPropertiesThatAreTooLargeForTheServer() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.MAXIMUM_PACKET_SIZE, 40));
		client.subscribe("t", Qos.AT_LEAST_ONCE, NOBODY);
		connection.grant("t");
		client.unsubscribe(UnsubscribeRequest.builder(List.of("t"))
			.userProperties(List.of(new UserProperty("why", "x".repeat(40))))
			.build());
		assertThat(connection.expectUnsubscribe("t").userProperties()).isEmpty();
	}

	@Test
	void unsubscribeNeedsFiltersAndEachOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> UnsubscribeRequest.builder(List.of()).build())
			.withMessageContaining("filter");
		assertThatIllegalArgumentException().isThrownBy(() -> UnsubscribeRequest.builder(List.of("a", "a")).build())
			.withMessageContaining("twice");
		assertThatIllegalArgumentException().isThrownBy(() -> UnsubscribeRequest.builder(List.of("a/#/b")).build())
			.withMessageContaining("a/#/b");
	}

}
