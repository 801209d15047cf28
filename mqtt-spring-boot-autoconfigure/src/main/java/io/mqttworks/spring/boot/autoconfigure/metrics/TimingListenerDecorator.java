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

import java.util.concurrent.CompletionStage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageListener;
import io.mqttworks.spring.observation.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long handlers take.
 */
class TimingListenerDecorator implements MqttListenerDecorator {

	private final MeterRegistry registry;

	private final MqttConnections connections;

	TimingListenerDecorator(MeterRegistry registry, MqttConnections connections) {
		this.registry = registry;
		this.connections = connections;
	}

	@Override
	public MqttMessageListener decorate(Target target, MqttMessageListener listener) {
		return new TimedListener(target, listener);
	}

	/**
	 * A listener that is measured.
	 */
	private final class TimedListener implements MqttMessageListener {

		private final Target target;

		private final MqttMessageListener listener;

		TimedListener(Target target, MqttMessageListener listener) {
			this.target = target;
			this.listener = listener;
		}

		@Override
		public @Nullable CompletionStage<?> onMessage(MqttMessage message, @Nullable Acknowledgment acknowledgment)
				throws Exception {
			Timer.Sample sample = Timer.start(TimingListenerDecorator.this.registry);
			CompletionStage<?> stage;
			try {
				stage = this.listener.onMessage(message, acknowledgment);
			}
			catch (Throwable ex) {
				stop(sample, message, ex);
				throw ex;
			}
			if (stage == null) {
				stop(sample, message, null);
				return null;
			}
			return stage.whenComplete((result, failure) -> stop(sample, message, failure));
		}

		private void stop(Timer.Sample sample, MqttMessage message, @Nullable Throwable failure) {
			sample.stop(Timer.builder("mqtt.listener")
				.description("Time handlers take for a message")
				.tag("connection", TimingListenerDecorator.this.connections.getName(this.target.client()))
				.tag("listener", this.target.id())
				.tag("filter", TagValues.filter(this.target.topicFilters(), message.topic()))
				.tag("qos", String.valueOf(message.qos().value()))
				.tag("error", TagValues.error(failure))
				.register(TimingListenerDecorator.this.registry));
		}

		@Override
		public String toString() {
			return this.listener.toString();
		}

	}

}
