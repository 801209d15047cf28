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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.mqttworks.client.ConnectRemedy;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMissingModuleException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.config.MqttNotSubscribedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the failure analyzers: starts applications that cannot start, and reads what
 * they print.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzerTests {

	@Test
	void aBadServerNamesThePropertyAndWhatToWrite(CapturedOutput output) {
		fail(Empty.class, "mqtt.servers", "http://user:s3cret@broker");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property 'mqtt.servers'")
			.contains("mqtt://host:1883")
			.contains("Correct the property 'mqtt.servers'");
		assertThat(output.getAll().lines().filter((line) -> line.contains("s3cret"))).isEmpty();
	}

	@Test
	void aServerWithAPasswordIsRefusedWithoutRepeatingIt(CapturedOutput output) {
		fail(Empty.class, "mqtt.servers", "mqtt://user:s3cret@broker");
		assertThat(output).contains("Property 'mqtt.servers'").contains("user name or password");
		assertThat(output.getAll().lines().filter((line) -> line.contains("s3cret"))).isEmpty();
	}

	@Test
	void propertiesThatExcludeEachOtherAreBothNamed(CapturedOutput output) {
		fail(Empty.class, "mqtt.will.topic", "status", "mqtt.will.payload", "off", "mqtt.will.payload-base64", "b2Zm");
		assertThat(output).contains("mutually exclusive")
			.contains("mqtt.will.payload")
			.contains("mqtt.will.payload-base64");
	}

	@Test
	void aPropertyOfANamedConnectionIsNamedAndFound(CapturedOutput output) {
		fail(Empty.class, "mqtt.connections.kitchen.servers", "mqtt://localhost", "mqtt.connections.kitchen.version",
				"4");
		assertThat(output).contains("Property 'mqtt.connections.kitchen.version' (set in ");
	}

	@Test
	void aPropertyOfAConnectionWithCapitalsInItsNameIsFound(CapturedOutput output) {
		fail(Empty.class, "mqtt.connections.coldRoom.servers", "mqtt://localhost",
				"mqtt.connections.coldRoom.keep-alive", "1d");
		assertThat(output).contains("Property 'mqtt.connections.coldRoom.keep-alive' (set in ");
	}

	@Test
	void aBadWillNamesItsProperty(CapturedOutput output) {
		fail(Empty.class, "mqtt.will.topic", "status/#");
		assertThat(output).contains("Property 'mqtt.will.topic'").contains("wildcard");
	}

	@Test
	void aBadTopicNamesTheMethod(CapturedOutput output) {
		fail(BadTopic.class, "mqtt.client-id", "x");
		assertThat(output)
			.contains("@MqttSubscribe on " + BadTopic.class.getName()
					+ ".handle(String) of bean 'failureAnalyzerTests.BadTopic' cannot be subscribed")
			.contains("'a/#/b'");
	}

	@Test
	void anUnresolvedPlaceholderNamesTheMethod(CapturedOutput output) {
		fail(Unresolved.class, "mqtt.client-id", "x");
		assertThat(output).contains("@MqttSubscribe on " + Unresolved.class.getName() + ".handle(String)")
			.contains("'${no.such.property}/x'")
			.contains("set the property");
	}

	@ParameterizedTest
	@CsvSource({ "BAD_USER_NAME_OR_PASSWORD,'mqtt.username'", "CLIENT_IDENTIFIER_NOT_VALID,'mqtt.client-id'",
			"UNSUPPORTED_PROTOCOL_VERSION,'mqtt.version'", "BANNED,BANNED" })
	void aRefusedConnectionSaysWhatToDo(ReasonCode reasonCode, String advice) {
		assertThat(new MqttConnectFailureAnalyzer(null)
			.analyze(new IllegalStateException(new MqttConnectException("no", reasonCode, null))))
			.satisfies((analysis) -> {
				assertThat(analysis.getDescription()).contains("no");
				assertThat(analysis.getAction()).contains(advice.replace("'", "")).contains("mqtt.startup=background");
			});
	}

	@ParameterizedTest
	@CsvSource({ "TRUST,mqtt.ssl.bundle", "SERVER_NAME,mqtt.ssl.server-name", "CLIENT_CERTIFICATE,mqtt.ssl.bundle",
			"PROTOCOLS,enabled-protocols", "APPLICATION_PROTOCOLS,mqtt.ssl.application-protocols" })
	void whatTlsNeedsIsNamedAsProperty(ConnectRemedy remedy, String property) {
		Throwable last = new MqttConnectException("no", null, null, remedy);
		assertThat(new MqttConnectFailureAnalyzer(null)
			.analyze(new IllegalStateException(new MqttConnectException("no", null, last)))
			.getAction()).contains(property).doesNotContain("'mqtt.servers' run");
	}

	@Test
	void aMissingModuleOfNettyIsToBeAdded() {
		assertThat(new MqttConnectFailureAnalyzer(null)
			.analyze(new MqttConnectException("no", null,
					new MqttMissingModuleException("no", "io.netty:netty-codec-http")))
			.getAction()).startsWith("Add the dependency 'io.netty:netty-codec-http'");
	}

	@Test
	void whatIsWrongInTheBackgroundIsLoggedOnceWithTheProperty(CapturedOutput output) {
		ConnectAdviceLogger logger = new ConnectAdviceLogger("office", "mqtt.connections.office");
		ConnectionListener.ConnectFailed event = ConnectionListener.ConnectFailed.of(
				ServerAddress.parse("mqtts://host"), 1, new MqttConnectException("no", null, null, ConnectRemedy.TRUST),
				Duration.ofSeconds(1));
		logger.onConnectFailed(event);
		logger.onConnectFailed(event);
		assertThat(output.getAll())
			.containsOnlyOnce("MQTT connection 'office' cannot be made. Set" + " 'mqtt.connections.office.ssl.bundle'");
	}

	@ParameterizedTest
	@CsvSource({ "mqtt.startup,FAIL_FAST", "mqtt.listener.failure-policy,ACKNOWLEDGE",
			"mqtt.connections.kitchen.publish.overflow-policy,BLOCK", "mqtt.reconnect.give-up-on,NOT_AUTHORIZED",
			"mqtt.proxy.type,SOCKS5" })
	void aWrongValueListsTheRightOnes(String property, String right, CapturedOutput output) {
		fail(Empty.class, property, "nonsense");
		assertThat(output).contains("APPLICATION FAILED TO START").contains(property).contains(right);
	}

	@Test
	void ofTwoLimitsTheOneThatWasSetIsNamed(CapturedOutput output) {
		fail(Empty.class, "mqtt.reconnect.min-delay", "1h");
		assertThat(output).contains("Property 'mqtt.reconnect.min-delay' (set in ")
			.contains("longer than 'mqtt.reconnect.max-delay'");
	}

	@Test
	void anUnknownPropertyFailsTheStartIfWished(CapturedOutput output) {
		fail(Empty.class, "mqtt.unknown-properties", "fail", "mqtt.server", "mqtt://user:s3cret@host");
		assertThat(output).contains("Property 'mqtt.server' (set in ").contains("did you mean 'mqtt.servers'?");
		assertThat(output.getAll().lines().filter((line) -> line.contains("s3cret"))).isEmpty();
	}

	@Test
	void anUnknownPropertyIsLogged(CapturedOutput output) {
		run(Empty.class, "mqtt.listener.retry.max-attempts", "4", "mqtt.my-own-topic", "x");
		assertThat(output.getAll().lines().filter((line) -> line.contains("Properties that MQTT does not know")))
			.hasSize(2)
			.anyMatch(
					(line) -> line.contains("WARN") && line.contains("did you mean 'mqtt.listener.retry.max-retries'?"))
			.anyMatch((line) -> line.contains("INFO") && line.contains("'mqtt.my-own-topic'"));
	}

	@Test
	void anUnknownPropertyIsIgnoredIfWished(CapturedOutput output) {
		run(Empty.class, "mqtt.unknown-properties", "ignore", "mqtt.server", "mqtt://host");
		assertThat(output).doesNotContain("mqtt.server'");
	}

	@Test
	void propertiesOfTheApplicationAreNoMistakes(CapturedOutput output) {
		run(Own.class, "mqtt.devices.servers", "a", "mqtt.devices.user", "b");
		assertThat(output).doesNotContain("Properties that MQTT does not know");
	}

	@Test
	void aRefusedConnectionOfSeveralSaysWhereItsPropertiesAre() {
		MockEnvironment environment = new MockEnvironment().withProperty("mqtt.connections.kitchen.servers",
				"mqtt://localhost");
		assertThat(new MqttConnectFailureAnalyzer(environment)
			.analyze(new IllegalStateException(new MqttConnectException("no", null, null)))
			.getAction()).contains("[kitchen]").contains("'mqtt.connections.'");
	}

	@Test
	void aMissingBundleNamesTheProperty(CapturedOutput output) {
		fail(Empty.class, "mqtt.servers", "mqtts://localhost", "mqtt.ssl.bundle", "greenhouse");
		assertThat(output).contains("Property 'mqtt.ssl.bundle' (set in ").contains("spring.ssl.bundle.pem.greenhouse");
	}

	@Test
	void aStoreWithoutAClientIdentifierNamesBothProperties(CapturedOutput output) {
		fail(Empty.class, "mqtt.session-store.directory", "sessions");
		assertThat(output).contains("Property 'mqtt.client-id'").contains("'mqtt.session-store.directory' is set");
	}

	@Test
	void aSecondInstanceWithTheSameSessionSaysWhatToDo(CapturedOutput output, @TempDir Path folder) {
		try (MqttClient first = MqttClient.builder("mqtt://localhost")
			.clientId("greenhouse")
			.sessionStore(new FileSessionStore(folder))
			.build()) {
			fail(Empty.class, "mqtt.client-id", "greenhouse", "mqtt.session-store.directory", folder.toString());
			assertThat(first.pendingPublishes()).isZero();
		}
		assertThat(output).contains("The session of MQTT connection 'default' cannot be opened")
			.contains("in use by another client")
			.contains("give each instance a 'mqtt.client-id' of its own");
	}

	@Test
	void aDirectoryThatCannotBeUsedSaysWhereItIsSet(CapturedOutput output, @TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("file"), "x");
		fail(Empty.class, "mqtt.client-id", "greenhouse", "mqtt.session-store.directory", file.toString());
		assertThat(output).contains("Property 'mqtt.session-store.directory' (set in ").contains(file.toString());
	}

	@Test
	void anUnknownConnectionNamesTheMethodAndTheOthers(CapturedOutput output) {
		fail(UnknownConnection.class, "mqtt.connections.kitchen.servers", "mqtt://localhost");
		assertThat(output).contains("@MqttSubscribe on " + UnknownConnection.class.getName() + ".handle(String)")
			.contains("no connection 'kitchn'")
			.contains("[kitchenMqttClient]");
	}

	@Test
	void aRefusedConnectionFailsTheStartWithFailFast(CapturedOutput output) {
		fail(Refused.class, "mqtt.startup", "fail-fast");
		assertThat(output).contains("No MQTT connection was made: broker says no").contains("mqtt.startup=background");
	}

	@Test
	void aRefusedSubscriptionFailsTheStartWithFailFast(CapturedOutput output) {
		fail(RefusedSubscription.class, "mqtt.startup", "fail-fast");
		assertThat(output).contains("'failureAnalyzerTests.RefusedSubscription.handle'")
			.contains("is not subscribed")
			.contains("Check what the server allows the user")
			.contains("mqtt.startup=background");
	}

	@Test
	void aSubscriptionWithoutAnAnswerFailsTheStartWithFailFast(CapturedOutput output) {
		fail(NoAnswer.class, "mqtt.startup", "fail-fast");
		assertThat(output).contains("'failureAnalyzerTests.NoAnswer.handle'")
			.contains("has not answered within PT0.05S")
			.contains("'mqtt.connect-timeout'");
	}

	@ParameterizedTest
	@ValueSource(classes = { RefusedSubscription.class, NoAnswer.class })
	void inTheBackgroundTheApplicationStartsWhateverTheServerSaysOfSubscriptions(Class<?> type) {
		try (ConfigurableApplicationContext context = application(type).run()) {
			assertThat(context.isRunning()).isTrue();
			assertThatExceptionOfType(MqttNotSubscribedException.class)
				.isThrownBy(
						() -> context.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofMillis(1)))
				.satisfies((ex) -> assertThat(ex.getContainerId()).endsWith(".handle"));
		}
	}

	private static void fail(Class<?> type, String... namesAndValues) {
		SpringApplication application = application(type, namesAndValues);
		assertThatException().isThrownBy(() -> application.run().close());
	}

	private static void run(Class<?> type, String... namesAndValues) {
		application(type, namesAndValues).run().close();
	}

	private static SpringApplication application(Class<?> type, String... namesAndValues) {
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			properties.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		SpringApplication application = new SpringApplication(type);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableConfigurationProperties(OwnProperties.class)
	static class Own {

	}

	@ConfigurationProperties("mqtt.devices")
	record OwnProperties(String servers, String user) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BadTopic {

		@MqttSubscribe("a/#/b")
		void handle(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class UnknownConnection {

		@MqttSubscribe(topics = "a", connection = "kitchn")
		void handle(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Unresolved {

		@MqttSubscribe("${no.such.property}/x")
		void handle(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Refused {

		@Bean
		MqttClient client() {
			FakeMqttClient client = new FakeMqttClient();
			client.refuse = new MqttConnectException("broker says no", ReasonCode.NOT_AUTHORIZED, null);
			return client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RefusedSubscription {

		@Bean
		MqttClient client() {
			FakeMqttClient client = new FakeMqttClient();
			client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
			return client;
		}

		@MqttSubscribe("a")
		void handle(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NoAnswer {

		@Bean
		MqttClient client() {
			FakeMqttClient client = new FakeMqttClient(
					MqttClient.builder("mqtt://localhost").connectTimeout(Duration.ofMillis(50)).options());
			client.answers = false;
			return client;
		}

		@MqttSubscribe("a")
		void handle(String payload) {
		}

	}

}
