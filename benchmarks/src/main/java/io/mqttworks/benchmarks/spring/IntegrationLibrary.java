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

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Transformers;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.integration.mqtt.event.MqttMessageDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttMessageNotDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttSubscribedEvent;
import org.springframework.integration.mqtt.outbound.AbstractMqttMessageHandler;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * Spring Integration with flows as in its documentation: a gateway, the JSON transformers
 * and the channel adapters. Its default is to wait for each message on the publishing
 * thread; here the adapter is asynchronous and tells of messages by its events, since
 * else there is no window of messages.
 */
abstract class IntegrationLibrary extends SpringLibrary {

	static final String URI = "benchmarks.uri";

	static final String CLIENT_ID = "benchmarks.client-id";

	IntegrationLibrary(Class<?> application) {
		super(application);
	}

	@Override
	Map<String, Object> properties(Endpoint endpoint, String clientId) {
		return Map.of(URI, endpoint.uri("tcp", "ssl"), CLIENT_ID, clientId);
	}

	@Override
	Client client(ConfigurableApplicationContext context, Reading reading) {
		return new IntegrationClient(context, reading);
	}

	/**
	 * Publishes.
	 */
	interface Gateway {

		void publish(@Header(MqttHeaders.TOPIC) String topic, @Header(MqttHeaders.QOS) int qos,
				@Payload Reading reading);

	}

	/**
	 * The flows; the adapters are added.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Flows {

		@Bean
		IntegrationFlow out(AbstractMqttMessageHandler<?, ?> outbound) {
			outbound.setAsync(true);
			outbound.setAsyncEvents(true);
			return IntegrationFlow.from(Gateway.class).transform(Transformers.toJson()).handle(outbound).get();
		}

		@Bean
		IntegrationFlow in(MessageProducerSupport inbound, Events events) {
			inbound.setAutoStartup(false);
			return IntegrationFlow.from(inbound)
				.transform(Transformers.fromJson(Reading.class))
				.handle(Reading.class, (reading, headers) -> {
					events.received(reading.sensor().length());
					return null;
				})
				.get();
		}

		@Bean
		EventHandlers eventHandlers(Events events) {
			return new EventHandlers(events);
		}

	}

	static class EventHandlers {

		private final Events events;

		private final CountDownLatch subscribed = new CountDownLatch(1);

		EventHandlers(Events events) {
			this.events = events;
		}

		@EventListener(MqttMessageDeliveredEvent.class)
		void onDelivered() {
			this.events.completed();
		}

		@EventListener
		void onNotDelivered(MqttMessageNotDeliveredEvent event) {
			this.events.failed(event.getCause());
		}

		@EventListener(MqttSubscribedEvent.class)
		void onSubscribed() {
			this.subscribed.countDown();
		}

	}

	private static final class IntegrationClient implements Client {

		private final ConfigurableApplicationContext context;

		private final Reading reading;

		private final Gateway gateway;

		IntegrationClient(ConfigurableApplicationContext context, Reading reading) {
			this.context = context;
			this.reading = reading;
			this.gateway = context.getBean(Gateway.class);
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			this.context.getBean(MessageProducerSupport.class).start();
			if (!this.context.getBean(EventHandlers.class).subscribed.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Not subscribed");
			}
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			this.gateway.publish(topic, qos, this.reading);
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
