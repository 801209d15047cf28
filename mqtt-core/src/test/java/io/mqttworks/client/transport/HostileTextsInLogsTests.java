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
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.Topics;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * No control character that a server, a peer or the application has chosen is in any line
 * of the log at any level, or in any message of an exception of the client.
 */
class HostileTextsInLogsTests {

	private static final String HOSTILE = "x\n2026-01-01 ERROR forged\r\t\u001b[31m\u0085\u009b\u2028\u202e\u2066";

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final EventRecorder events = new EventRecorder();

	private final Map<Logger, Level> levels = new LinkedHashMap<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			HostileTextsInLogsTests.this.log.add(event.getFormattedMessage());
			IThrowableProxy proxy = event.getThrowableProxy();
			while (proxy != null) {
				HostileTextsInLogsTests.this.log.add(String.valueOf(proxy.getMessage()));
				proxy = proxy.getCause();
			}
		}

	};

	@BeforeEach
	void captureTheLog() {
		this.appender.start();
		Logger logger = (Logger) LoggerFactory.getLogger("io.mqttworks");
		this.levels.put(logger, logger.getLevel());
		logger.setLevel(Level.TRACE);
		logger.setAdditive(false);
		logger.addAppender(this.appender);
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
	void ofTheServerAndTheApplication() {
		try (ClientBroker broker = ClientBroker.start()) {
			MqttClient client = broker.client((builder) -> builder.clientId(HOSTILE)
				.allowControlCharacters(true)
				.connectionListener(this.events)
				.errorListener(this.events));
			client.subscribe("bad/#", Qos.AT_LEAST_ONCE, (message) -> {
				throw new IllegalStateException("cannot read " + message.topic());
			});
			CompletableFuture<?> refused = client.subscribe(HOSTILE, Qos.AT_LEAST_ONCE, (message) -> {
			}).result();
			CompletableFuture<?> published = client.publish(HOSTILE, "x", Qos.AT_LEAST_ONCE);
			client.start();
			BrokerConnection connection = broker.accept();
			connection.expectConnect();
			connection.sendConnAck(false, 0x87, reason());
			connection = broker.accept();
			connection.expectConnect();
			connection.sendConnAck(false, 0x9C,
					reason().and(Property.SERVER_REFERENCE, "other\u001b[1m:1 mqtt://" + "y\u202e"));
			connection = broker.acceptConnect();
			int answered = 0;
			while (answered < 3) {
				answered += answer(connection, connection.expectAny());
			}
			this.failures.add(Kit.awaitFailure(refused, Exception.class));
			this.failures.add(Kit.awaitFailure(published, Exception.class));
			connection.sendPublish("bad/" + HOSTILE, "x", 0, 0);
			connection.sendPublish("unknown/" + HOSTILE, "x", 0, 0);
			this.events.skipTo(EventRecorder.MessageUnmatched.class);
			this.failures.add(Kit.awaitFailure(
					client.request(MqttMessage.of(HOSTILE, "x", Qos.AT_MOST_ONCE), Duration.ofMillis(20)),
					Exception.class));
			connection.sendDisconnect(0x8E, reason());
			connection.awaitClosed();
			broker.acceptConnect();
		}
		assertNothingIsForged();
		assertThat(this.log).anyMatch((line) -> line.contains("Connected to"))
			.anyMatch((line) -> line.contains("The handler of"))
			.anyMatch((line) -> line.contains("No handler for"))
			.anyMatch((line) -> line.contains("names another server"));
	}

	@Test
	void ofAddressesAndOptions(@TempDir Path folder) {
		for (String address : List.of("mqtt://" + HOSTILE, "x\u001b[1m://host", "unix://h/" + HOSTILE,
				"mqtt://host\u202e:1", "mqtt://[" + HOSTILE + "]", HOSTILE)) {
			this.failures.add(catchThrowable(() -> ServerAddress.parse(address)));
		}
		this.failures.add(catchThrowable(() -> new ServerAddress(ServerAddress.Scheme.MQTT, HOSTILE, 1, "")));
		this.failures.add(catchThrowable(() -> Topics.validateFilter(HOSTILE + "/#/x")));
		this.failures.add(catchThrowable(() -> Topics.validateName("+" + HOSTILE)));
		this.failures.add(catchThrowable(() -> Topics.validateName(HOSTILE.repeat(5000))));
		this.failures.add(new IllegalStateException(ServerAddress.parse("ws://host/\u2028").toString()));
		try (MqttClient client = MqttClient.builder("mqtt://127.0.0.1").build()) {
			this.failures.add(catchThrowable(
					() -> client.publish(MqttMessage.builder("t").payload("x").responseTopic(HOSTILE + "#").build())));
		}
		this.failures.add(catchThrowable(() -> MqttVersion.of(HOSTILE)));
		this.failures.add(catchThrowable(() -> new WebSocketRequest("/", Map.of(HOSTILE, "x"))));
		this.failures.add(catchThrowable(() -> new WebSocketRequest("/", Map.of("x", HOSTILE))));
		this.failures.add(catchThrowable(() -> new WebSocketRequest(HOSTILE, Map.of())));
		Path file = folder.resolve(HOSTILE.replace("/", ""));
		this.failures.add(catchThrowable(() -> TlsOptions.builder().trustedCertificates(file)));
		this.failures.add(catchThrowable(() -> TlsOptions.builder().keyStore(file, "x")));
		this.failures.add(catchThrowable(() -> TlsOptions.builder().clientCertificate(file, file, null)));
		this.failures.add(new MqttException(HOSTILE));
		this.failures.add(RoundTrip.failure("mqtt://127.0.0.1",
				(builder) -> builder.proxy(new ProxyOptions(ProxyOptions.Type.HTTP, HOSTILE, 1, null, null))));
		this.failures.add(RoundTrip.failure("unix:" + folder + "/no%0Asocket%1B"));
		assertNothingIsForged();
	}

	@Test
	void ofServersThatSpeakAnotherProtocol() throws Exception {
		String forged = HOSTILE.replace("\n", "").replace("\r", "");
		for (String answer : List.of("HTTP/1.1 400 " + forged, "HTTP/1" + forged + " 101 x", forged + " 1 x",
				"HTTP/1.1 4" + forged + " x",
				"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: x\u0085\u009b",
				"HTTP/1.1 101 x\r\nUpgrade: " + forged + "\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt")) {
			try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answer(server, answer),
						Kit.NEW_THREADS);
				this.failures.add(RoundTrip.failure("ws://127.0.0.1:" + server.getLocalPort()));
				Kit.await(served);
			}
		}
		assertNothingIsForged();
	}

	private static void answer(ServerSocket server, String answer) {
		try (Socket socket = server.accept()) {
			socket.getInputStream().read(new byte[1024]);
			socket.getOutputStream().write((answer + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			// The client may close first.
			return;
		}
	}

	/** Refuses what is hostile, and says why. */
	private static int answer(BrokerConnection connection, ReceivedPacket packet) {
		if (packet.type() == MqttMessageType.PUBLISH) {
			connection.sendAck(4, packet.packetId(), 0x87, reason());
			return 1;
		}
		int[] codes = packet.subscriptions()
			.stream()
			.mapToInt((subscription) -> subscription.topicFilter().equals(HOSTILE) ? 0x87 : 1)
			.toArray();
		connection.sendSubAck(packet.packetId(), reason(), codes);
		return codes.length;
	}

	private static Props reason() {
		return Props.of(Property.REASON_STRING, HOSTILE);
	}

	private void assertNothingIsForged() {
		assertThat(this.failures).doesNotContainNull();
		List<String> told = new ArrayList<>(this.log);
		for (Throwable failure : this.failures) {
			for (Throwable each = failure; each != null; each = each.getCause()) {
				told.add(each.toString());
			}
		}
		for (String line : told) {
			assertThat(line.codePoints().filter(HostileTextsInLogsTests::isHarmful).toArray()).as(line).isEmpty();
		}
	}

	private static boolean isHarmful(int character) {
		return Character.isISOControl(character) || (character >= 0x2028 && character <= 0x202E)
				|| (character >= 0x2066 && character <= 0x2069);
	}

}
