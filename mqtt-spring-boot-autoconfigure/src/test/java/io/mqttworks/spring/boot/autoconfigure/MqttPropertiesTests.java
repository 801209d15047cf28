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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Will;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for values of {@link MqttProperties} that cannot be used, and for the will.
 */
class MqttPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1");

	@Test
	void theWillIsComplete() {
		this.runner
			.withPropertyValues("mqtt.will.topic=status", "mqtt.will.payload=offline", "mqtt.will.qos=2",
					"mqtt.will.retain=true", "mqtt.will.delay=5", "mqtt.will.content-type=text/plain",
					"mqtt.will.message-expiry=1m", "mqtt.will.user-properties.k=v")
			.run((context) -> {
				Will will = context.getBean(MqttClient.class).options().will().get();
				assertThat(will.message().topic()).isEqualTo("status");
				assertThat(will.message().payloadAsString()).isEqualTo("offline");
				assertThat(will.message().qos()).isEqualTo(Qos.EXACTLY_ONCE);
				assertThat(will.message().retain()).isTrue();
				assertThat(will.delay()).isEqualTo(Duration.ofSeconds(5));
				assertThat(will.message().contentType()).isEqualTo("text/plain");
				assertThat(will.message().messageExpiry()).isEqualTo(Duration.ofMinutes(1));
				assertThat(will.message().userProperty("k")).isEqualTo("v");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "mqtt.servers=http://x|mqtt.servers|http",
			"mqtt.servers=|mqtt.servers|server", "mqtt.version=4|mqtt.version|3.1.1 or 5",
			"mqtt.keep-alive=100000|mqtt.keep-alive|65535", "mqtt.receive-maximum=0|mqtt.receive-maximum|between",
			"mqtt.maximum-packet-size=1GB|mqtt.maximum-packet-size|268435460",
			"mqtt.publish.qos=3|mqtt.publish.qos|0, 1 or 2",
			"mqtt.reconnect.min-delay=0|mqtt.reconnect.min-delay|minDelay",
			"mqtt.reconnect.max-delay=1ms|mqtt.reconnect.max-delay|maxDelay PT0.001S",
			"mqtt.reconnect.stable-after=-1|mqtt.reconnect.stable-after|stableAfter",
			"mqtt.publish.message-expiry=-1|mqtt.publish.message-expiry|4294967295",
			"mqtt.publish.content-type=json|mqtt.publish.content-type|not a MIME type",
			"mqtt.publish.content-type=text/csv|mqtt.publish.content-type|[application/json, application/cbor]",
			"mqtt.publish.timeout=0|mqtt.publish.timeout|millisecond",
			"mqtt.publish.reply-timeout=-1|mqtt.publish.reply-timeout|millisecond",
			"mqtt.publish.max-pending-messages=0|mqtt.publish.max-pending-messages|between",
			"mqtt.publish.max-pending-size=0|mqtt.publish.max-pending-size|between",
			"mqtt.connect-timeout=0|mqtt.connect-timeout|between", "mqtt.close-timeout=-1|mqtt.close-timeout|between",
			"mqtt.max-redirects=-1|mqtt.max-redirects|between",
			"mqtt.topic-alias-maximum=70000|mqtt.topic-alias-maximum|between",
			"mqtt.listener.max-unhandled-size=0|mqtt.listener.max-unhandled-size|between",
			"mqtt.listener.dead-letter-topic=a/#|mqtt.listener.dead-letter-topic|wildcard",
			"mqtt.listener.retry.max-retries=-1|mqtt.listener.retry.max-retries|maxRetries",
			"mqtt.listener.retry.delay=-1|mqtt.listener.retry.delay|delay",
			"mqtt.listener.retry.multiplier=0|mqtt.listener.retry.multiplier|multiplier",
			"mqtt.listener.retry.max-delay=0|mqtt.listener.retry.max-delay|maxDelay",
			"mqtt.listener.retry.jitter=-1|mqtt.listener.retry.jitter|jitter",
			"mqtt.will.payload=x|mqtt.will.topic|missing",
			"mqtt.listener.concurrency=0|mqtt.listener.concurrency|1 or more" })
	void aBadValueNamesItsProperty(String setting, String property, String reason) {
		this.runner.withPropertyValues(setting)
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()))
				.satisfies((invalid) -> {
					assertThat(invalid.getProperty()).isEqualTo(property);
					assertThat(invalid.getReason()).contains(reason);
				}));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "mqtt.will.topic=a/#|mqtt.will.topic", "mqtt.will.qos=5|mqtt.will.qos",
			"mqtt.will.delay=-1|mqtt.will.delay", "mqtt.will.message-expiry=-1|mqtt.will.message-expiry" })
	void aBadWillNamesItsProperty(String setting, String property) {
		this.runner.withPropertyValues("mqtt.will.topic=status", setting)
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()).getProperty())
				.isEqualTo(property));
	}

	@Test
	void aWillWithMqtt5OnlyPartsNeedsMqtt5() {
		this.runner.withPropertyValues("mqtt.version=3.1.1", "mqtt.will.topic=status", "mqtt.will.delay=5")
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()).getProperty())
				.isEqualTo("mqtt.will.delay"));
	}

}
