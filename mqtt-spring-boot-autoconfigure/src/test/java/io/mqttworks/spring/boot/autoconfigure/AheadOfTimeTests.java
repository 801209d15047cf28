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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpoint;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpointAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.health.MqttHealthContributorAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.metrics.MqttMetrics;
import io.mqttworks.spring.boot.autoconfigure.metrics.MqttMetricsAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.observation.MqttObservationAutoConfiguration;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that are processed ahead of time.
 */
class AheadOfTimeTests {

	private static final String[] PROPERTIES = { "mqtt.servers=mqtt://127.0.0.1:1", "mqtt.client-id=main",
			"mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2", "mqtt.observation.enabled=true",
			"management.endpoints.web.exposure.include=mqtt" };

	@Test
	@CompileWithForkedClassLoader
	void theSameBeansAreThere() {
		run((context, hints) -> {
			assertThat(context.getBean(MqttClient.class).options().clientId()).isEqualTo("main");
			MqttClient kitchen = BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getBeanFactory(),
					MqttClient.class, "kitchen");
			assertThat(kitchen.options().servers()).containsExactly(ServerAddress.parse("mqtt://127.0.0.1:2"));
			assertThat(BeanFactoryAnnotationUtils
				.qualifiedBeanOfType(context.getBeanFactory(), MqttTemplate.class, "kitchen")
				.getClient()).isSameAs(kitchen);
			assertThat(context.getBean(MqttTemplate.class).getClient()).isSameAs(context.getBean("defaultMqttClient"));
			assertThat(context.getBean(MqttListenerEndpointRegistry.class).getContainer("readings")).isNotNull();
			assertThat(context.getBean(MqttEndpoint.class).connections().connections()).containsOnlyKeys("default",
					"kitchen");
			assertThat(context.getBean(MqttMetrics.class)).isNotNull();
			assertThat(context.getBean("mqttHealthContributor")).isNotNull();
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void payloadsOfHandlersAndPropertiesCanBeReflected() {
		run((context, hints) -> {
			assertThat(RuntimeHintsPredicates.reflection().onType(Reading.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(MqttProperties.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(MqttConnectionProperties.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(MqttWillProperties.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(ConnectionDescriptor.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(ReflectionUtils.findMethod(Handlers.class, "handle", Reading.class)))
				.accepts(hints);
		});
	}

	@SuppressWarnings("unchecked")
	private static void run(BiConsumer<ConfigurableApplicationContext, RuntimeHints> assertions) {
		TestGenerationContext generationContext = new TestGenerationContext();
		try (AnnotationConfigApplicationContext source = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(PROPERTIES).applyTo(source);
			source.register(Application.class, Handlers.class);
			source.register(Stream
				.of(JacksonAutoConfiguration.class, SslAutoConfiguration.class, MqttAutoConfiguration.class,
						MqttHealthContributorAutoConfiguration.class, MetricsAutoConfiguration.class,
						SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						ObservationAutoConfiguration.class, MqttMetricsAutoConfiguration.class,
						MqttObservationAutoConfiguration.class, MqttEndpointAutoConfiguration.class)
				.toArray(Class<?>[]::new));
			new ApplicationContextAotGenerator().processAheadOfTime(source, generationContext);
		}
		generationContext.writeGeneratedContent();
		TestCompiler.forSystem().with(generationContext).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				TestPropertyValues.of(PROPERTIES).applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class).initialize(context);
				context.refresh();
				assertions.accept(context, generationContext.getRuntimeHints());
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	static class Handlers {

		@MqttSubscribe(id = "readings", topics = "readings")
		void handle(Reading reading) {
		}

	}

	record Reading(double celsius, Map<String, String> tags) {

	}

}
