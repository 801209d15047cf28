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
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageContext;
import io.mqttworks.spring.listener.MqttMessageListener;
import io.mqttworks.spring.observation.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long handlers take.
 */
class TimingListenerDecorator implements MqttListenerDecorator {

	private final ConnectionTimers timers;

	TimingListenerDecorator(MeterRegistry registry, MqttConnections connections) {
		this.timers = new ConnectionTimers(registry, connections);
	}

	@Override
	public MqttMessageListener decorate(Target target, MqttMessageListener listener) {
		return (message, context) -> {
			Timer.Sample sample = this.timers.start();
			CompletionStage<?> stage;
			try {
				stage = listener.onMessage(message, context);
			}
			catch (Throwable ex) {
				stop(sample, target, message, context, ex);
				throw ex;
			}
			if (stage == null) {
				stop(sample, target, message, context, null);
				return null;
			}
			return stage.whenComplete((result, failure) -> stop(sample, target, message, context, failure));
		};
	}

	private void stop(Timer.Sample sample, Target target, MqttMessage message, MqttMessageContext context,
			@Nullable Throwable failure) {
		this.timers.stop(sample, target.client(),
				Timer.builder("mqtt.listener")
					.description("Time handlers take for a message")
					.tag("listener", target.id())
					.tag("filter", context.topicFilter())
					.tag("qos", String.valueOf(message.qos().value()))
					.tag("error", TagValues.error(failure)));
	}

}
