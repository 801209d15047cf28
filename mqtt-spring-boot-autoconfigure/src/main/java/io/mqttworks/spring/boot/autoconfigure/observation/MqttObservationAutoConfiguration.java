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

import io.micrometer.observation.ObservationRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.observation.MqttListenerObservationConvention;
import io.mqttworks.spring.observation.MqttTemplateObservationConvention;
import io.mqttworks.spring.observation.ObservedListenerDecorator;
import io.mqttworks.spring.observation.ObservedPublishInterceptor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of templates and
 * handlers.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ MqttClient.class, ObservationRegistry.class })
@ConditionalOnBean({ ObservationRegistry.class, MqttConnections.class })
@ConditionalOnBooleanProperty("mqtt.observation.enabled")
public final class MqttObservationAutoConfiguration {

	MqttObservationAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ObservedPublishInterceptor mqttObservedPublishInterceptor(ObservationRegistry registry, MqttConnections connections,
			ObjectProvider<MqttTemplateObservationConvention> convention) {
		return new ObservedPublishInterceptor(registry, connections::getName, convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ObservedListenerDecorator mqttObservedListenerDecorator(ObservationRegistry registry, MqttConnections connections,
			ObjectProvider<MqttListenerObservationConvention> convention) {
		return new ObservedListenerDecorator(registry, connections::getName, convention.getIfAvailable());
	}

}
