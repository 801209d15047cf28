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

package io.mqttworks.spring.boot.autoconfigure.observation;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.mqttworks.client.MqttClient;
import io.mqttworks.test.ArtemisBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for traces that cross from one application to another over a broker.
 */
class TraceIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "5", "3.1.1" })
	void aTraceCrossesTwoApplicationsOverMqtt5(String version) throws Exception {
		try (ArtemisBroker broker = ArtemisBroker.start();
				ConfigurableApplicationContext receiver = start(broker, Receiver.class, version);
				ConfigurableApplicationContext sender = start(broker, Sender.class, version)) {
			Awaitility.await()
				.atMost(Kit.TIMEOUT)
				.until(() -> receiver.getBean(MqttClient.class).statistics().connects() == 1);
			Tracer tracer = sender.getBean(Tracer.class);
			Span root = tracer.nextSpan().name("root").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
				sender.getBean(MqttTemplate.class).newMessage("x").topic("trace/{id}", 1).retain(true).send();
			}
			finally {
				root.end();
			}
			String handled = receiver.getBean(Receiver.class).traces.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(handled).isNotNull();
			SpanData sent = sender.getBean(Spans.class).await("trace/{id} publish");
			SpanData received = receiver.getBean(Spans.class).await("trace/# process");
			assertThat(sent.getTraceId()).isEqualTo(root.context().traceId());
			assertThat(sent.getParentSpanId()).isEqualTo(root.context().spanId());
			assertThat(received.getTraceId()).isEqualTo(handled);
			if (version.equals("5")) {
				assertThat(received.getTraceId()).isEqualTo(sent.getTraceId());
				assertThat(received.getParentSpanId()).isEqualTo(sent.getSpanId());
			}
			else {
				assertThat(received.getTraceId()).isNotEqualTo(sent.getTraceId());
			}
		}
	}

	private static ConfigurableApplicationContext start(ArtemisBroker broker, Class<?> type, String version) {
		return new SpringApplicationBuilder(Tracing.class, type).web(WebApplicationType.NONE)
			.properties("mqtt.servers=mqtt://127.0.0.1:" + broker.port(), "mqtt.version=" + version,
					"mqtt.startup=fail-fast", "mqtt.observation.enabled=true",
					"management.tracing.sampling.probability=1")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Tracing {

		@Bean
		Spans spans() {
			return new Spans();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Sender {

	}

	@Configuration(proxyBeanMethods = false)
	static class Receiver {

		final BlockingQueue<String> traces = new LinkedBlockingQueue<>();

		private final Tracer tracer;

		Receiver(Tracer tracer) {
			this.tracer = tracer;
		}

		@MqttSubscribe("trace/#")
		void receive(String payload) {
			Span span = this.tracer.currentSpan();
			this.traces.add((span != null) ? span.context().traceId() : "none");
		}

	}

	/**
	 * Keeps the spans of an application.
	 */
	static class Spans implements SpanExporter {

		private final List<SpanData> spans = new CopyOnWriteArrayList<>();

		SpanData await(String name) {
			return Awaitility.await(name)
				.atMost(Kit.TIMEOUT)
				.until(() -> this.spans.stream().filter((span) -> span.getName().equals(name)).findFirst().orElse(null),
						(span) -> span != null);
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.spans.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
