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

package io.mqttworks.spring.integration;

import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.MessageHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link MqttHeaderMapper}.
 */
class MqttHeaderMapperTests {

	private final MqttHeaderMapper mapper = new MqttHeaderMapper();

	@Test
	void nothingIsMappedByDefault() {
		assertThat(this.mapper.toHeaders(message("site", "berlin"))).isEmpty();
		assertThat(this.mapper.toUserProperties(new MessageHeaders(Map.of("site", "berlin")))).isEmpty();
	}

	@Test
	void namesOnTheListAreMapped() {
		this.mapper.setInboundNames("site", "x-*");
		this.mapper.setOutboundNames("site", "x-*");
		MqttMessage message = MqttMessage.builder("a")
			.userProperty("site", "berlin")
			.userProperty("site", "second")
			.userProperty("x-trace", "1")
			.userProperty("other", "2")
			.build();
		assertThat(this.mapper.toHeaders(message)).containsOnly(entry("site", "berlin"), entry("x-trace", "1"));
		assertThat(this.mapper.toUserProperties(
				new MessageHeaders(Map.of("site", "berlin", "x-count", 5, "x-list", List.of(1), "y", "2"))))
			.containsExactlyInAnyOrder(new UserProperty("site", "berlin"), new UserProperty("x-count", "5"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "replyChannel", "errorChannel", "id", "timestamp", "contentType", "routingSlip",
			"correlationId", "sequenceSize", "acknowledgmentCallback", "mqtt_topic", "MQTT_topic", "ERRORCHANNEL",
			"json__TypeId__", "spring.cloud.function.definition", "history" })
	void headersSpringActsUponAreNeverMapped(String name) {
		this.mapper.setInboundNames("*", name);
		this.mapper.setOutboundNames("*", name);
		assertThat(this.mapper.toHeaders(message(name, "x"))).isEmpty();
		assertThat(this.mapper.toUserProperties(new MessageHeaders(Map.of(name, "x")))).isEmpty();
	}

	private static MqttMessage message(String name, String value) {
		return MqttMessage.builder("a").userProperty(name, value).build();
	}

}
