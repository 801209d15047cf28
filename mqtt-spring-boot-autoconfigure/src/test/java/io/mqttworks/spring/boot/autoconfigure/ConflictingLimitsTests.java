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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConflictingLimits}.
 */
class ConflictingLimitsTests {

	private static final Duration SHUTDOWN = Duration.ofSeconds(30);

	private final Logger logger = (Logger) LoggerFactory.getLogger(ConflictingLimits.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void record() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void endRecord() {
		this.logger.detachAppender(this.log);
	}

	private List<String> warnings() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"mqtt.listener.retry.delay=1m|'mqtt.listener.retry.delay' (1m) is longer than 'mqtt.listener.retry.max-delay' (10s)",
			"mqtt.listener.retry.max-delay=400ms|'mqtt.listener.retry.delay' (500ms) is longer than 'mqtt.listener.retry.max-delay' (400ms)",
			"mqtt.listener.retry.jitter=11s|'mqtt.listener.retry.jitter' (11s) is longer than 'mqtt.listener.retry.max-delay' (10s)",
			"mqtt.listener.retry.acknowledge=before;mqtt.listener.retry.max-in-memory=0|'mqtt.listener.retry.max-in-memory' is 0",
			"mqtt.listener.delivery-timeout=1400ms;mqtt.listener.delivery-timeout-policy=reject|'mqtt.listener.delivery-timeout' (1s400ms)",
			"mqtt.listener.concurrency=65|'mqtt.listener.concurrency' (65) is more than 'mqtt.listener.max-threads' (64)",
			"mqtt.listener.concurrency=20;mqtt.receive-maximum=19|'mqtt.listener.concurrency' (20) is more than 'mqtt.receive-maximum' (19)",
			"mqtt.listener.publish-timeout=20s;mqtt.listener.stop-timeout=5s|'mqtt.listener.publish-timeout' (20s) is longer than 'mqtt.listener.stop-timeout' (5s)",
			"mqtt.listener.publish-timeout=40s;mqtt.listener.stop-timeout=1m|'mqtt.listener.publish-timeout' (40s) is longer than 'spring.lifecycle.timeout-per-shutdown-phase' (30s)",
			"mqtt.listener.idempotency.capacity=500|'mqtt.receive-maximum' (1000) is more than 'mqtt.listener.idempotency.capacity' (500)",
			"mqtt.publish.timeout=31s|'mqtt.publish.timeout' (31s) is longer than 'spring.lifecycle.timeout-per-shutdown-phase' (30s)",
			"mqtt.publish.reply-timeout=1m|'mqtt.publish.reply-timeout' (1m) is longer than 'spring.lifecycle.timeout-per-shutdown-phase' (30s)",
			"mqtt.publish.max-in-flight=200;mqtt.publish.max-pending-messages=100|'mqtt.publish.max-in-flight' (200) is more than 'mqtt.publish.max-pending-messages' (100)",
			"mqtt.session-expiry=20s|'mqtt.reconnect.max-delay' (30s) is longer than 'mqtt.session-expiry' (20s)",
			"mqtt.will.delay=2h|'mqtt.will.delay' (2h) is longer than 'mqtt.session-expiry' (1h)" })
	void whatKeepsAnotherPropertyFromWorkingIsNamedWithBothNamesAndValues(String settings, String warning) {
		check(settings);
		assertThat(warnings()).singleElement().asString().contains(warning);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mqtt.listener.retry.delay=10s",
			"mqtt.listener.retry.delay=1m;mqtt.listener.retry.enabled=false", "mqtt.listener.retry.max-in-memory=0",
			"mqtt.listener.delivery-timeout=1500ms;mqtt.listener.delivery-timeout-policy=reject",
			"mqtt.listener.delivery-timeout=1s",
			"mqtt.listener.delivery-timeout=1s;mqtt.listener.delivery-timeout-policy=reject;mqtt.listener.retry.acknowledge=before",
			"mqtt.listener.delivery-timeout=1s;mqtt.listener.delivery-timeout-policy=reject;mqtt.listener.retry.delay=0;mqtt.listener.retry.max-retries=1000000",
			"mqtt.listener.concurrency=64", "mqtt.listener.stop-timeout=5s",
			"mqtt.listener.idempotency.capacity=500;mqtt.listener.idempotency.store=jdbc", "mqtt.receive-maximum=65535",
			"mqtt.publish.max-pending-messages=100", "mqtt.session-expiry=0",
			"mqtt.session-expiry=-1;mqtt.will.delay=2h", "mqtt.session-expiry=20s;mqtt.reconnect.enabled=false",
			"mqtt.session-expiry=20s;mqtt.version=3.1.1" })
	void whatGoesTogetherIsNotMentioned(String settings) {
		check(settings);
		assertThat(warnings()).isEmpty();
	}

	@Test
	void virtualThreadsHaveNoLimit() {
		new ConflictingLimits(bind("mqtt.listener.concurrency=65").getListener(), true, SHUTDOWN).checkHandlers();
		assertThat(warnings()).isEmpty();
	}

	@Test
	void whoOnlySetsTheTimeForShutdownIsNotTold() {
		MqttProperties properties = bind("");
		ConflictingLimits limits = new ConflictingLimits(properties.getListener(), false, Duration.ofSeconds(1));
		limits.checkHandlers();
		limits.checkConnection("mqtt", properties);
		assertThat(warnings()).isEmpty();
	}

	@Test
	void eachConnectionIsCheckedWhenItsClientIsMade() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.mode=off", "mqtt.servers=mqtt://127.0.0.1:1", "mqtt.session-expiry=20s",
					"mqtt.listener.retry.delay=1m", "mqtt.connections.factory.servers=mqtt://127.0.0.1:1",
					"mqtt.connections.factory.session-expiry=10s", "mqtt.publish.timeout=9s",
					"spring.lifecycle.timeout-per-shutdown-phase=8s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(String.join("\n", warnings()))
			.containsOnlyOnce("'mqtt.reconnect.max-delay' (30s) is longer than 'mqtt.session-expiry' (20s)")
			.containsOnlyOnce("'mqtt.connections.factory.reconnect.max-delay' (30s) is longer than"
					+ " 'mqtt.connections.factory.session-expiry' (10s)")
			.containsOnlyOnce("'mqtt.listener.retry.delay' (1m)")
			.containsOnlyOnce("'mqtt.publish.timeout' (9s) is longer than"
					+ " 'spring.lifecycle.timeout-per-shutdown-phase' (8s)");
	}

	private static void check(String settings) {
		MqttProperties properties = bind(settings);
		ConflictingLimits limits = new ConflictingLimits(properties.getListener(), false, SHUTDOWN);
		limits.checkHandlers();
		limits.checkConnection("mqtt", properties);
	}

	private static MqttProperties bind(String settings) {
		Map<String, String> values = Arrays.stream(settings.split(";"))
			.filter((setting) -> !setting.isEmpty())
			.map((setting) -> setting.split("="))
			.collect(Collectors.toMap((setting) -> setting[0], (setting) -> setting[1]));
		return new Binder(List.of(new MapConfigurationPropertySource(values)), null,
				ApplicationConversionService.getSharedInstance())
			.bindOrCreate("mqtt", Bindable.of(MqttProperties.class));
	}

}
