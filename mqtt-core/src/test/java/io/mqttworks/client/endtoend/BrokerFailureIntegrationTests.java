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

package io.mqttworks.client.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker process that is killed, restarted or frozen while clients use it.
 */
class BrokerFailureIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@AutoClose
	private final Clients clients = new Clients();

	/**
	 * The acknowledgements of 200 messages are held up on the network while the broker
	 * saves what it has and is killed: after its restart every message is sent again.
	 */
	@BothVersions
	void nothingIsLostAndNothingExactlyOnceArrivesTwiceWhenAcknowledgementsDieWithTheBroker(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.startPersistent(); TcpProxy proxy = TcpProxy.to(broker.port())) {
			MqttClient subscriber = this.clients.connect(broker.uri(), version, (builder) -> builder.cleanStart(false));
			MessageRecorder once = Clients.subscribe(subscriber, "once", Qos.EXACTLY_ONCE);
			MessageRecorder least = Clients.subscribe(subscriber, "least", Qos.EXACTLY_ONCE);
			MessageRecorder barrier = Clients.subscribe(subscriber, "barrier", Qos.AT_MOST_ONCE);
			MqttClient publisher = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			Kit.await(publisher.publish("barrier", "warm", Qos.EXACTLY_ONCE));
			barrier.expect("warm");
			// On 3.1.1 the client learns that the broker takes so many at once.
			IntStream.range(0, 400)
				.mapToObj((i) -> publisher.publish("warm", "", Qos.AT_LEAST_ONCE))
				.toList()
				.forEach(Kit::await);
			proxy.stallReplies();
			List<CompletableFuture<PublishResult>> results = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				results.add(publisher.publish("once", "message " + i, Qos.EXACTLY_ONCE));
				results.add(publisher.publish("least", "message " + i, Qos.AT_LEAST_ONCE));
			}
			publisher.publish("barrier", "all there", Qos.AT_MOST_ONCE);
			barrier.expect("all there");
			await().atMost(LONG).until(() -> least.count() == 100);
			Kit.await(subscriber.disconnect());
			broker.save();
			broker.kill();
			proxy.cut();
			assertThat(results).noneMatch(CompletableFuture::isDone);
			broker.restart();
			Kit.await(subscriber.connect());
			proxy.flow();
			results.forEach((result) -> Kit.await(result, LONG));
			await().atMost(LONG).until(() -> once.count() >= 100);
			List<String> all = IntStream.range(0, 100).mapToObj((i) -> "message " + i).toList();
			assertThat(once.texts()).containsExactlyElementsOf(all);
			assertThat(new HashSet<>(least.texts())).containsExactlyInAnyOrderElementsOf(all);
		}
	}

	/**
	 * Killed in the middle of a stream. Mosquitto hands a message on before it
	 * acknowledges it, so each one acknowledged must have arrived.
	 */
	@BothVersions
	void nothingAcknowledgedIsLostWhenTheBrokerIsKilledWhilePublishing(MqttVersion version) {
		publishThroughKills(version, Qos.AT_LEAST_ONCE);
	}

	/**
	 * Killed in the middle of a stream, forgetting everything. What it had taken over
	 * with a PUBREC and not handed on yet dies with it, and is not more than was under
	 * way.
	 */
	@BothVersions
	void nothingExactlyOnceArrivesTwiceWhenTheBrokerIsKilledWhilePublishing(MqttVersion version) {
		publishThroughKills(version, Qos.EXACTLY_ONCE);
	}

	private void publishThroughKills(MqttVersion version, Qos qos) {
		try (MosquittoBroker broker = MosquittoBroker.start("max_inflight_messages 20");
				TcpProxy proxy = TcpProxy.to(broker.port())) {
			MqttClient subscriber = this.clients.connect(broker.uri(), version);
			MessageRecorder recorder = Clients.subscribe(subscriber, "t", Qos.AT_MOST_ONCE);
			MqttClient publisher = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			List<CompletableFuture<PublishResult>> results = new ArrayList<>();
			int underWay = 0;
			for (int kill = 1; kill <= 3; kill++) {
				int enough = kill * 1_000 - 900;
				for (int i = 0; i < 1_000; i++) {
					results.add(publisher.publish("t", "message " + results.size(), qos));
				}
				await().atMost(LONG)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> results.stream().filter(CompletableFuture::isDone).count() >= enough);
				proxy.refuse(true);
				broker.kill();
				long connects = subscriber.statistics().connects();
				await().atMost(LONG).until(() -> !publisher.isConnected());
				underWay += publisher.statistics().inFlight();
				broker.restart();
				await().atMost(LONG).until(() -> subscriber.statistics().connects() > connects);
				Kit.await(subscriber.subscribe("ready", Qos.AT_MOST_ONCE, (message) -> {
				}).result());
				proxy.refuse(false);
			}
			results.forEach((result) -> Kit.await(result, LONG));
			Kit.await(publisher.publish("t", "end", qos));
			await().atMost(LONG).until(() -> recorder.texts().contains("end"));
			Set<String> arrived = new HashSet<>(recorder.texts());
			if (qos == Qos.AT_LEAST_ONCE) {
				assertThat(arrived).hasSize(results.size() + 1);
			}
			else {
				assertThat(recorder.texts()).doesNotHaveDuplicates();
				assertThat(results.size() + 1 - arrived.size()).isBetween(0, underWay);
			}
		}
	}

	@BothVersions
	void messagesPublishedWhileTheBrokerIsDownArrive(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.startPersistent()) {
			MqttClient subscriber = this.clients.connect(broker.uri(), version, (builder) -> builder.cleanStart(false));
			MessageRecorder recorder = Clients.subscribe(subscriber, "t", Qos.EXACTLY_ONCE);
			MqttClient publisher = this.clients.connect(broker.uri(), version, (builder) -> builder.cleanStart(false));
			broker.stop();
			await().atMost(LONG).until(() -> !publisher.isConnected() && !subscriber.isConnected());
			for (int i = 0; i < 100; i++) {
				publisher.publish("t", "message " + i, Qos.of(1 + i % 2));
			}
			broker.restart();
			await().atMost(LONG).until(() -> recorder.count() == 100 && !publisher.isQueued());
			assertThat(recorder.texts())
				.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).mapToObj((i) -> "message " + i).toList());
		}
	}

	@BothVersions
	void frozenBrokerIsNoticedByKeepAlive(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			EventRecorder events = new EventRecorder();
			MqttClient client = this.clients.connect(broker.uri(), version,
					(builder) -> builder.keepAlive(Duration.ofSeconds(1))
						.connectTimeout(Duration.ofSeconds(2))
						.connectionListener(events));
			events.expect(Connected.class);
			broker.freeze();
			try {
				Disconnected event = events.expect(Disconnected.class);
				assertThat(event.source()).isEqualTo(Source.CLIENT);
				assertThat(event.cause()).hasMessageContaining("PINGREQ");
			}
			finally {
				broker.thaw();
			}
			events.skipTo(Connected.class);
			assertThat(Kit.await(client.publish("t", "alive", Qos.EXACTLY_ONCE)).reasonCode().isError()).isFalse();
		}
	}

}
