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

package io.mqttworks.spring.observation;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageContext;
import io.mqttworks.spring.listener.MqttMessageListener;
import org.jspecify.annotations.Nullable;

/**
 * Observes messages that are handled, as part of the trace they came with.
 */
public class ObservedListenerDecorator implements MqttListenerDecorator {

	private final ObservationRegistry registry;

	private final Function<MqttClient, String> connectionName;

	private final @Nullable MqttListenerObservationConvention convention;

	/**
	 * Creates a decorator.
	 * @param registry where observations go
	 * @param connectionName returns the name of a client's connection
	 * @param convention the names and tags, or {@code null} for the default
	 */
	public ObservedListenerDecorator(ObservationRegistry registry, Function<MqttClient, String> connectionName,
			@Nullable MqttListenerObservationConvention convention) {
		this.registry = registry;
		this.connectionName = connectionName;
		this.convention = convention;
	}

	@Override
	public MqttMessageListener decorate(Target target, MqttMessageListener listener) {
		return (message, context) -> {
			Observation observation = start(target, message, context);
			CompletionStage<?> stage;
			try (Observation.Scope scope = observation.openScope()) {
				stage = listener.onMessage(message, context);
			}
			catch (Throwable ex) {
				stop(observation, ex);
				throw ex;
			}
			if (stage == null) {
				stop(observation, null);
				return null;
			}
			return stage.whenComplete((result, failure) -> stop(observation, failure));
		};
	}

	private Observation start(Target target, MqttMessage message, MqttMessageContext context) {
		return MqttListenerObservation.LISTENER_OBSERVATION.start(this.convention,
				DefaultMqttListenerObservationConvention.INSTANCE, () -> new MqttReceiverContext(target, message,
						context.topicFilter(), this.connectionName.apply(target.client())),
				this.registry);
	}

	/**
	 * Stops an observation, of what is published as well.
	 */
	static void stop(Observation observation, @Nullable Throwable failure) {
		Throwable cause = TagValues.unwrap(failure);
		if (cause != null) {
			observation.error(cause);
		}
		observation.stop();
	}

}
