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

import java.util.concurrent.CompletableFuture;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.observation.DefaultMqttTemplateObservationConvention;
import io.mqttworks.spring.observation.MqttSenderContext;
import io.mqttworks.spring.observation.ObservedListenerDecorator;
import io.mqttworks.spring.observation.ObservedPublishInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link MqttObservationAutoConfiguration} and what is observed.
 */
class MqttObservationAutoConfigurationTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttObservationAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client)
		.withBean(ObservationRegistry.class, () -> this.registry);

	private final ApplicationContextRunner enabled = this.runner.withPropertyValues("mqtt.observation.enabled=true",
			"mqtt.listener.retry.enabled=false");

	@Test
	void itIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ObservedListenerDecorator.class)
			.doesNotHaveBean(ObservedPublishInterceptor.class));
	}

	@Test
	void withoutObservationsTheRestIsThere() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MqttAutoConfiguration.class, MqttObservationAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
			.withPropertyValues("mqtt.observation.enabled=true")
			.withBean("mqttClient", MqttClient.class, () -> this.client)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttTemplate.class)
				.doesNotHaveBean(ObservedPublishInterceptor.class));
	}

	@Test
	void withoutARegistryNothingIsObserved() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MqttAutoConfiguration.class, MqttObservationAutoConfiguration.class))
			.withPropertyValues("mqtt.observation.enabled=true")
			.withBean("mqttClient", MqttClient.class, () -> this.client)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ObservedListenerDecorator.class)
				.doesNotHaveBean(ObservedPublishInterceptor.class));
	}

	@Test
	void nothingIsObservedWithoutMqtt() {
		this.enabled.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ObservedPublishInterceptor.class));
	}

	@Test
	void whatIsPublishedIsObservedUntilItIsAcknowledged() {
		this.client.connected(MqttVersion.MQTT_5);
		this.enabled.run((context) -> {
			context.getBean(MqttTemplate.class).newMessage("on").topic("room/{id}/fan", 1).qos(Qos.EXACTLY_ONCE).send();
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasObservationWithNameEqualTo("mqtt.template")
				.that()
				.hasContextualNameEqualTo("room/{id}/fan publish")
				.hasLowCardinalityKeyValue("connection", "default")
				.hasLowCardinalityKeyValue("topic.template", "room/{id}/fan")
				.hasLowCardinalityKeyValue("qos", "2")
				.hasHighCardinalityKeyValue("messaging.system", "mqtt")
				.hasHighCardinalityKeyValue("messaging.destination.name", "room/1/fan")
				.hasHighCardinalityKeyValue("messaging.destination.template", "room/{id}/fan")
				.hasHighCardinalityKeyValue("messaging.operation.name", "publish")
				.hasHighCardinalityKeyValue("messaging.operation.type", "send")
				.hasHighCardinalityKeyValue("messaging.client.id", "chosen")
				.hasHighCardinalityKeyValue("messaging.message.body.size", "2")
				.hasBeenStopped()
				.doesNotHaveError();
		});
	}

	@Test
	void aFailureToPublishIsObserved() {
		IllegalStateException failure = new IllegalStateException("no");
		this.client.onPublish = (message) -> CompletableFuture.failedFuture(failure);
		this.enabled.run((context) -> {
			assertThatException().isThrownBy(() -> context.getBean(MqttTemplate.class).send("a", "b"));
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasSingleObservationThat()
				.hasBeenStopped()
				.hasError(failure);
		});
	}

	@Test
	void handlersAreObserved() {
		this.enabled.withUserConfiguration(Handlers.class).run((context) -> {
			this.client.deliver("room/1/temperature", "21");
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasObservationWithNameEqualTo("mqtt.listener")
				.that()
				.hasContextualNameEqualTo("room/+/temperature process")
				.hasLowCardinalityKeyValue("connection", "default")
				.hasLowCardinalityKeyValue("listener", "temperatures")
				.hasLowCardinalityKeyValue("filter", "room/+/temperature")
				.hasLowCardinalityKeyValue("qos", "1")
				.hasHighCardinalityKeyValue("messaging.system", "mqtt")
				.hasHighCardinalityKeyValue("messaging.destination.name", "room/1/temperature")
				.hasHighCardinalityKeyValue("messaging.destination.template", "room/+/temperature")
				.hasHighCardinalityKeyValue("messaging.operation.name", "process")
				.hasHighCardinalityKeyValue("messaging.operation.type", "process")
				.hasHighCardinalityKeyValueWithKey("messaging.client.id")
				.hasHighCardinalityKeyValue("messaging.message.body.size", "2")
				.hasBeenStopped()
				.doesNotHaveError();
		});
	}

	@Test
	void aFailedHandlerIsObserved() {
		this.enabled.withUserConfiguration(Handlers.class).run((context) -> {
			this.client.deliver("room/1/temperature", "bad");
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasSingleObservationThat()
				.hasBeenStopped()
				.hasError();
		});
	}

	@Test
	void aConventionOfTheApplicationNamesThings() {
		this.enabled.withBean(DefaultMqttTemplateObservationConvention.class,
				() -> new DefaultMqttTemplateObservationConvention() {

					@Override
					public KeyValues getLowCardinalityKeyValues(MqttSenderContext context) {
						return super.getLowCardinalityKeyValues(context).and(KeyValue.of("site", "north"));
					}

				})
			.run((context) -> {
				context.getBean(MqttTemplate.class).send("a", "b");
				TestObservationRegistryAssert.assertThat(this.registry)
					.hasSingleObservationThat()
					.hasLowCardinalityKeyValue("site", "north");
			});
	}

	@Test
	void userPropertiesOfTheMessageStay() {
		this.client.connected(MqttVersion.MQTT_5);
		this.enabled.run((context) -> {
			context.getBean(MqttTemplate.class).newMessage("b").topic("a").userProperty("k", "v").send();
			assertThat(this.client.published).singleElement()
				.satisfies((message) -> assertThat(message.userProperty("k")).isEqualTo("v"));
		});
	}

	@Test
	void beansOfTheApplicationReplaceOurs() {
		ObservedPublishInterceptor interceptor = new ObservedPublishInterceptor(this.registry, (client) -> "x", null);
		ObservedListenerDecorator decorator = new ObservedListenerDecorator(this.registry, (client) -> "x", null);
		this.enabled.withBean(ObservedPublishInterceptor.class, () -> interceptor)
			.withBean(ObservedListenerDecorator.class, () -> decorator)
			.run((context) -> {
				assertThat(context).getBean(ObservedPublishInterceptor.class).isSameAs(interceptor);
				assertThat(context).getBean(ObservedListenerDecorator.class).isSameAs(decorator);
			});
	}

	static class Handlers {

		@MqttSubscribe(id = "temperatures", topics = "room/{id}/temperature")
		void temperature(String celsius) {
			Double.parseDouble(celsius);
		}

	}

}
