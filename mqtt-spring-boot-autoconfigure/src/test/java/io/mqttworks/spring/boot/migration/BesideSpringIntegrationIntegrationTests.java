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
package io.mqttworks.spring.boot.migration;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.test.Brokers;
import org.eclipse.paho.client.mqttv3.IMqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.mqtt.core.DefaultMqttPahoClientFactory;
import org.springframework.integration.mqtt.core.MqttPahoClientFactory;
import org.springframework.integration.mqtt.inbound.MqttPahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.MqttPahoMessageHandler;
import org.springframework.integration.mqtt.support.DefaultPahoMessageConverter;
import org.springframework.integration.mqtt.support.MqttMessageConverter;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.PollableChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Spring Integration's own MQTT adapters, written as its manual
 * shows, and this library beside them: what a migration looks like half way.
 */
class BesideSpringIntegrationIntegrationTests {

	@Test
	void bothWorkInOneApplication() throws Exception {
		String root = "beside-" + System.nanoTime();
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class, Ours.class)
			.web(WebApplicationType.NONE)
			.properties("mqtt.servers=" + Brokers.mosquitto().uri(), "mqtt.startup=fail-fast",
					"mqtt.unknown-properties=fail", "test.root=" + root,
					"test.paho=" + Brokers.mosquitto().uri().replace("mqtt://", "tcp://"))
			.run()) {
			application.getBean("mqttOutboundChannel", MessageChannel.class).send(new GenericMessage<>("theirs"));
			assertThat(application.getBean(Ours.class).received.poll(15, TimeUnit.SECONDS)).isEqualTo("theirs");
			application.getBean(MqttTemplate.class).send(root + "/ours", "ours");
			assertThat(application.getBean("mqttInputChannel", PollableChannel.class).receive(15_000).getPayload())
				.isEqualTo("ours");
			assertThat(application.getBean("mqttClient")).isInstanceOf(IMqttAsyncClient.class);
			assertThat(application.getBean("defaultMqttClient")).isInstanceOf(io.mqttworks.client.MqttClient.class);
		}
	}

	/**
	 * Names of beans as they are in manuals and in applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Value("${test.paho}")
		private String server;

		@Value("${test.root}")
		private String root;

		@Bean
		MqttPahoClientFactory mqttClientFactory() {
			DefaultMqttPahoClientFactory factory = new DefaultMqttPahoClientFactory();
			MqttConnectOptions options = new MqttConnectOptions();
			options.setServerURIs(new String[] { this.server });
			factory.setConnectionOptions(options);
			return factory;
		}

		@Bean
		PollableChannel mqttInputChannel() {
			return new QueueChannel();
		}

		@Bean
		MqttPahoMessageDrivenChannelAdapter inbound(MqttPahoClientFactory mqttClientFactory,
				PollableChannel mqttInputChannel, MqttMessageConverter mqttMessageConverter) {
			MqttPahoMessageDrivenChannelAdapter adapter = new MqttPahoMessageDrivenChannelAdapter(this.root + "-in",
					mqttClientFactory, this.root + "/ours");
			adapter.setConverter(mqttMessageConverter);
			adapter.setOutputChannel(mqttInputChannel);
			return adapter;
		}

		@Bean
		MessageChannel mqttOutboundChannel() {
			return new DirectChannel();
		}

		@Bean
		@ServiceActivator(inputChannel = "mqttOutboundChannel")
		MessageHandler mqttOutbound(MqttPahoClientFactory mqttClientFactory) {
			MqttPahoMessageHandler handler = new MqttPahoMessageHandler(this.root + "-out", mqttClientFactory);
			handler.setDefaultTopic(this.root + "/theirs");
			handler.setDefaultQos(1);
			return handler;
		}

		@Bean
		MqttMessageConverter mqttMessageConverter() {
			return new DefaultPahoMessageConverter();
		}

		@Bean(destroyMethod = "close")
		IMqttAsyncClient mqttClient() throws MqttException {
			return new MqttAsyncClient(this.server, this.root, new MemoryPersistence());
		}

		@Bean
		Object mqttTemplate() {
			return "a template of the application";
		}

		@Bean
		Object mqttConnections() {
			return "its connections";
		}

		@Bean
		Object mqttHeaderMapper() {
			return "its headers";
		}

		@Bean
		Object mqttMetrics() {
			return "its metrics";
		}

		@Bean
		Object mqttEndpoint() {
			return "its endpoint";
		}

		@Bean
		Object mqttConnectionDetails() {
			return "its details";
		}

	}

	static class Ours {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttSubscribe("${test.root}/theirs")
		void onTheirs(String payload) {
			this.received.add(payload);
		}

	}

}
