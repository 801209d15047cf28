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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@code mqtt.connections}.
 */
class NamedConnectionsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class));

	private final ApplicationContextRunner both = this.runner.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1",
			"mqtt.client-id=main", "mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2",
			"mqtt.connections.kitchen.client-id=second", "mqtt.connections.kitchen.username=cook",
			"mqtt.connections.kitchen.password=pan", "mqtt.connections.kitchen.publish.qos=2");

	@Test
	void eachConnectionHasItsClientAndTemplate() {
		this.both.run((context) -> {
			MqttClient main = context.getBean(MqttClient.class);
			MqttClient kitchen = qualified(context, MqttClient.class, "kitchen");
			assertThat(kitchen).isNotSameAs(main).isSameAs(context.getBean("kitchenMqttClient"));
			assertThat(main.options().clientId()).isEqualTo("main");
			MqttClientOptions options = kitchen.options();
			assertThat(options.clientId()).isEqualTo("second");
			assertThat(options.servers()).containsExactly(ServerAddress.parse("mqtt://127.0.0.1:2"));
			assertThat(options.credentials().credentials(options.servers().get(0)).toCompletableFuture().join())
				.satisfies((credentials) -> assertThat(credentials.username()).isEqualTo("cook"));
			assertThat(context.getBean(MqttTemplate.class).getClient()).isSameAs(main);
			assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("defaultMqttTemplate"));
			MqttTemplate template = qualified(context, MqttTemplate.class, "kitchen");
			assertThat(template.getClient()).isSameAs(kitchen);
			assertThat(template.newMessage("x").topic("t").toMessage().qos()).isEqualTo(Qos.EXACTLY_ONCE);
		});
	}

	@Test
	void modeOfTheApplicationHoldsForConnectionsThatDoNotSay() {
		this.both
			.withPropertyValues("mqtt.mode=listener", "mqtt.connections.cellar.servers=mqtt://127.0.0.1:3",
					"mqtt.connections.cellar.mode=off", "mqtt.connections.cellar.client-id-conflict=stop")
			.run((context) -> {
				assertThat(qualified(context, MqttClient.class, "default").options().mode())
					.isEqualTo(ClientMode.LISTENER);
				assertThat(qualified(context, MqttClient.class, "kitchen").options().mode())
					.isEqualTo(ClientMode.LISTENER);
				MqttClientOptions cellar = qualified(context, MqttClient.class, "cellar").options();
				assertThat(cellar.mode()).isEqualTo(ClientMode.OFF);
				assertThat(cellar.clientIdConflict()).isEqualTo(ClientIdConflictPolicy.STOP);
			});
	}

	@Test
	void qualifiersSelectTheConnection() {
		this.both.withUserConfiguration(Injected.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.main.getClient()).isSameAs(context.getBean("defaultMqttClient"));
			assertThat(injected.kitchen.getClient()).isSameAs(context.getBean("kitchenMqttClient"));
		});
	}

	@Test
	void theDefaultConnectionHasANameToo() {
		this.both.withUserConfiguration(NamesDefault.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(NamesDefault.class).template).isSameAs(context.getBean("defaultMqttTemplate"));
			assertThat(qualified(context, MqttClient.class, "default")).isSameAs(context.getBean("defaultMqttClient"));
			assertThat(context.getBean("handler", MqttListenerContainer.class).getClient())
				.isSameAs(context.getBean("defaultMqttClient"));
		});
	}

	@Test
	void aSingleNamedConnectionIsTheDefaultOne() {
		this.runner.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("defaultMqttClient").hasSingleBean(MqttClient.class);
			assertThat(context.getBean(MqttTemplate.class).getClient())
				.isSameAs(qualified(context, MqttClient.class, "kitchen"));
		});
	}

	@Test
	void amongSeveralNamedConnectionsNoneIsTheDefaultOne() {
		this.runner
			.withPropertyValues("mqtt.connections.a.servers=mqtt://127.0.0.1:1",
					"mqtt.connections.b.servers=mqtt://127.0.0.1:2")
			.run((context) -> {
				assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("aMqttClient", "bMqttClient");
				assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
					.isThrownBy(() -> context.getBean(MqttTemplate.class));
			});
	}

	@Test
	void handlersSubscribeWithTheConnectionTheyName() {
		FakeMqttClient main = new FakeMqttClient();
		FakeMqttClient kitchen = new FakeMqttClient();
		this.both.withBean("mqttClient", MqttClient.class, () -> main)
			.withBean("kitchenMqttClient", MqttClient.class, () -> kitchen,
					(definition) -> qualify((AbstractBeanDefinition) definition))
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(main.calls).containsExactly("subscribe [main]", "start");
				assertThat(kitchen.calls).containsExactly("subscribe [oven]", "start");
			});
		assertThat(kitchen.calls).contains("close");
	}

	@Test
	void beansBelongToTheConnectionTheyAreQualifiedWith() {
		this.both.withUserConfiguration(Beans.class).run((context) -> {
			Beans beans = context.getBean(Beans.class);
			MqttClientOptions main = context.getBean(MqttClient.class).options();
			MqttClientOptions kitchen = qualified(context, MqttClient.class, "kitchen").options();
			assertThat(main.credentials()).isSameAs(beans.mainCredentials);
			assertThat(kitchen.credentials()).isSameAs(beans.kitchenCredentials);
			assertThat(main.connectionListeners()).contains(beans.listener);
			assertThat(kitchen.connectionListeners()).doesNotContain(beans.listener);
			assertThat(main.clientId()).isEqualTo("main");
			assertThat(kitchen.clientId()).isEqualTo("customized");
		});
	}

	@Test
	void detailsOfTheApplicationReplaceThoseOfTheProperties() {
		this.both.withUserConfiguration(Details.class)
			.run((context) -> assertThat(qualified(context, MqttClient.class, "kitchen").options().servers())
				.containsExactly(ServerAddress.parse("mqtt://127.0.0.1:3")));
	}

	@Test
	void aBadValueNamesThePropertyOfItsConnection() {
		this.both.withPropertyValues("mqtt.connections.kitchen.keep-alive=100000")
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()).getProperty())
				.isEqualTo("mqtt.connections.kitchen.keep-alive"));
	}

	@Test
	void aConnectionWithoutServersIsRefused() {
		this.runner.withPropertyValues("mqtt.connections.kitchen.client-id=x")
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()).getProperty())
				.isEqualTo("mqtt.connections.kitchen.servers"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "startup=fail-fast", "listener.retry.max-retries=1", "enabled=false" })
	void whatHoldsForAllConnectionsIsRefusedForOne(String setting) {
		this.both.withPropertyValues("mqtt.connections.kitchen." + setting)
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()))
				.hasMessageContaining("'mqtt.connections.kitchen." + setting.split("[.=]")[0] + "'")
				.hasMessageContaining("set it once, as mqtt." + setting.split("[.=]")[0]));
	}

	@Test
	void noConnectionIsNamedDefault() {
		this.runner.withPropertyValues("mqtt.connections.default.servers=mqtt://127.0.0.1:1")
			.run((context) -> assertThat(TransportPropertiesTests.invalid(context.getStartupFailure()))
				.hasMessageContaining("mqtt.connections.default"));
	}

	private static void qualify(AbstractBeanDefinition definition) {
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, "kitchen"));
		definition.setDefaultCandidate(false);
	}

	private static <T> T qualified(ConfigurableApplicationContext context, Class<T> type, String connection) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getBeanFactory(), type, connection);
	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		final MqttTemplate main;

		final MqttTemplate kitchen;

		Injected(MqttTemplate main, @Qualifier("kitchen") MqttTemplate kitchen) {
			this.main = main;
			this.kitchen = kitchen;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamesDefault {

		final MqttTemplate template;

		NamesDefault(@Qualifier("default") MqttTemplate template) {
			this.template = template;
		}

		@MqttSubscribe(id = "handler", topics = "a", connection = "default")
		void handle(String payload) {
		}

	}

	static class Handlers {

		@MqttSubscribe("main")
		void main(String payload) {
		}

		@MqttSubscribe(topics = "oven", connection = "kitchen")
		void oven(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		final CredentialsProvider mainCredentials = (server) -> CompletableFuture.completedFuture(Credentials.NONE);

		final CredentialsProvider kitchenCredentials = (server) -> CompletableFuture.completedFuture(Credentials.NONE);

		final ConnectionListener listener = new ConnectionListener() {
		};

		@Bean
		CredentialsProvider mainCredentials() {
			return this.mainCredentials;
		}

		@Bean
		@Qualifier("kitchen")
		CredentialsProvider kitchenCredentials() {
			return this.kitchenCredentials;
		}

		@Bean
		ConnectionListener listener() {
			return this.listener;
		}

		@Bean(defaultCandidate = false)
		@Qualifier("kitchen")
		MqttClientBuilderCustomizer customizer() {
			return (builder) -> builder.clientId("customized");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Details {

		@Bean(defaultCandidate = false)
		@Qualifier("kitchen")
		MqttConnectionDetails kitchenDetails() {
			return () -> List.of(ServerAddress.parse("mqtt://127.0.0.1:3"));
		}

	}

}
