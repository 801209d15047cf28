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

package io.mqttworks.spring.boot.autoconfigure.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.observation.MqttObservationAutoConfiguration;
import io.mqttworks.spring.core.MqttPublishInterceptor;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MqttMetricsAutoConfiguration}.
 */
class MqttMetricsAutoConfigurationTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttMetricsAutoConfiguration.class,
				MqttObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client);

	private final ApplicationContextRunner measured = this.runner.withBean(SimpleMeterRegistry.class,
			SimpleMeterRegistry::new);

	@Test
	void connectionsAreMeasuredByTheirNames() {
		this.client.connected(MqttVersion.MQTT_5);
		this.client.connects = 3;
		this.measured.withBean("kitchenMqttClient", MqttClient.class, FakeMqttClient::new).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("mqtt.connection.state")
				.tags("connection", "default", "state", "connected")
				.gauge()
				.value()).isOne();
			assertThat(registry.get("mqtt.connection.state")
				.tags("connection", "kitchen", "state", "connected")
				.gauge()
				.value()).isZero();
			assertThat(
					registry.get("mqtt.connection.reconnects").tag("connection", "default").functionCounter().count())
				.isEqualTo(2);
			assertThat(registry.get("mqtt.messages.sent").tags("connection", "kitchen", "qos", "2").functionCounter())
				.isNotNull();
			assertThat(registry.get("mqtt.bytes.received").functionCounter().getId().getBaseUnit()).isEqualTo("bytes");
			for (String gauge : new String[] { "mqtt.messages.in.flight", "mqtt.queue.messages", "mqtt.queue.size",
					"mqtt.unhandled.size" }) {
				assertThat(registry.get(gauge).tag("connection", "default").gauge().value()).isZero();
			}
			for (String counter : new String[] { "mqtt.messages.received", "mqtt.bytes.sent", "mqtt.messages.dropped",
					"mqtt.messages.unmatched", "mqtt.handler.failures" }) {
				assertThat(registry.get(counter).tag("connection", "default").functionCounters()).isNotEmpty();
			}
		});
	}

	@Test
	void handlersAreMeasuredByTheirFilters() {
		this.measured.withPropertyValues("mqtt.listener.retry.enabled=false")
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				this.client.deliver("room/1/temperature", "21");
				this.client.deliver("room/2/temperature", "bad");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Timer good = registry.get("mqtt.listener")
					.tags("connection", "default", "listener", "temperatures", "filter", "room/+/temperature", "qos",
							"1", "error", "none")
					.timer();
				assertThat(good.count()).isOne();
				assertThat(registry.get("mqtt.listener").tag("error", "NumberFormatException").timer().count()).isOne();
				assertThat(registry.getMeters()).noneSatisfy((meter) -> assertThat(meter.getId().getTags())
					.anySatisfy((tag) -> assertThat(tag.getValue()).contains("room/1")));
			});
	}

	@Test
	void howLongAHandlerHoldsUpOthersIsMeasured() {
		this.measured.withUserConfiguration(Handlers.class).run((context) -> {
			TimeGauge gauge = context.getBean(MeterRegistry.class)
				.get("mqtt.listener.overdue")
				.tag("connection", "default")
				.timeGauge();
			assertThat(gauge.value(TimeUnit.SECONDS)).isZero();
			this.client.registrations.get(0).overdue = DeliveryOverdue.of("temperatures", List.of("room/+/temperature"),
					"room/1/temperature", Duration.ofSeconds(42));
			assertThat(gauge.value(TimeUnit.SECONDS)).isEqualTo(42);
		});
	}

	@Test
	void whatHandlersHaveAndWaitForIsMeasured() {
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		this.measured
			.withPropertyValues("mqtt.listener.retry.delay=10m", "mqtt.listener.dead-letter-topic=dead/letters")
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				this.client.deliver("room/2/temperature", "bad");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("mqtt.listener.messages").tag("connection", "default").gauge().value()).isOne();
				assertThat(registry.get("mqtt.subscriptions")
					.tags("connection", "default", "state", "refused")
					.gauge()
					.value()).isPositive();
				assertThat(registry.get("mqtt.subscriptions")
					.tags("connection", "default", "state", "subscribed")
					.gauge()
					.value()).isZero();
				assertThat(registry.get("mqtt.dead.letters").functionCounter().count()).isZero();
				context.getBean(MqttListenerEndpointRegistry.class).stop("temperatures").join();
				assertThat(registry.get("mqtt.dead.letters").functionCounter().count()).isOne();
				assertThat(registry.get("mqtt.dead.letters.dropped").functionCounter().count()).isZero();
			});
	}

	@Test
	void asynchronousHandlersAreMeasuredToTheirEnd() {
		this.measured.withUserConfiguration(Handlers.class).run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			this.client.deliver("later", "x");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("mqtt.listener").tag("listener", "later").timer()).isNull();
			handlers.later.complete(null);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> registry.find("mqtt.listener").tag("listener", "later").timer() != null);
			assertThat(registry.get("mqtt.listener").tag("listener", "later").timer().count()).isOne();
		});
	}

	@Test
	void acknowledgementsAreMeasuredByTopicTemplates() {
		this.measured.run((context) -> {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.send("room/{id}/fan", "on", 1);
			template.send("status", "ok");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("mqtt.template")
				.tags("connection", "default", "topic.template", "room/{id}/fan", "qos", "1", "error", "none")
				.timer()
				.count()).isOne();
			assertThat(registry.get("mqtt.template").tags("topic.template", "none").timer().count()).isOne();
		});
	}

	@Test
	void observationsMeasureTheSameUnderTheSameNames() {
		this.measured.withPropertyValues("mqtt.observation.enabled=true")
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(TimingListenerDecorator.class)
					.doesNotHaveBean(TimingPublishInterceptor.class);
				this.client.deliver("room/1/temperature", "21");
				context.getBean(MqttTemplate.class).send("room/{id}/fan", "on", 1);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("mqtt.listener")
					.tags("connection", "default", "listener", "temperatures", "filter", "room/+/temperature", "qos",
							"1", "error", "none")
					.timer()
					.count()).isOne();
				assertThat(registry.get("mqtt.template")
					.tags("connection", "default", "topic.template", "room/{id}/fan", "qos", "1", "error", "none")
					.timer()
					.count()).isOne();
			});
	}

	@Test
	void itCanBeSwitchedOff() {
		this.measured.withPropertyValues("mqtt.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttMetrics.class));
	}

	@Test
	void metricsOfTheApplicationReplaceOurs() {
		this.measured.withBean("mine", MqttMetrics.class, () -> new MqttMetrics(null) {

			@Override
			public void bindTo(MeterRegistry registry) {
			}

		}).run((context) -> assertThat(context).hasSingleBean(MqttMetrics.class).hasBean("mine"));
	}

	@Test
	void timersOfTheApplicationReplaceOurs() {
		MqttListenerDecorator decorator = (target, listener) -> listener;
		MqttPublishInterceptor interceptor = mock();
		this.measured.withBean("mqttTimingListenerDecorator", MqttListenerDecorator.class, () -> decorator)
			.withBean("mqttTimingPublishInterceptor", MqttPublishInterceptor.class, () -> interceptor)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TimingListenerDecorator.class)
				.doesNotHaveBean(TimingPublishInterceptor.class));
	}

	@Test
	void nothingIsMeasuredWithoutMqtt() {
		this.measured.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttMetrics.class));
	}

	@Test
	void withoutARegistryNothingIsMeasured() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttMetricsAutoConfiguration.class))
			.withBean("mqttClient", MqttClient.class, () -> this.client)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttTemplate.class)
				.doesNotHaveBean(MqttMetrics.class));
	}

	@Test
	void withoutMicrometerTheRestIsThere() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttMetricsAutoConfiguration.class,
					MqttObservationAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean("mqttClient", MqttClient.class, () -> this.client)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttTemplate.class)
				.doesNotHaveBean(MqttMetricsAutoConfiguration.class));
	}

	static class Handlers {

		final CompletableFuture<Void> later = new CompletableFuture<>();

		@MqttSubscribe(id = "temperatures", topics = "room/{id}/temperature")
		void temperature(String celsius) {
			Double.parseDouble(celsius);
		}

		@MqttSubscribe(id = "later", topics = "later")
		CompletableFuture<Void> later(String payload) {
			return this.later;
		}

	}

}
