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

import io.micrometer.core.instrument.MeterRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for metrics of connections and
 * handlers.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MqttClient.class, MeterRegistry.class })
@ConditionalOnBean({ MqttConnections.class, MeterRegistry.class })
@ConditionalOnBooleanProperty(name = "mqtt.metrics.enabled", matchIfMissing = true)
public final class MqttMetricsAutoConfiguration {

	MqttMetricsAutoConfiguration() {
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.metrics.mqttMetrics")
	@ConditionalOnMissingBean
	MqttMetrics mqttMetrics(MqttConnections connections) {
		return new MqttMetrics(connections);
	}

	/**
	 * Measures containers, where there can be some.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ MqttListenerEndpointRegistry.class, MqttListenerContainerFactory.class })
	static class ListenerConfiguration {

		@Bean("io.mqttworks.spring.boot.autoconfigure.metrics.mqttListenerMetrics")
		@ConditionalOnMissingBean
		MqttListenerMetrics mqttListenerMetrics(MqttConnections connections, MqttListenerEndpointRegistry containers,
				ListableBeanFactory beanFactory) {
			return new MqttListenerMetrics(connections, containers, beanFactory);
		}

	}

	/**
	 * Observations measure the same, under the same names.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "mqtt.observation.enabled", havingValue = false, matchIfMissing = true)
	static class TimingConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "mqttTimingListenerDecorator")
		TimingListenerDecorator mqttTimingListenerDecorator(MeterRegistry registry, MqttConnections connections) {
			return new TimingListenerDecorator(registry, connections);
		}

		@Bean
		@ConditionalOnMissingBean(name = "mqttTimingPublishInterceptor")
		TimingPublishInterceptor mqttTimingPublishInterceptor(MeterRegistry registry, MqttConnections connections) {
			return new TimingPublishInterceptor(registry, connections);
		}

	}

}
