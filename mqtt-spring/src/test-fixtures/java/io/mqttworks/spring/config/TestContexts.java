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

package io.mqttworks.spring.config;

import java.util.List;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * Application contexts with {@link EnableMqtt}, without Spring Boot.
 */
final class TestContexts {

	private TestContexts() {
	}

	static AnnotationConfigApplicationContext start(MqttClient client, Class<?> type, Class<?>... more) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("mqttClient", MqttClient.class, () -> client);
		context.register(Config.class, type);
		if (more.length > 0) {
			context.register(more);
		}
		try {
			context.refresh();
		}
		catch (RuntimeException ex) {
			context.close();
			throw ex;
		}
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		LocalValidatorFactoryBean validator() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory() {
			return new MqttListenerContainerFactory();
		}

		@Bean
		MqttMessageHandlerMethodFactory mqttMessageHandlerMethodFactory(LocalValidatorFactoryBean validator) {
			MqttMessageHandlerMethodFactory factory = new MqttMessageHandlerMethodFactory(
					new MqttMessageConverter(List.of(new JacksonPayloadConverter(JsonMapper.builder().build()))));
			factory.setValidator(validator);
			return factory;
		}

		@Bean
		MqttClientLifecycle mqttClientLifecycle(MqttListenerEndpointRegistry registry) {
			return new MqttClientLifecycle(registry);
		}

	}

}
