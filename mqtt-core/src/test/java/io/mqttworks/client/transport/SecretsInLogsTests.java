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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.Will;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.client.testkit.TlsClients;
import io.mqttworks.test.ArtemisBroker;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Certificates;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.TestProxy;
import io.mqttworks.test.TlsFiles;
import io.mqttworks.test.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * No secret and no payload is in any line of the log at any level, in any message of an
 * exception, or in what an object of the API is shown as. The tests do what clients do,
 * good and bad, with everything that could be told.
 */
class SecretsInLogsTests {

	private static final String PASSWORD = "pass-4711-word";

	private static final String TOKEN = "token-4712-jwt";

	private static final String HEADER = "header-4713-value";

	private static final String QUERY = "query-4714-signature";

	private static final String PROXY_PASSWORD = "proxy-4715-password";

	private static final String PAYLOAD = "payload-4716-reading";

	private static final String WILL = "will-4717-payload";

	private static final String CORRELATION = "correlation-4718-data";

	private static final String KEY_PASSWORD = "key-4719-password";

	private static final String AUTHENTICATION = "scram-4720-password";

	private static final List<String> SECRETS = List.of(PASSWORD, TOKEN, HEADER, QUERY, PROXY_PASSWORD, PAYLOAD, WILL,
			CORRELATION, KEY_PASSWORD, AUTHENTICATION);

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final List<Object> shown = new ArrayList<>();

	private final EventRecorder events = new EventRecorder();

