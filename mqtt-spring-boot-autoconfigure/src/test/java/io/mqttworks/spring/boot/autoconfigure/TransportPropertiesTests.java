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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.SocketOptions;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.spring.boot.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how {@code mqtt.ssl}, {@code mqtt.proxy}, {@code mqtt.websocket} and
 * {@code mqtt.socket} reach the client.
 */
class TransportPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("mqtt.servers=mqtts://127.0.0.1:1");

	@Test
	void theBundleIsUsed(@TempDir Path folder) {
		this.runner.withPropertyValues(TestCertificates.create(folder).bundle("greenhouse"))
			.withPropertyValues("spring.ssl.bundle.pem.greenhouse.options.enabled-protocols=TLSv1.3",
					"spring.ssl.bundle.pem.greenhouse.options.ciphers=TLS_AES_128_GCM_SHA256",
					"mqtt.ssl.bundle=greenhouse", "mqtt.ssl.server-name=broker.test",
					"mqtt.ssl.application-protocols=x-amzn-mqtt-ca,mqtt", "mqtt.ssl.verify-hostname=false")
			.run((context) -> {
				TlsOptions tls = options(context).tls().get();
				assertThat(tls.trustManagers()).isNotNull();
				assertThat(tls.keyManagers()).isNotNull();
				assertThat(tls.protocols()).containsExactly("TLSv1.3");
				assertThat(tls.ciphers()).containsExactly("TLS_AES_128_GCM_SHA256");
				assertThat(tls.serverName()).isEqualTo("broker.test");
				assertThat(tls.applicationProtocols()).containsExactly("x-amzn-mqtt-ca", "mqtt");
				assertThat(tls.verifyHostName()).isFalse();
			});
	}

	@Test
	void withoutABundleTheDefaultsOfTheClientAreUsed() {
		this.runner.run((context) -> assertThat(options(context).tls().get()).isEqualTo(TlsOptions.DEFAULT));
	}

	@Test
	void theSameOptionsAreUsedUntilTheBundleIsReloaded() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("greenhouse", bundle("TLSv1.2"));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withBean(SslBundles.class, () -> bundles)
			.withPropertyValues("mqtt.servers=mqtts://127.0.0.1:1", "mqtt.ssl.bundle=greenhouse")
			.run((context) -> {
				TlsOptions first = options(context).tls().get();
				assertThat(options(context).tls().get()).isSameAs(first);
				bundles.updateBundle("greenhouse", bundle("TLSv1.3"));
				assertThat(options(context).tls().get().protocols()).containsExactly("TLSv1.3");
			});
	}

	private static SslBundle bundle(String protocol) {
		return SslBundle.of(null, null, SslOptions.of(null, new String[] { protocol }));
	}

	@Test
	void aBundleOfTheConnectionDetailsIsUsedInsteadOfTheProperty() {
		SslBundle bundle = bundle("TLSv1.3");
		this.runner.withBean(MqttConnectionDetails.class, () -> new MqttConnectionDetails() {

			@Override
			public List<ServerAddress> getServers() {
				return List.of(ServerAddress.parse("mqtts://127.0.0.1:1"));
			}

			@Override
			public SslBundle getSslBundle() {
				return bundle;
			}

		})
			.withPropertyValues("mqtt.ssl.bundle=unknown")
			.run((context) -> assertThat(options(context).tls().get().protocols()).containsExactly("TLSv1.3"));
	}

	@Test
	void aDisabledBundleIsNotUsed() {
		this.runner
			.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1", "mqtt.ssl.enabled=false", "mqtt.ssl.bundle=unknown")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutBundlesTheirPropertyIsRefused() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.servers=mqtts://127.0.0.1:1", "mqtt.ssl.bundle=greenhouse")
			.run((context) -> assertThat(invalid(context.getStartupFailure()))
				.hasMessageContaining("Property 'mqtt.ssl.bundle'")
				.hasMessageContaining("no SSL bundles"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "mqtt.ssl.bundle=unknown|mqtt.ssl.bundle|no SSL bundle 'unknown'",
			"mqtt.ssl.enabled=false|mqtt.ssl.enabled|is encrypted", "mqtt.proxy.port=1|mqtt.proxy.host|missing",
			"mqtt.proxy.host=p|mqtt.proxy.port|missing", "mqtt.websocket.headers.a\\ b=c|mqtt.websocket.headers|a b",
			"mqtt.socket.send-buffer-size=-1B|mqtt.socket.send-buffer-size|sendBufferSize",
			"mqtt.socket.receive-buffer-size=-1B|mqtt.socket.receive-buffer-size|receiveBufferSize",
			"mqtt.socket.local-port=70000|mqtt.socket.local-port|70000",
			"mqtt.socket.user-timeout=-1|mqtt.socket.user-timeout|userTimeout" })
	void aBadValueNamesItsProperty(String setting, String property, String reason) {
		this.runner.withPropertyValues(setting.replace("a\\ b", "[a b]"))
			.run((context) -> assertThat(invalid(context.getStartupFailure())).satisfies((failure) -> {
				assertThat(failure.getProperty()).isEqualTo(property);
				assertThat(failure.getReason()).contains(reason);
			}));
	}

	@ParameterizedTest
	@CsvSource({ "host=,mqtt.proxy.host", "port=70000,mqtt.proxy.port", "password=secret,mqtt.proxy.password" })
	void aBadValueOfTheProxyNamesItsProperty(String setting, String property) {
		this.runner.withPropertyValues("mqtt.proxy.host=p", "mqtt.proxy.port=1", "mqtt.proxy." + setting)
			.run((context) -> assertThat(invalid(context.getStartupFailure()).getProperty()).isEqualTo(property));
	}

	@ParameterizedTest
	@CsvSource({ "mqtt.ssl.enabled=true,mqtt://broker:1883", "mqtt.ssl.bundle=b,ws://broker/mqtt",
			"mqtt.ssl.bundle=b,'mqtts://one:1,mqtt://two:2'" })
	void whatMustBeEncryptedIsNotSentInClearText(String setting, String servers) {
		this.runner.withPropertyValues("mqtt.servers=" + servers, setting)
			.run((context) -> assertThat(invalid(context.getStartupFailure())).satisfies((failure) -> {
				assertThat(failure.getProperty()).isEqualTo("mqtt.servers");
				assertThat(failure.getReason()).contains("is not encrypted").contains("mqtts://");
			}));
	}

	@Test
	void theProxyIsUsed() {
		this.runner
			.withPropertyValues("mqtt.proxy.type=socks5", "mqtt.proxy.host=proxy", "mqtt.proxy.port=1080",
					"mqtt.proxy.username=user", "mqtt.proxy.password=secret")
			.run((context) -> assertThat(options(context).proxy())
				.isEqualTo(ProxyOptions.socks5("proxy", 1080).withCredentials("user", "secret")));
	}

	@Test
	void theSocketIsAsWished() {
		this.runner.withPropertyValues("mqtt.socket.no-delay=false", "mqtt.socket.keep-alive=true",
				"mqtt.socket.send-buffer-size=64KB", "mqtt.socket.receive-buffer-size=32KB",
				"mqtt.socket.user-timeout=30s", "mqtt.socket.local-address=127.0.0.1", "mqtt.socket.local-port=4711")
			.run((context) -> assertThat(options(context).socket()).isEqualTo(SocketOptions.builder()
				.noDelay(false)
				.keepAlive(true)
				.sendBufferSize(65536)
				.receiveBufferSize(32768)
				.userTimeout(Duration.ofSeconds(30))
				.localAddress(new InetSocketAddress("127.0.0.1", 4711))
				.build()));
	}

	@Test
	void webSocketsHaveTheirPathAndHeaders() {
		this.runner
			.withPropertyValues("mqtt.servers=ws://one,ws://two/own,wss://three/?a=b,mqtt://four",
					"mqtt.websocket.path=/broker?tenant=1", "mqtt.websocket.headers.X-Api-Key=key")
			.run((context) -> {
				MqttClientOptions options = options(context);
				assertThat(options.servers()).extracting(ServerAddress::path)
					.containsExactly("/broker?tenant=1", "/own", "/?a=b", "");
				WebSocketRequest request = options.webSocketRequests()
					.request(options.servers().get(0))
					.toCompletableFuture()
					.join();
				assertThat(request.path()).isEqualTo("/broker?tenant=1");
				assertThat(request.headers()).isEqualTo(Map.of("X-Api-Key", "key"));
			});
	}

	private static MqttClientOptions options(ConfigurableApplicationContext context) {
		return context.getBean(MqttClient.class).options();
	}

	static InvalidMqttPropertyException invalid(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidMqttPropertyException invalid) {
				return invalid;
			}
		}
		throw new AssertionError("No property was refused", failure);
	}

}
