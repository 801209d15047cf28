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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.core.MqttPublication;
import io.mqttworks.spring.core.MqttPublishInterceptor;
import io.mqttworks.spring.core.MqttVersions;
import org.jspecify.annotations.Nullable;

/**
 * Observes what is published, and adds the trace to it if it is certain to be sent with
 * MQTT 5.
 */
public class ObservedPublishInterceptor implements MqttPublishInterceptor {

	private final ObservationRegistry registry;

	private final Function<MqttClient, String> connectionName;

	private final @Nullable MqttTemplateObservationConvention convention;

	/**
	 * Creates an interceptor.
	 * @param registry where observations go
	 * @param connectionName returns the name of a client's connection
	 * @param convention the names and tags, or {@code null} for the default
	 */
	public ObservedPublishInterceptor(ObservationRegistry registry, Function<MqttClient, String> connectionName,
			@Nullable MqttTemplateObservationConvention convention) {
		this.registry = registry;
		this.connectionName = connectionName;
		this.convention = convention;
	}

	@Override
	public <T> CompletableFuture<T> intercept(MqttPublication publication,
			Function<MqttMessage, CompletableFuture<T>> next) {
		if (this.registry.isNoop()) {
			return next.apply(publication.message());
		}
		MqttSenderContext context = new MqttSenderContext(publication, this.connectionName.apply(publication.client()),
				MqttVersions.isMqtt5(publication.client()));
		Observation observation = MqttTemplateObservation.TEMPLATE_OBSERVATION.start(this.convention,
				DefaultMqttTemplateObservationConvention.INSTANCE, () -> context, this.registry);
		CompletableFuture<T> future;
		try {
			future = next.apply(withUserProperties(publication.message(), context.getCarrier()));
		}
		catch (RuntimeException ex) {
			ObservedListenerDecorator.stop(observation, ex);
			throw ex;
		}
		return future.whenComplete((result, failure) -> ObservedListenerDecorator.stop(observation, failure));
	}

	private static MqttMessage withUserProperties(MqttMessage message, @Nullable List<UserProperty> userProperties) {
		if (userProperties == null || userProperties.equals(message.userProperties())) {
			return message;
		}
		return message.toBuilder().userProperties(userProperties).build();
	}

}