	private final Map<Logger, Level> levels = new LinkedHashMap<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			SecretsInLogsTests.this.log
				.add(event.getLoggerName() + " " + event.getFormattedMessage() + ((event.getThrowableProxy() != null)
						? ThrowableProxyUtil.asString(event.getThrowableProxy()) : ""));
		}

	};

	@TempDir
	private Path folder;

	@BeforeEach
	void captureTheLog() {
		this.appender.start();
		for (String name : List.of("io.mqttworks", "io.netty")) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			this.levels.put(logger, logger.getLevel());
			logger.setLevel(Level.TRACE);
			logger.setAdditive(false);
			logger.addAppender(this.appender);
		}
	}

	@AfterEach
	void letTheLogGo() {
		this.levels.forEach((logger, level) -> {
			logger.detachAppender(this.appender);
			logger.setAdditive(true);
			logger.setLevel(level);
		});
	}

	@Test
	void ofConnectionsAndMessages() {
		try (ClientBroker broker = ClientBroker.start()) {
			MqttClient client = broker.client((builder) -> {
				builder.credentials("anna", PASSWORD)
					.will(Will
						.of(message("status").correlationData(CORRELATION.getBytes(StandardCharsets.UTF_8)).build()))
					.maxPendingMessages(2)
					.overflowPolicy(OverflowPolicy.DROP_NEWEST)
					.connectionListener(this.events)
					.errorListener(this.events)
					.unmatchedHoldTime(Duration.ZERO);
				this.shown.add(builder);
			});
			this.shown.add(client);
			this.shown.add(client.options());
			this.shown.add(client.options().will().get());
			client.subscribe("good/#", Qos.EXACTLY_ONCE, (message) -> this.shown.add(message));
			client.subscribe("bad/#", Qos.EXACTLY_ONCE, (message) -> {
				this.shown.add(message);
				throw new IllegalStateException("the handler cannot");
			});
			CompletableFuture<?> kept = client.publish(message("out").qos(Qos.AT_LEAST_ONCE).build());
			client.publish(message("out").qos(Qos.EXACTLY_ONCE).build());
			this.failures.add(Kit.awaitFailure(client.publish(message("out").build()), Exception.class));
			client.start();
			BrokerConnection connection = broker.acceptConnect();
			connection.grant("good/#");
			connection.grant("bad/#");
			ReceivedPacket first = connection.expectPublish();
			connection.expectPublish();
			this.shown.add(kept);
			connection.sendAck(4, first.packetId(), 0x87, Props.NONE);
			this.failures.add(Kit.awaitFailure(kept, Exception.class));
			for (String topic : List.of("good/1", "bad/1", "unknown/1")) {
				connection.sendPublish(topic, PAYLOAD.getBytes(StandardCharsets.UTF_8), 1, 7, false, false,
						Props.of(Property.CORRELATION_DATA, CORRELATION.getBytes(StandardCharsets.UTF_8)));
			}
			this.events.skipTo(EventRecorder.MessageUnmatched.class);
			// Packets nobody may send, with payloads in them.
			for (byte[] bad : List.of(Wire.packet(3, 6, ("\0\1t\0\1\0" + PAYLOAD).getBytes(StandardCharsets.UTF_8)),
					Wire.packet(3, 0, ("\0\2#+\0" + PAYLOAD).getBytes(StandardCharsets.UTF_8)),
					Wire.packet(15, 0, (PAYLOAD + CORRELATION).getBytes(StandardCharsets.UTF_8)),
					Wire.packet(9, 0, PAYLOAD.getBytes(StandardCharsets.UTF_8)),
					PAYLOAD.repeat(10).getBytes(StandardCharsets.UTF_8))) {
				connection.send(bad);
				connection.awaitClosed();
				connection = broker.acceptConnect();
			}
			connection.reset();
			connection = broker.accept();
			connection.expectConnect();
			connection.sendConnAck(false, 0x86, Props.NONE);
			broker.acceptConnect();
			client.close();
			this.failures.add(Kit.awaitFailure(client.publish(message("late").build()), Exception.class));
		}
		assertNothingIsTold();
		assertThat(this.log).anyMatch((line) -> line.contains("Connected to"))
			.anyMatch((line) -> line.contains("The handler of"))
			.anyMatch((line) -> line.contains("No handler for"));
	}

	@Test
	void ofTokensAndAuthentication() {
		try (ClientBroker broker = ClientBroker.start()) {
			MqttClient client = broker.client((builder) -> builder.connectionListener(this.events)
				.credentialsProvider((server) -> CompletableFuture
					.completedFuture(new Credentials(TOKEN, TOKEN.getBytes(StandardCharsets.UTF_8))))
				.enhancedAuthentication(() -> new ScramSha256("anna", AUTHENTICATION)));
			this.shown.add(Credentials.of(TOKEN, PASSWORD));
			client.start();
			BrokerConnection connection = broker.accept();
			connection.expectConnect();
			connection.sendAuth(0x18, Props.of(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
				.and(Property.AUTHENTICATION_DATA, AUTHENTICATION.getBytes(StandardCharsets.UTF_8)));
			connection.awaitClosed();
			connection = broker.accept();
			connection.expectConnect();
			connection.sendAuth(0x18, Props.of(Property.AUTHENTICATION_METHOD, "OTHER")
				.and(Property.AUTHENTICATION_DATA, AUTHENTICATION.getBytes(StandardCharsets.UTF_8)));
			connection.awaitClosed();
		}
		assertNothingIsTold();
	}

	@Test
	void ofWebSocketsAndProxies() throws Exception {
		TlsFiles files = TlsFiles.write(this.folder);
		try (ArtemisBroker broker = ArtemisBroker.start();
				TestProxy proxy = new TestProxy("anna", PROXY_PASSWORD);
				TestProxy other = new TestProxy("anna", "another")) {
			String path = "/mqtt?signature=" + QUERY;
			for (ProxyOptions.Type type : List.of(ProxyOptions.Type.HTTP, ProxyOptions.Type.SOCKS5)) {
				ProxyOptions good = new ProxyOptions(type, "127.0.0.1", proxy.port(), "anna", PROXY_PASSWORD);
				ProxyOptions bad = new ProxyOptions(type, "127.0.0.1", other.port(), "anna", PROXY_PASSWORD);
				this.shown.add(good);
				ConnectResult result = RoundTrip.over("ws://127.0.0.1:" + broker.port() + path,
						(builder) -> builder.proxy(good)
							.connectionListener(this.events)
							.webSocketHeaders(Map.of("Authorization", HEADER)));
				this.shown.add(result);
				this.failures.add(RoundTrip.failure("ws://127.0.0.1:" + broker.port() + path,
						(builder) -> builder.proxy(bad).webSocketHeaders(Map.of("Authorization", HEADER))));
				this.failures.add(RoundTrip.failure("wss://127.0.0.1:" + broker.port() + path,
						(builder) -> builder.proxy(good)
							.tls(TlsClients.trusting(files))
							.connectTimeout(Duration.ofMillis(500))
							.webSocketRequestProvider((server) -> CompletableFuture
								.completedFuture(new WebSocketRequest(server.path(), Map.of("X-Key", HEADER))))));
			}
			this.failures.add(RoundTrip.failure("ws://127.0.0.1:" + broker.port() + path,
					(builder) -> builder.webSocketRequestProvider((server) -> CompletableFuture
						.completedFuture(new WebSocketRequest("no slash " + QUERY, Map.of("X-Key", HEADER))))));
			this.failures.add(RoundTrip.failure("ws://127.0.0.1:" + Kit.freePort() + path));
		}
		this.shown.add(new WebSocketRequest("/?" + QUERY, Map.of("X-Key", HEADER)));
		this.shown.add(ServerAddress.parse("wss://host/mqtt?" + QUERY));
		for (String address : List.of("mqtt://anna:" + PASSWORD + "@host", "http://anna:" + PASSWORD + "@host",
				"ws://ho_st/mqtt?" + QUERY)) {
			this.failures.add(catchThrowable(() -> ServerAddress.parse(address)));
		}
		assertNothingIsTold();
		assertThat(this.log).anyMatch((line) -> line.startsWith("io.netty"));
	}

	@Test
	void ofKeys() {
		TlsFiles files = TlsFiles.write(this.folder);
		Path broken = Certificates.write(this.folder.resolve("broken.key"),
				"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
						+ Base64.getEncoder().encodeToString(KEY_PASSWORD.getBytes(StandardCharsets.UTF_8))
						+ "\n-----END ENCRYPTED PRIVATE KEY-----\n");
		this.failures.add(catchThrowable(
				() -> TlsOptions.builder().clientCertificate(files.clientCertificate(), broken, KEY_PASSWORD)));
		this.failures.add(catchThrowable(() -> TlsOptions.builder().keyStore(files.clientKey(), KEY_PASSWORD)));
		this.failures.add(catchThrowable(() -> TlsOptions.builder().trustStore(files.clientKey(), KEY_PASSWORD)));
		this.shown.add(TlsOptions.builder()
			.clientCertificate(files.clientCertificate(), files.clientKey(), KEY_PASSWORD)
			.build());
		assertNothingIsTold();
	}

	private static MqttMessage.Builder message(String topic) {
		return MqttMessage.builder(topic).payload(topic.equals("status") ? WILL : PAYLOAD);
	}

	private void assertNothingIsTold() {
		assertThat(this.failures).doesNotContainNull();
		List<String> told = new ArrayList<>(this.log);
		for (Throwable failure : this.failures) {
			addMessages(failure, told);
		}
		this.events.all().forEach((event) -> told.add(event.toString()));
		this.shown.forEach((object) -> told.add(object.toString()));
		assertThat(told).hasSizeGreaterThan(3);
		for (String secret : SECRETS) {
			for (String form : forms(secret)) {
				assertThat(told).noneMatch((line) -> line.contains(form));
			}
		}
	}

	private static void addMessages(Throwable failure, List<String> told) {
		told.add(failure.toString());
		if (failure.getCause() != null) {
			addMessages(failure.getCause(), told);
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			addMessages(suppressed, told);
		}
	}

	/** How a secret may look when somebody did not mean to tell it. */
	private static List<String> forms(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		String numbers = Arrays.toString(bytes);
		return List.of(secret, Base64.getEncoder().withoutPadding().encodeToString(bytes),
				Base64.getEncoder()
					.withoutPadding()
					.encodeToString(("anna:" + secret).getBytes(StandardCharsets.UTF_8)),
				HexFormat.of().formatHex(bytes), HexFormat.ofDelimiter(" ").formatHex(bytes),
				numbers.substring(1, numbers.length() - 1));
	}

}
