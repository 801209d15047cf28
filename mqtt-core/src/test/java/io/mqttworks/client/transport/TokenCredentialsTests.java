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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens that expire: a new one is fetched for every attempt to connect, without blocking
 * a thread.
 */
class TokenCredentialsTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final AtomicInteger issued = new AtomicInteger();

	private HttpServer issuer;

	private volatile int status = 200;

	@BeforeEach
	void startIssuer() throws IOException {
		this.issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.issuer.createContext("/token", this::issue);
		this.issuer.start();
	}

	@AfterEach
	void stopIssuer() {
		this.issuer.stop(0);
	}

	private void issue(HttpExchange exchange) throws IOException {
		byte[] body = jwt(this.issued.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
		exchange.sendResponseHeaders(this.status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static String jwt(int number) {
		Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
		return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII)) + "."
				+ encoder.encodeToString(("{\"jti\":\"" + number + "\"}").getBytes(StandardCharsets.US_ASCII)) + ".";
	}

	private URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.issuer.getAddress().getPort() + "/token");
	}

	@Test
	void everyAttemptHasATokenOfItsOwn() {
		MqttClient client = this.broker
			.client((builder) -> builder.credentialsProvider(new JwtCredentials("device-7", endpoint())));
		client.start();
		BrokerConnection connection = this.broker.accept();
		assertCarries(connection.expectConnect(), 1);
		connection.sendConnAck();
		connection.close();
		connection = this.broker.accept();
		assertCarries(connection.expectConnect(), 2);
	}

	@Test
	void anIssuerThatFailsFailsTheAttemptAndTheNextOneAsksAgain() {
		this.status = 503;
		MqttClient client = this.broker
			.client((builder) -> builder.credentialsProvider(new JwtCredentials("device-7", endpoint())));
		assertThat(Kit.awaitFailure(client.connect(), MqttConnectException.class))
			.hasMessage("The credentials provider failed")
			.hasRootCauseMessage("The token endpoint answered with status 503");
		assertThat(this.broker.connections()).isZero();
		this.status = 200;
		client.start();
		assertCarries(this.broker.accept().expectConnect(), 2);
	}

	private static void assertCarries(ReceivedPacket connect, int number) {
		assertThat(connect.connectPayload().userName()).isEqualTo("device-7");
		assertThat(connect.connectPayload().passwordInBytes()).asString(StandardCharsets.US_ASCII)
			.isEqualTo(jwt(number));
	}

	/**
	 * An example of a {@link CredentialsProvider}: the token goes where the password
	 * would.
	 */
	private static final class JwtCredentials implements CredentialsProvider {

		private final HttpClient http = HttpClient.newHttpClient();

		private final String username;

		private final HttpRequest request;

		JwtCredentials(String username, URI endpoint) {
			this.username = username;
			this.request = HttpRequest.newBuilder(endpoint).build();
		}

		@Override
		public CompletionStage<Credentials> credentials(ServerAddress server) {
			return this.http.sendAsync(this.request, HttpResponse.BodyHandlers.ofString()).thenApply((response) -> {
				if (response.statusCode() != 200) {
					throw new IllegalStateException("The token endpoint answered with status " + response.statusCode());
				}
				return Credentials.of(this.username, response.body());
			});
		}

	}

}
