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

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;

/**
 * Spring Integration with Eclipse Paho for MQTT 5.
 */
public final class IntegrationV5 extends IntegrationLibrary {

	public IntegrationV5() {
		super(Application.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Flows.class)
	static class Application {

		@Bean
		Mqttv5PahoMessageDrivenChannelAdapter inbound(@Value("${" + URI + "}") String uri,
				@Value("${" + CLIENT_ID + "}") String clientId) {
			return new Mqttv5PahoMessageDrivenChannelAdapter(uri, clientId, Sink.FLOOD + "#");
		}

		@Bean
		Mqttv5PahoMessageHandler outbound(@Value("${" + URI + "}") String uri,
				@Value("${" + CLIENT_ID + "}") String clientId) {
			return new Mqttv5PahoMessageHandler(uri, clientId + "-out");
		}

	}

}
