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

package io.mqttworks.client.internal.transport;

import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ProxyOptions.Type;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxySupport}.
 */
class ProxyTests {

	private static ProxyOptions options(Type type, TestProxy proxy) {
		return new ProxyOptions(type, "127.0.0.1", proxy.port(), null, null);
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWays(Type type) throws Exception {
		try (EchoServer server = EchoServer.tcp();
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector()) {
			connector.connect(server.uri("mqtt"), (builder) -> builder.proxy(options(type, proxy)))
				.send("world")
				.awaitText("hello world");
			assertThat(proxy.requests()).containsExactly("127.0.0.1:" + server.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWaysOverTls(Type type) throws Exception {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext());
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector(LoopKind.EPOLL)) {
			connector
				.connect("mqtts://localhost:" + server.port(),
						(builder) -> builder.proxy(options(type, proxy)).tls(TlsTests.trusting(Certificates.AUTHORITY)))
				.send("world")
				.awaitText("hello world");
		}
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWaysOverWebSocketAndTls(Type type) throws Exception {
		try (EchoServer server = EchoServer.webSocket(Certificates.serverContext(), "/mqtt");
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector()) {
			connector
				.connect("wss://localhost:" + server.port(),
						(builder) -> builder.proxy(options(type, proxy)).tls(TlsTests.trusting(Certificates.AUTHORITY)))
				.send("world")
				.awaitText("hello world");
		}
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWaysOverWebSocket(Type type) throws Exception {
		try (EchoServer server = EchoServer.webSocket("/mqtt");
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector()) {
			connector.connect(server.uri("ws"), (builder) -> builder.proxy(options(type, proxy)))
				.send("world")
				.awaitText("hello world");
		}
	}

	@ParameterizedTest
	@EnumSource
	void theProxyLooksTheNameUp(Type type) throws Exception {
		try (EchoServer server = EchoServer.tcp();
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector().names((host) -> {
					assertThat(host).isEqualTo("127.0.0.1");
					return TransportTests.addresses(host);
				})) {
			connector
				.connect("mqtt://only.the.proxy.knows:" + server.port(),
						(builder) -> builder.proxy(options(type, proxy)))
				.send("world")
				.awaitText("hello world");
			assertThat(proxy.requests()).containsExactly("only.the.proxy.knows:" + server.port());
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SOCKS4")
	void credentialsOpenTheProxy(Type type) throws Exception {
		try (EchoServer server = EchoServer.tcp();
				TestProxy proxy = new TestProxy("anna", "p:ässword");
				Connector connector = new Connector()) {
			connector
				.connect(server.uri("mqtt"),
						(builder) -> builder.proxy(options(type, proxy).withCredentials("anna", "p:ässword")))
				.send("world")
				.awaitText("hello world");
		}
	}

	@Test
	void socks4HasAUserName() throws Exception {
		try (EchoServer server = EchoServer.tcp();
				TestProxy proxy = new TestProxy("anna", null);
				Connector connector = new Connector()) {
			connector
				.connect(server.uri("mqtt"),
						(builder) -> builder.proxy(options(Type.SOCKS4, proxy).withCredentials("anna", null)))
				.send("world")
				.awaitText("hello world");
		}
	}

	@Test
	void allAddressesOfTheProxyAreTried() throws Exception {
		try (EchoServer server = EchoServer.tcp();
				TestProxy proxy = new TestProxy();
				Connector connector = new Connector()
					.names((host) -> TransportTests.addresses("127.0.0.2", "127.0.0.1"))) {
			connector
				.connect(server.uri("mqtt"), (builder) -> builder.proxy(ProxyOptions.http("proxy.test", proxy.port())))
				.send("world")
				.awaitText("hello world");
		}
	}

}
