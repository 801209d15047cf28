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

package io.mqttworks.spring.boot.demo;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;

/**
 * Passes what a greenhouse reports on one broker to the head office on another.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GreenhouseApplication {

	@Bean
	Bridge bridge(@Qualifier("office") MqttTemplate office) {
		return new Bridge(office);
	}

	@Bean
	Office office(Tracer tracer) {
		return new Office(tracer);
	}

	/**
	 * A reading.
	 *
	 * @param celsius the temperature
	 */
	record Reading(double celsius) {

	}

	/**
	 * What the office has seen.
	 *
	 * @param text what was reported
	 * @param traceId the trace it belongs to
	 */
	record Seen(String text, String traceId) {

	}

	/**
	 * Listens on the default broker, reports to the other one.
	 */
	static class Bridge {

		private final MqttTemplate office;

		Bridge(MqttTemplate office) {
			this.office = office;
		}

		@MqttSubscribe(id = "readings", topics = "greenhouse/{zone}/temperature")
		void onReading(Reading reading, @DestinationVariable String zone) {
			this.office.sendAsync("reports/{zone}", zone + " has " + reading.celsius() + " degrees", zone);
		}

	}

	/**
	 * Listens on the other broker.
	 */
	static class Office {

		final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

		private final Tracer tracer;

		Office(Tracer tracer) {
			this.tracer = tracer;
		}

		@MqttSubscribe(id = "reports", topics = "reports/+", connection = "office")
		void onReport(String text) {
			Span span = this.tracer.currentSpan();
			this.seen.add(new Seen(text, (span != null) ? span.context().traceId() : ""));
		}

	}

}
