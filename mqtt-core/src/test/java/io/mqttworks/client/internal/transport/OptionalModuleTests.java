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

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.test.Certificates;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What works, and what is said, when optional parts of Netty are not on the class path.
 */
class OptionalModuleTests {

	private static final String[] EPOLL = { "netty-transport-classes-epoll", "netty-transport-native-epoll",
			"netty-transport-native-unix-common" };

	@Test
	void withoutTheNativeTransportNioIsUsed() throws Exception {
		assertThat(runWithout(TcpConnection.class, EPOLL)).isEqualTo("NIO: hello ");
	}

	@Test
	void withTheClassesButNotTheLibraryNioIsUsed() throws Exception {
		assertThat(runWithout(TcpConnection.class, "netty-transport-native-epoll")).isEqualTo("NIO: hello ");
	}

	@Test
	void tcpAndTlsNeedNothingOptional() throws Exception {
		assertThat(runWithout(TlsConnection.class, "netty-codec-http", "netty-handler-proxy", "netty-codec-socks"))
			.endsWith("certificate is not trusted");
	}

	@Test
	void webSocketWithoutItsModuleIsExplained() throws Exception {
		assertThat(runWithout(WebSocketFailure.class, "netty-codec-http")).isEqualTo("The WebSocket address"
				+ " ws://127.0.0.1:1/mqtt cannot be used: io.netty:netty-codec-http is not on the class path. Add it as a"
				+ " dependency, in the version of the other Netty modules");
	}

	@Test
	void aProxyWithoutItsModuleIsExplained() throws Exception {
		for (String module : new String[] { "netty-handler-proxy", "netty-codec-http", "netty-codec-socks" }) {
			assertThat(runWithout(ProxyFailure.class, module)).startsWith("The HTTP proxy 127.0.0.1:1 cannot be used:"
					+ " io.netty:" + module + " is not on the class path.");
		}
	}

	/** Runs a program in a class loader that does not have some jars. */
	private static String runWithout(Class<? extends Supplier<String>> program, String... modules) throws Exception {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((path) -> Stream.of(modules)
				.noneMatch((module) -> path.getFileName().toString().startsWith(module)))
			.map(OptionalModuleTests::url)
			.toArray(URL[]::new);
		try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			Class<?> isolated = loader.loadClass(program.getName());
			Constructor<?> constructor = isolated.getDeclaredConstructor();
			constructor.setAccessible(true);
			return (String) ((Supplier<?>) constructor.newInstance()).get();
		}
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Connects with an event loop of the clients. */
	static final class TcpConnection implements Supplier<String> {

		@Override
		public String get() {
			try (EchoServer server = EchoServer.tcp()) {
				Connector.Recorder recorder = new Connector.Recorder();
				var loop = EventLoops.shared().acquire();
				var connection = new Connector.Attempt(Transport.connect(loop, ServerAddress.parse(server.uri("mqtt")),
						Connector.options(server.uri("mqtt"), (builder) -> builder), recorder), recorder)
					.connection();
				connection.awaitText(EchoServer.GREETING);
				connection.channel().close();
				return IoModel.of(loop) + ": " + recorder.text();
			}
			finally {
				EventLoops.shared().release();
			}
		}

	}

	/** Fails late enough to have used TLS. */
	static final class TlsConnection implements Supplier<String> {

		@Override
		public String get() {
			try (EchoServer server = EchoServer.tls(Certificates.serverContext());
					Connector connector = new Connector()) {
				connector.connect(EchoServer.tcp().uri("mqtt"));
				String message = connector.start(server.uri("mqtts")).failure().getMessage();
				return message.substring(0, message.indexOf(" ("));
			}
		}

	}

	/** Needs netty-codec-http. */
	static final class WebSocketFailure implements Supplier<String> {

		@Override
		public String get() {
			try (Connector connector = new Connector()) {
				MqttConnectException failure = connector.start("ws://127.0.0.1:1").failure();
				return failure.getMessage();
			}
		}

	}

	/** Needs netty-handler-proxy. */
	static final class ProxyFailure implements Supplier<String> {

		@Override
		public String get() {
			try (Connector connector = new Connector()) {
				return connector
					.start("mqtt://127.0.0.1:1", (builder) -> builder.proxy(ProxyOptions.http("127.0.0.1", 1)))
					.failure()
					.getMessage();
			}
		}

	}

}
