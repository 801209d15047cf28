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

package io.mqttworks.benchmarks.spring;

import io.mqttworks.benchmarks.sink.Sink;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.integration.mqtt.core.DefaultMqttPahoClientFactory;
import org.springframework.integration.mqtt.core.MqttPahoClientFactory;
import org.springframework.integration.mqtt.inbound.MqttPahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.MqttPahoMessageHandler;

/**
 * Spring Integration with Eclipse Paho for MQTT 3.1.1.
 */
public final class IntegrationV3 extends IntegrationLibrary {

	public IntegrationV3() {
		super(Application.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Flows.class)
	static class Application {

		@Bean
		MqttPahoClientFactory clientFactory(@Value("${" + URI + "}") String uri) {
			MqttConnectOptions options = new MqttConnectOptions();
			options.setServerURIs(new String[] { uri });
			// Paho fails the eleventh message at a time by default.
			options.setMaxInflight(65_535);
			DefaultMqttPahoClientFactory factory = new DefaultMqttPahoClientFactory();
			factory.setConnectionOptions(options);
			return factory;
		}

		@Bean
		MqttPahoMessageDrivenChannelAdapter inbound(@Value("${" + CLIENT_ID + "}") String clientId,
				MqttPahoClientFactory clientFactory) {
			return new MqttPahoMessageDrivenChannelAdapter(clientId, clientFactory, Sink.FLOOD + "#");
		}

		@Bean
		MqttPahoMessageHandler outbound(@Value("${" + CLIENT_ID + "}") String clientId,
				MqttPahoClientFactory clientFactory) {
			return new MqttPahoMessageHandler(clientId + "-out", clientFactory);
		}

	}

}
