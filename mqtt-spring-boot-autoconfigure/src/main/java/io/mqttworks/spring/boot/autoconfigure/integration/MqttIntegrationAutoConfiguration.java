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

package io.mqttworks.spring.boot.autoconfigure.integration;

import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.integration.MqttHeaderMapper;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.endpoint.MessageProducerSupport;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the channel adapters of Spring
 * Integration: which headers they map.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnClass(MessageProducerSupport.class)
@ConditionalOnBean(MqttListenerContainerFactory.class)
@EnableConfigurationProperties(MqttIntegrationProperties.class)
public final class MqttIntegrationAutoConfiguration {

	MqttIntegrationAutoConfiguration() {
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.integration.mqttHeaderMapper")
	@ConditionalOnMissingBean
	MqttHeaderMapper mqttHeaderMapper(MqttIntegrationProperties properties) {
		MqttHeaderMapper mapper = new MqttHeaderMapper();
		mapper.setInboundNames(properties.getInboundHeaders().toArray(String[]::new));
		mapper.setOutboundNames(properties.getOutboundHeaders().toArray(String[]::new));
		return mapper;
	}

}
