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

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.core.MqttPublication;
import io.mqttworks.spring.core.MqttPublishInterceptor;
import io.mqttworks.spring.observation.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long it takes until the server has acknowledged a message, waiting in the
 * queue included.
 */
class TimingPublishInterceptor implements MqttPublishInterceptor {

	private final ConnectionTimers timers;

	TimingPublishInterceptor(MeterRegistry registry, MqttConnections connections) {
		this.timers = new ConnectionTimers(registry, connections);
	}

	@Override
	public <T> CompletableFuture<T> intercept(MqttPublication publication,
			Function<MqttMessage, CompletableFuture<T>> next) {
		Timer.Sample sample = this.timers.start();
		return next.apply(publication.message()).whenComplete((result, failure) -> stop(sample, publication, failure));
	}

	private void stop(Timer.Sample sample, MqttPublication publication, @Nullable Throwable failure) {
		this.timers.stop(sample, publication.client(),
				Timer.builder("mqtt.template")
					.description("Time from publishing a message to its acknowledgement by the server")
					.tag("topic.template", TagValues.template(publication))
					.tag("qos", String.valueOf(publication.message().qos().value()))
					.tag("error", TagValues.error(failure)));
	}

}
