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

package io.mqttworks.client.transport;

import java.nio.file.Path;

import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ProxyOptions.Type;
import io.mqttworks.client.testkit.TlsClients;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TestProxy;
import io.mqttworks.test.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mosquitto behind a proxy.
 */
class ProxyIntegrationTests {

	@TempDir
	private static Path folder;

	private static TlsFiles files;

	private static MosquittoBroker plain;

	private static MosquittoBroker tls;

	private static MosquittoBroker webSocket;

	@BeforeAll
	static void startBrokers() {
		files = TlsFiles.write(folder);
		plain = MosquittoBroker.start();
		tls = MosquittoBroker.start(files.listener(Certificates.SERVER));
		webSocket = MosquittoBroker.start(files.listener(Certificates.SERVER, "protocol websockets"));
	}

	@AfterAll
	static void stopBrokers() {
		for (MosquittoBroker broker : new MosquittoBroker[] { plain, tls, webSocket }) {
			if (broker != null) {
				broker.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void withoutCredentials(Type type) throws Exception {
		try (TestProxy proxy = new TestProxy()) {
			roundTrips(new ProxyOptions(type, "localhost", proxy.port(), null, null));
			// The name is looked up by the proxy.
			assertThat(proxy.requests()).containsExactly("broker.test:" + plain.port(), "broker.test:" + tls.port(),
					"broker.test:" + webSocket.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void withCredentials(Type type) throws Exception {
		String password = (type != Type.SOCKS4) ? "s3cret" : null;
		try (TestProxy proxy = new TestProxy("anna", password)) {
			roundTrips(new ProxyOptions(type, "localhost", proxy.port(), "anna", password));
			assertThat(proxy.requests()).hasSize(3);
		}
	}

	private static void roundTrips(ProxyOptions proxy) {
		RoundTrip.over("mqtt://broker.test:" + plain.port(), (builder) -> builder.proxy(proxy));
		RoundTrip.over("mqtts://broker.test:" + tls.port(),
				(builder) -> builder.proxy(proxy).tls(TlsClients.trusting(files)));
		RoundTrip.over("wss://broker.test:" + webSocket.port(),
				(builder) -> builder.proxy(proxy).tls(TlsClients.trusting(files)));
	}

	@ParameterizedTest
	@EnumSource
	void domainSocketsAreReachedWithoutIt(Type type) {
		Path socket = folder.resolve("broker-" + type + ".sock");
		try (MosquittoBroker broker = MosquittoBroker.start("listener 0 " + socket)) {
			assertThat(broker.port()).isPositive();
			RoundTrip.over("unix:" + socket,
					(builder) -> builder.proxy(new ProxyOptions(type, "127.0.0.1", 1, null, null)));
		}
	}

}
