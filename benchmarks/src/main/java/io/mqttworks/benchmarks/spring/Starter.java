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

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.mqttworks.benchmarks.sink.Sink;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.event.MqttSubscribedEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * The starter of this project, as it comes.
 */
public final class Starter extends SpringLibrary {

	public Starter() {
		super(Application.class);
	}

	@Override
	Map<String, Object> properties(Endpoint endpoint, String clientId) {
		return Map.of("mqtt.servers", endpoint.uri("mqtt", "mqtts"), "mqtt.client-id", clientId, "mqtt.clean-start",
				true, "mqtt.startup", "fail-fast");
	}

	@Override
	Client client(ConfigurableApplicationContext context, Reading reading) {
		return new StarterClient(context, reading);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Readings readings(Events events) {
			return new Readings(events);
		}

	}

	static class Readings {

		private final Events events;

		private final CountDownLatch subscribed = new CountDownLatch(1);

		Readings(Events events) {
			this.events = events;
		}

		@MqttSubscribe(id = "readings-container", topics = Sink.FLOOD + "#", autoStartup = "false")
		void onReading(Reading reading) {
			this.events.received(reading.sensor().length());
		}

		@EventListener(MqttSubscribedEvent.class)
		void onSubscribed() {
			this.subscribed.countDown();
		}

	}

	private static final class StarterClient implements Client, BiConsumer<PublishResult, Throwable> {

		private final ConfigurableApplicationContext context;

		private final Reading reading;

		private final MqttOperations mqtt;

		private final Events events;

		StarterClient(ConfigurableApplicationContext context, Reading reading) {
			this.context = context;
			this.reading = reading;
			this.mqtt = context.getBean(MqttOperations.class);
			this.events = context.getBean(Events.class);
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			this.context.getBean(MqttListenerEndpointRegistry.class).start("readings-container");
			if (!this.context.getBean(Readings.class).subscribed.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Not subscribed");
			}
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			this.mqtt.newMessage(this.reading).topic(topic).qos(Qos.of(qos)).sendAsync().whenComplete(this);
		}

		@Override
		public void accept(PublishResult result, Throwable failure) {
			if (failure != null) {
				this.events.failed(failure);
			}
			else {
				this.events.completed();
			}
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
