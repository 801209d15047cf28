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

package io.mqttworks.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.client.spi.WebSocketRequestProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProxyOptions}, {@link SocketOptions} and {@link WebSocketRequest}.
 */
class ConnectionOptionsTests {

	@Test
	void aProxyDoesNotShowItsCredentials() {
		ProxyOptions proxy = ProxyOptions.http("::1", 3128).withCredentials("anna", "secret");
		assertThat(proxy).hasToString("HTTP proxy [::1]:3128");
		assertThat(MqttClient.builder("mqtt://localhost").proxy(proxy).options().toString()).doesNotContain("secret",
				"anna");
	}

	@Test
	void aProxyIsChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyOptions.http(" ", 3128))
			.withMessageContaining("host");
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyOptions.http("proxy", 0)).withMessageContaining("0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ProxyOptions.socks5("proxy", 1080).withCredentials(null, "secret"))
			.withMessageContaining("user name")
			.withMessageNotContaining("secret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ProxyOptions.socks4("proxy", 1080).withCredentials("anna", "secret"))
			.withMessageContaining("SOCKS5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ProxyOptions.socks5("proxy", 1080).withCredentials("ä".repeat(128), ""))
			.withMessageContaining("255");
	}

	@Test
	void socketOptionsAreChecked() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketOptions.builder().sendBufferSize(-1).receiveBufferSize(0).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketOptions.builder().userTimeout(Duration.ofMillis(-1)).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketOptions.builder().userTimeout(Duration.ofDays(25)).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketOptions.builder()
				.localAddress(InetSocketAddress.createUnresolved("no-such-host", 0))
				.build())
			.withMessageContaining("no-such-host");
		assertThat(SocketOptions.DEFAULT.noDelay()).isTrue();
		assertThat(SocketOptions.builder()
			.noDelay(false)
			.keepAlive(true)
			.sendBufferSize(1)
			.receiveBufferSize(2)
			.userTimeout(Duration.ZERO)
			.localAddress(new InetSocketAddress(0))
			.build())
			.isEqualTo(SocketOptions.builder()
				.noDelay(false)
				.keepAlive(true)
				.sendBufferSize(1)
				.receiveBufferSize(2)
				.userTimeout(Duration.ZERO)
				.localAddress(new InetSocketAddress(0))
				.build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mqtt?token=secret", "//other.host/secret", "/a b?secret", "/mqtt#secret",
			"/x\r\nsecret", "/ä?secret|" })
	void aWebSocketPathIsCheckedAndNotShown(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketRequest(path, Map.of()))
			.withMessageContaining("path of a WebSocket")
			.withMessageNotContaining("secret");
	}

	@Test
	void webSocketHeadersAreCheckedAndNotShown() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WebSocketRequestProvider.of(Map.of("X-Token", "secret\r\nX-Other: 1")))
			.withMessageContaining("'X-Token'")
			.withMessageNotContaining("secret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("ws://localhost").webSocketHeaders(Map.of("X Token", "1")))
			.withMessageContaining("'X Token'");
		assertThat(new WebSocketRequest("/mqtt?token=secret", Map.of("X-Token", "secret")))
			.hasToString("WebSocketRequest[headers=[X-Token]]");
	}

}
