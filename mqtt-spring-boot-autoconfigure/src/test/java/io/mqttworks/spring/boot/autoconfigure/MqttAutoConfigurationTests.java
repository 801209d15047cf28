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

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.InboundOverflowPolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.EnableMqtt;
import io.mqttworks.spring.config.InvalidMqttListenerException;
import io.mqttworks.spring.config.MqttClientLifecycle;
import io.mqttworks.spring.config.MqttListenerConfigUtils;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.config.MqttSubscribeAnnotationBeanPostProcessor;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttEventPublisher;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttPayloadConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MqttAutoConfiguration}.
 */
class MqttAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(MqttAutoConfiguration.class, JacksonAutoConfiguration.class, ValidationAutoConfiguration.class));

	/** The real client would look for a server. */
	private final ApplicationContextRunner offline = this.runner.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1");

	@Test
	void everythingIsThere() {
		this.offline.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(MqttConnectionDetails.class)
			.hasSingleBean(MqttClient.class)
			.hasSingleBean(MqttTemplate.class)
			.hasSingleBean(MqttMessageConverter.class)
			.hasBean("mqttJsonPayloadConverter")
			.hasBean("mqttCborPayloadConverter")
			.hasSingleBean(MqttMessageHandlerMethodFactory.class)
			.hasSingleBean(MqttListenerContainerFactory.class)
			.hasSingleBean(MqttListenerEndpointRegistry.class)
			.hasSingleBean(MqttClientLifecycle.class)
			.hasBean(MqttListenerConfigUtils.ANNOTATION_PROCESSOR_BEAN_NAME));
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MqttClient.class)
				.doesNotHaveBean(MqttTemplate.class)
				.doesNotHaveBean(MqttListenerEndpointRegistry.class));
	}

	@Test
	void nothingIsThereWithoutTheClientLibrary() {
		this.runner.withClassLoader(new FilteredClassLoader(MqttClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttAutoConfiguration.class));
	}

	@Test
	void aClientOfTheApplicationReplacesOursAndIsStarted() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner.withBean("mine", MqttClient.class, () -> client).run((context) -> {
			assertThat(context).getBean(MqttClient.class).isSameAs(client);
			assertThat(context.getBean(MqttTemplate.class).getClient()).isSameAs(client);
			assertThat(client.calls).containsExactly("start");
		});
		assertThat(client.calls).containsExactly("start", "close");
	}

	@Test
	void severalClientsWithoutAPrimaryOneLeaveTheTemplateToTheApplication() {
		this.runner.withBean("one", MqttClient.class, FakeMqttClient::new)
			.withBean("two", MqttClient.class, FakeMqttClient::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttTemplate.class));
	}

	@Test
	void operationsOfTheApplicationReplaceTheTemplate() {
		MqttOperations operations = mock();
		this.offline.withBean(MqttOperations.class, () -> operations)
			.run((context) -> assertThat(context).doesNotHaveBean(MqttTemplate.class)
				.getBean(MqttOperations.class)
				.isSameAs(operations));
	}

	@Test
	void connectionDetailsOfTheApplicationAreTheOnlySource() {
		this.runner.withPropertyValues("mqtt.servers=mqtt://ignored", "mqtt.username=ignored", "mqtt.password=ignored")
			.withBean(MqttConnectionDetails.class, Details::new)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(PropertiesMqttConnectionDetails.class);
				MqttClientOptions options = context.getBean(MqttClient.class).options();
				assertThat(options.servers()).containsExactly(ServerAddress.parse("mqtt://127.0.0.1:2"));
				Credentials credentials = options.credentials()
					.credentials(options.servers().get(0))
					.toCompletableFuture()
					.join();
				assertThat(credentials.username()).isEqualTo("details");
				assertThat(credentials.password()).asString().isEqualTo("secret");
			});
	}

	@Test
	void aConverterOfTheApplicationReplacesOurs() {
		MqttMessageConverter converter = new MqttMessageConverter(List.of());
		this.offline.withBean(MqttMessageConverter.class, () -> converter)
			.run((context) -> assertThat(context).getBean(MqttMessageConverter.class).isSameAs(converter));
	}

	@Test
	void aSecondPayloadFormatDoesNotReplaceTheDefault() {
		this.offline
			.withBean("cbor", MqttPayloadConverter.class,
					() -> new JacksonPayloadConverter(new JsonMapper(), new MimeType("application", "cbor")))
			.run((context) -> {
				MqttMessageConverter converter = context.getBean(MqttMessageConverter.class);
				assertThat(converter.write(List.of(), null).contentType()).isEqualTo("application/json");
				assertThat(converter.write(List.of(), "application/cbor").contentType()).isEqualTo("application/cbor");
			});
	}

	@Test
	void aJsonConverterOfTheApplicationReplacesOurs() {
		MqttPayloadConverter converter = new JacksonPayloadConverter(new JsonMapper());
		this.offline.withBean("mqttJsonPayloadConverter", MqttPayloadConverter.class, () -> converter)
			.run((context) -> assertThat(context).getBean("mqttJsonPayloadConverter").isSameAs(converter));
	}

	@Test
	void withoutJacksonThereIsNoJsonConverter() {
		this.offline.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttTemplate.class)
				.doesNotHaveBean(MqttPayloadConverter.class));
	}

	@Test
	void withoutJacksonAHandlerOfObjectsIsRefused() {
		ApplicationContextRunner withoutJackson = this.offline
			.withClassLoader(new FilteredClassLoader("tools.jackson"));
		withoutJackson.withUserConfiguration(ObjectHandler.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMqttListenerException.class)
				.hasMessageContaining(ObjectHandler.class.getName() + ".handle(List)")
				.hasMessageContaining("'payload' (List)")
				.hasMessageContaining("Add spring-boot-starter-jackson"));
		withoutJackson.withUserConfiguration(RawHandler.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutCborThereIsJsonAlone() {
		this.offline.withClassLoader(new FilteredClassLoader("tools.jackson.dataformat.cbor"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("mqttJsonPayloadConverter")
				.doesNotHaveBean("mqttCborPayloadConverter"));
	}

	@Test
	void aCborConverterOfTheApplicationReplacesOurs() {
		MqttPayloadConverter converter = new JacksonPayloadConverter(new JsonMapper(),
				new MimeType("application", "cbor"));
		this.offline.withBean("mqttCborPayloadConverter", MqttPayloadConverter.class, () -> converter)
			.run((context) -> assertThat(context).getBean("mqttCborPayloadConverter").isSameAs(converter));
	}

	@Test
	void connectionsOfTheApplicationReplaceOurs() {
		MqttConnections connections = new MqttConnections(new DefaultListableBeanFactory());
		this.offline.withBean("mine", MqttConnections.class, () -> connections)
			.run((context) -> assertThat(context).getBean(MqttConnections.class).isSameAs(connections));
	}

	@Test
	void theProcessorOfTheApplicationReplacesOurs() {
		this.offline.withUserConfiguration(Enabled.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttSubscribeAnnotationBeanPostProcessor.class)
				.hasSingleBean(MqttListenerEndpointRegistry.class));
	}

	@Test
	void withoutValidationHandlersAreThere() {
		this.offline.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MqttMessageHandlerMethodFactory.class));
	}

	@Test
	void factoriesOfTheApplicationReplaceOurs() {
		MqttListenerContainerFactory containers = new MqttListenerContainerFactory();
		MqttMessageHandlerMethodFactory methods = new MqttMessageHandlerMethodFactory(
				new MqttMessageConverter(List.of()));
		this.offline.withBean(MqttListenerContainerFactory.class, () -> containers)
			.withBean(MqttMessageHandlerMethodFactory.class, () -> methods)
			.run((context) -> {
				assertThat(context).getBean(MqttListenerContainerFactory.class).isSameAs(containers);
				assertThat(context).getBean(MqttMessageHandlerMethodFactory.class).isSameAs(methods);
			});
	}

	@Test
	void severalRecoverersWithoutAPrimaryOneAreRefused() {
		this.offline.withBean("one", MqttMessageRecoverer.class, () -> (failed) -> null)
			.withBean("two", MqttMessageRecoverer.class, () -> (failed) -> null)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Test
	void aLifecycleOfTheApplicationReplacesOurs() {
		this.runner.withBean("mine", MqttClientLifecycle.class, () -> mock(MqttClientLifecycle.class))
			.run((context) -> assertThat(context).hasSingleBean(MqttClientLifecycle.class).hasBean("mine"));
	}

	@Test
	void defaultsAreThoseOfTheClient() {
		// But that the connection has a name, and all handlers are known before it is
		// made.
		MqttClientOptions defaults = MqttClient.builder("mqtt://localhost:1883")
			.unmatchedHoldTime(Duration.ZERO)
			.name("default")
			.options();
		this.runner.withPropertyValues("mqtt.listener.auto-startup=false").run((context) -> {
			MqttClientOptions options = context.getBean(MqttClient.class).options();
			assertThat(options).usingRecursiveComparison()
				.ignoringFields("credentials", "tls", "webSocketRequests", "connectionListeners", "errorListeners")
				.isEqualTo(defaults);
			assertThat(options.connectionListeners()).hasExactlyElementsOfTypes(MqttEventPublisher.class,
					ConnectAdviceLogger.class);
			assertThat(options.errorListeners()).singleElement().isInstanceOf(MqttEventPublisher.class);
		});
	}

	@Test
	void everyPropertyReachesTheClient() {
		this.runner
			.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1, mqtts://127.0.0.1:2", "mqtt.shuffle-servers=true",
					"mqtt.max-redirects=1", "mqtt.version=5", "mqtt.client-id=me", "mqtt.username=user",
					"mqtt.password=pass", "mqtt.keep-alive=30", "mqtt.clean-start=true", "mqtt.session-expiry=2h",
					"mqtt.receive-maximum=10", "mqtt.maximum-packet-size=1MB", "mqtt.topic-alias-maximum=3",
					"mqtt.subscription-identifiers=false", "mqtt.request-response-information=true",
					"mqtt.user-properties.a=b", "mqtt.connect-timeout=3s", "mqtt.close-timeout=1s",
					"mqtt.reconnect.enabled=false", "mqtt.reconnect.min-delay=2s", "mqtt.reconnect.max-delay=4s",
					"mqtt.reconnect.stable-after=6s", "mqtt.reconnect.give-up-on=bad-user-name-or-password,banned",
					"mqtt.publish.qos=2", "mqtt.publish.max-pending-messages=5", "mqtt.publish.max-pending-size=6KB",
					"mqtt.publish.overflow-policy=drop-oldest", "mqtt.listener.failure-policy=reject",
					"mqtt.listener.max-unhandled-size=7KB", "mqtt.servers-share-session=true",
					"mqtt.allow-control-characters=true", "mqtt.publish.max-in-flight=17",
					"mqtt.publish.poison-threshold=7", "mqtt.listener.unmatched-hold-time=3s",
					"mqtt.listener.unsubscribe-stale-filters=false", "mqtt.listener.delivery-timeout=4s",
					"mqtt.listener.delivery-timeout-policy=reject", "mqtt.listener.inbound-overflow-policy=disconnect")
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClient.class).options();
				assertThat(options.servers()).containsExactly(ServerAddress.parse("mqtt://127.0.0.1:1"),
						ServerAddress.parse("mqtts://127.0.0.1:2"));
				assertThat(options.shuffleServers()).isTrue();
				assertThat(options.maxRedirects()).isEqualTo(1);
				assertThat(options.version()).isEqualTo(VersionPolicy.ONLY_5);
				assertThat(options.clientId()).isEqualTo("me");
				assertThat(options.credentials().credentials(options.servers().get(0)).toCompletableFuture().join())
					.satisfies((credentials) -> {
						assertThat(credentials.username()).isEqualTo("user");
						assertThat(credentials.password()).asString().isEqualTo("pass");
					});
				assertThat(options.keepAlive()).isEqualTo(Duration.ofSeconds(30));
				assertThat(options.cleanStart()).isTrue();
				assertThat(options.sessionExpiry()).isEqualTo(Duration.ofHours(2));
				assertThat(options.receiveMaximum()).isEqualTo(10);
				assertThat(options.maximumPacketSize()).isEqualTo(1024 * 1024);
				assertThat(options.topicAliasMaximum()).isEqualTo(3);
				assertThat(options.subscriptionIdentifiers()).isFalse();
				assertThat(options.requestResponseInformation()).isTrue();
				assertThat(options.userProperties()).containsExactly(new UserProperty("a", "b"));
				assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(options.reconnect()).isEqualTo(ReconnectPolicy.builder()
					.enabled(false)
					.minDelay(Duration.ofSeconds(2))
					.maxDelay(Duration.ofSeconds(4))
					.stableAfter(Duration.ofSeconds(6))
					.giveUpOn(Set.of(ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.BANNED))
					.build());
				assertThat(options.maxPendingMessages()).isEqualTo(5);
				assertThat(options.maxPendingBytes()).isEqualTo(6 * 1024);
				assertThat(options.overflowPolicy()).isEqualTo(OverflowPolicy.DROP_OLDEST);
				assertThat(options.handlerFailurePolicy()).isEqualTo(HandlerFailurePolicy.REJECT);
				assertThat(options.maxUnhandledBytes()).isEqualTo(7 * 1024);
				assertThat(options.serversShareSession()).isTrue();
				assertThat(options.allowControlCharacters()).isTrue();
				assertThat(options.maxInFlight()).isEqualTo(17);
				assertThat(options.poisonThreshold()).isEqualTo(7);
				assertThat(options.unmatchedHoldTime()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options.unsubscribeStaleFilters()).isFalse();
				assertThat(options.deliveryTimeout()).isEqualTo(Duration.ofSeconds(4));
				assertThat(options.deliveryTimeoutPolicy()).isEqualTo(DeliveryTimeoutPolicy.REJECT);
				assertThat(options.inboundOverflowPolicy()).isEqualTo(InboundOverflowPolicy.DISCONNECT);
			});
	}

	@Test
	void aSessionThatNeverExpires() {
		this.offline.withPropertyValues("mqtt.session-expiry=-1")
			.run((context) -> assertThat(context.getBean(MqttClient.class).options().sessionExpiry()).isNull());
	}

	@ParameterizedTest
	@CsvSource({ "auto,AUTO", "5,ONLY_5", "5.0,ONLY_5", "3.1.1,ONLY_3_1_1", "mqtt_5,ONLY_5" })
	void theVersionIsWrittenAsPeopleWriteIt(String text, VersionPolicy version) {
		this.offline.withPropertyValues("mqtt.version=" + text)
			.run((context) -> assertThat(context.getBean(MqttClient.class).options().version()).isEqualTo(version));
	}

	@Test
	void customizersComeLastAndInOrder() {
		this.offline.withPropertyValues("mqtt.client-id=property")
			.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(context.getBean(MqttClient.class).options().clientId()).isEqualTo("second"));
	}

	@Test
	void listenersAndCredentialsOfTheApplicationArePickedUp() {
		ConnectionListener connectionListener = new ConnectionListener() {
		};
		ErrorListener errorListener = new ErrorListener() {
		};
		CredentialsProvider credentials = (server) -> CompletableFuture.completedFuture(Credentials.NONE);
		this.offline.withBean(ConnectionListener.class, () -> connectionListener)
			.withBean(ErrorListener.class, () -> errorListener)
			.withBean(CredentialsProvider.class, () -> credentials)
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClient.class).options();
				assertThat(options.connectionListeners()).hasSize(3).contains(connectionListener);
				assertThat(options.errorListeners()).hasSize(2).contains(errorListener);
				assertThat(options.credentials()).isSameAs(credentials);
			});
	}

	@Test
	void withFailFastARefusalFailsTheStart() {
		FakeMqttClient client = new FakeMqttClient();
		client.refuse = new MqttConnectException("not you", ReasonCode.NOT_AUTHORIZED, null);
		this.runner.withPropertyValues("mqtt.startup=fail-fast")
			.withBean("mine", MqttClient.class, () -> client)
			.run((context) -> assertThat(context).getFailure().rootCause().isSameAs(client.refuse));
		assertThat(client.calls).contains("close");
	}

	@Test
	void withFailFastTheStartWaitsForTheConnection() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner.withPropertyValues("mqtt.startup=fail-fast")
			.withBean("mine", MqttClient.class, () -> client)
			.run((context) -> assertThat(client.calls).containsExactly("connect"));
	}

	@Test
	void handlersSurviveLazyInitialization() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("mine", MqttClient.class, () -> client)
			.withUserConfiguration(Handler.class)
			.run((context) -> assertThat(client.calls).containsExactly("subscribe [lazy]", "start"));
	}

	@Test
	void handlersFollowTheListenerProperties() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner.withPropertyValues("mqtt.listener.auto-startup=false")
			.withBean("mine", MqttClient.class, () -> client)
			.withUserConfiguration(Handler.class)
			.run((context) -> {
				assertThat(client.calls).containsExactly("start");
				assertThat(context).hasSingleBean(MqttListenerContainer.class);
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreUsedWhenTheApplicationUsesThem() {
		this.offline.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(MqttClient.class).options().handlerExecutor())
				.isInstanceOf(VirtualThreadTaskExecutor.class));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersWithConcurrencyRunOnVirtualThreadsToo() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true", "mqtt.listener.concurrency=2")
			.withBean("mine", MqttClient.class, () -> client)
			.withUserConfiguration(ThreadHandler.class)
			.run((context) -> {
				client.deliver("thread", "x");
				assertThat(context.getBean(ThreadHandler.class).thread.get(30, TimeUnit.SECONDS)).startsWith("virtual");
			});
	}

	@Test
	void templateDefaultsComeFromTheProperties() {
		FakeMqttClient client = new FakeMqttClient();
		this.runner.withPropertyValues("mqtt.publish.qos=0", "mqtt.publish.retain=true", "mqtt.publish.timeout=10ms")
			.withBean("mine", MqttClient.class, () -> client)
			.run((context) -> {
				MqttTemplate template = context.getBean(MqttTemplate.class);
				template.send("a", "b");
				assertThat(client.published).singleElement().satisfies((message) -> {
					assertThat(message.qos()).isEqualTo(Qos.AT_MOST_ONCE);
					assertThat(message.retain()).isTrue();
				});
				client.onPublish = (message) -> new CompletableFuture<>();
				org.assertj.core.api.Assertions.assertThatException()
					.isThrownBy(() -> template.send("a", "b"))
					.withMessageContaining("10 ms");
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Enabled {

	}

	static class Details implements MqttConnectionDetails {

		@Override
		public List<ServerAddress> getServers() {
			return List.of(ServerAddress.parse("mqtt://127.0.0.1:2"));
		}

		@Override
		public String getUsername() {
			return "details";
		}

		@Override
		public String getPassword() {
			return "secret";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		MqttClientBuilderCustomizer second() {
			return (builder) -> builder.clientId("second");
		}

		@Bean
		@Order(1)
		MqttClientBuilderCustomizer first() {
			return (builder) -> builder.clientId("first");
		}

	}

	static class ObjectHandler {

		@MqttSubscribe("object")
		void handle(List<String> payload) {
		}

	}

	static class RawHandler {

		@MqttSubscribe("raw")
		void handle(@Payload Optional<byte[]> payload, Message<String> message, @Payload Object any, MqttMessage raw) {
		}

	}

	static class ThreadHandler {

		final CompletableFuture<String> thread = new CompletableFuture<>();

		@MqttSubscribe("thread")
		void handle(String payload) {
			this.thread.complete(Thread.currentThread().toString().toLowerCase(Locale.ROOT));
		}

	}

	static class Handler {

		@MqttSubscribe("lazy")
		void handle(String payload) {
		}

	}

}
