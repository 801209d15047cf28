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

package io.mqttworks.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttMessageListener;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One slow, failing or stopped handler never stops the others.
 */
class ProgressIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	/** Keeps the tests apart, which share brokers. */
	private final String root = "progress-" + UUID.randomUUID();

	private ConfigurableApplicationContext application;

	private MqttClient publisher;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
		if (this.publisher != null) {
			this.publisher.close();
		}
	}

	@BothVersions
	void handlersOfOneFilterDoNotWaitForEachOther(MqttVersion version) throws Exception {
		SameFilter same = start(version, SameFilter.class);
		publish("same/1", "first");
		publish("same/2", "second");
		assertThat(same.quick.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(same.quick.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
		assertThat(same.slow).isEmpty();
		same.leave.countDown();
		assertThat(same.slow.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(same.slow.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
	}

	@BothVersions
	void handlersWhoseFiltersOverlapDoNotWaitForEachOther(MqttVersion version) throws Exception {
		Overlapping overlapping = start(version, Overlapping.class);
		publish("a/1", "blocks the first");
		assertThat(overlapping.entered.await(30, TimeUnit.SECONDS)).isTrue();
		publish("b/1", "for both");
		publish("c/1", "for the second");
		assertThat(overlapping.second.poll(30, TimeUnit.SECONDS)).isEqualTo("for both");
		assertThat(overlapping.second.poll(30, TimeUnit.SECONDS)).isEqualTo("for the second");
		overlapping.leave.countDown();
	}

	@BothVersions
	void aMessageThatIsTriedAgainHoldsUpItsTopicAlone(MqttVersion version) throws Exception {
		Failing failing = start(version, Failing.class, "mqtt.listener.retry.delay=10m");
		publish("failing/1", "bad");
		publish("failing/1", "behind");
		publish("failing/2", "other");
		assertThat(failing.handled.poll(30, TimeUnit.SECONDS)).isEqualTo("other");
		assertThat(failing.handled).isEmpty();
	}

	@BothVersions
	void aBusyHandlerThatIsStoppedOrRemovedHoldsUpNoOther(MqttVersion version) throws Exception {
		Busy busy = start(version, Busy.class, "mqtt.receive-maximum=20");
		for (int i = 0; i < 200; i++) {
			publishLater("busy/" + i, "x");
			publishLater("busyToo/" + i, "x");
		}
		assertThat(busy.entered.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> stopped = busy.registry.stop("busy");
		CompletableFuture<Void> removed = busy.registry.remove("busyToo");
		busy.leave.countDown();
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(removed).succeedsWithin(LONG);
		for (int i = 0; i < 500; i++) {
			publishLater("other/" + i, "x");
		}
		await().atMost(LONG).until(() -> busy.others.get() == 500);
		await().atMost(LONG).until(() -> client().statistics().unhandledBytes() == 0);
		busy.registry.start("busy");
		await().atMost(LONG).untilAsserted(() -> {
			publish("busy/again", "again");
			await().untilAsserted(() -> assertThat(busy.again).isNotEmpty());
		});
	}

	@BothVersions
	void handlersThatComeAndGoWhileMessagesFlowLeaveNothingBehind(MqttVersion version) throws Exception {
		Flowing flowing = start(version, Flowing.class, "mqtt.receive-maximum=50");
		AtomicInteger sent = new AtomicInteger();
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
			while (sent.get() < 6000) {
				List<CompletableFuture<?>> some = new ArrayList<>();
				for (int i = 0; i < 100; i++) {
					some.add(publishLater("flow/" + i % 7, String.valueOf(sent.getAndIncrement())));
				}
				Kit.await(CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)));
			}
		}, Kit.NEW_THREADS);
		for (int round = 0; round < 15; round++) {
			CountDownLatch taken = new CountDownLatch(20);
			register(flowing.registry, "guest", "flow/#", (message, context) -> {
				taken.countDown();
				return null;
			});
			if (!sending.isDone()) {
				taken.await(1, TimeUnit.SECONDS);
			}
			assertThat(flowing.registry.remove("guest")).succeedsWithin(LONG);
		}
		assertThat(sending).succeedsWithin(LONG);
		await().atMost(LONG).until(() -> flowing.handled.size() == 6000);
		await().atMost(LONG).until(() -> client().statistics().unhandledBytes() == 0);
	}

	@Test
	void withoutAConnectionAHandlerIsRemovedAndItsIdIsFree() throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			this.application = TestApplications.start(broker, MqttVersion.MQTT_5, Busy.class, "test.root=" + this.root);
			MqttListenerEndpointRegistry registry = this.application.getBean(MqttListenerEndpointRegistry.class);
			broker.stop();
			await().atMost(LONG).until(() -> !client().isConnected());
			assertThat(registry.stop("other")).succeedsWithin(LONG);
			assertThat(registry.remove("busy")).succeedsWithin(LONG);
			BlockingQueue<String> handled = new LinkedBlockingQueue<>();
			register(registry, "busy", "new/#", (message, context) -> {
				handled.add(message.payloadAsString());
				return null;
			});
			broker.restart();
			awaitSubscriptions();
			Kit.await(client().publish(this.root + "/new/1", "x", Qos.AT_LEAST_ONCE));
			assertThat(handled.poll(30, TimeUnit.SECONDS)).isEqualTo("x");
		}
	}

	@Test
	void aHandlerCanCloseTheApplication() throws Exception {
		start(MqttVersion.MQTT_5, Closing.class, "mqtt.close-timeout=10m",
				"spring.lifecycle.timeout-per-shutdown-phase=10m");
		Closing closing = this.application.getBean(Closing.class);
		MqttClient client = client();
		closing.application.complete(this.application);
		publish("close", "x");
		assertThat(closing.closed).succeedsWithin(LONG);
		assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
	}

	@Test
	void aHandlerCanEndTheVirtualMachine() throws Exception {
		String server = Brokers.mosquitto().uri();
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), Exiting.class.getName(), server, this.root)
			.inheritIO()
			.start();
		try {
			connectPublisher(server, MqttVersion.MQTT_5);
			// Time-outs of ten minutes are in the way of whoever waits.
			await().atMost(Duration.ofMinutes(2)).until(() -> {
				publishLater("exit", "x");
				return process.waitFor(100, TimeUnit.MILLISECONDS);
			});
			assertThat(process.exitValue()).isEqualTo(7);
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void aDeadLetterOfAnExceptionWithTwoLinesArrives() throws Exception {
		Letters letters = start(MqttVersion.MQTT_5, Letters.class, "mqtt.listener.retry.enabled=false",
				"mqtt.listener.dead-letter-topic=" + this.root + "-dead");
		publish("lines", "x");
		MqttMessage letter = letters.received.poll(30, TimeUnit.SECONDS);
		assertThat(letter.payloadAsString()).isEqualTo("x");
		assertThat(letter.userProperty(DeadLetterRecoverer.EXCEPTION_MESSAGE)).isEqualTo("first line\ufffdsecond line");
		assertThat(client().statistics().connects()).isOne();
	}

	@BothVersions
	void deadLettersThatAWildcardTakesAsWellComeToAnEnd(MqttVersion version) throws Exception {
		Everything everything = start(version, Everything.class, "mqtt.listener.retry.enabled=false");
		publish("any", "x");
		publish("any", "y");
		await().atMost(LONG).until(() -> everything.recoverer().getDroppedCount() == 2);
		publish("end", "end");
		await().atMost(LONG).until(() -> everything.topics.contains(this.root + "/end"));
		assertThat(everything.topics).containsOnlyOnce(this.root + "/end")
			.filteredOn((topic) -> topic.contains("/any"))
			.containsExactlyInAnyOrder(this.root + "/any", this.root + "/any", this.root + "/any/dlt",
					this.root + "/any/dlt");
	}

	@Test
	void messagesThatAreAcknowledgedBeforeTheirRetriesHoldUpNobody() throws Exception {
		GivingWay givingWay = start(MqttVersion.MQTT_5, GivingWay.class, "mqtt.receive-maximum=20",
				"mqtt.listener.retry.delay=10m", "mqtt.listener.retry.acknowledge=before");
		List<CompletableFuture<?>> sent = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			sent.add(publishLater(((i % 50 == 0) ? "bad/" : "good/") + i, "x"));
		}
		Kit.await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
		await().atMost(LONG).until(() -> givingWay.handled.get() == 1960);
	}

	private static void register(MqttListenerEndpointRegistry registry, String id, String filter,
			MqttMessageListener listener) {
		String any = registry.getContainer("root").getSubscriptions().get(0).topicFilter();
		registry.register(MqttListenerEndpoint.builder(id, listener).topics(any.replace("root", filter)).build());
	}

	private void publish(String topic, String payload) {
		Kit.await(publishLater(topic, payload));
	}

	private CompletableFuture<?> publishLater(String topic, String payload) {
		return this.publisher.publish(
				MqttMessage.of(this.root + "/" + topic, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE));
	}

	private MqttClient client() {
		return this.application.getBean(MqttClient.class);
	}

	private <T> T start(MqttVersion version, Class<T> type, String... properties) {
		String server = Brokers.mosquitto().uri();
		connectPublisher(server, version);
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "test.root=" + this.root;
		this.application = TestApplications.start(server, version, type, all);
		awaitSubscriptions();
		return this.application.getBean(type);
	}

	private void awaitSubscriptions() {
		await().atMost(LONG)
			.until(() -> this.application.getBean(MqttListenerEndpointRegistry.class)
				.getContainers()
				.stream()
				.flatMap((container) -> container.getSubscriptionStatus().stream())
				.allMatch((status) -> status.state() == SubscriptionStatus.State.SUBSCRIBED));
	}

	private void connectPublisher(String server, MqttVersion version) {
		this.publisher = MqttClient.builder(server).version(version).build();
		this.publisher.connect(Kit.TIMEOUT);
	}

	static class SameFilter {

		final BlockingQueue<String> quick = new LinkedBlockingQueue<>();

		final BlockingQueue<String> slow = new LinkedBlockingQueue<>();

		final CountDownLatch leave = new CountDownLatch(1);

		@MqttSubscribe("${test.root}/same/#")
		void slow(String payload) throws InterruptedException {
			this.leave.await(1, TimeUnit.MINUTES);
			this.slow.add(payload);
		}

		@MqttSubscribe("${test.root}/same/#")
		void quick(String payload) {
			this.quick.add(payload);
		}

	}

	static class Overlapping {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch leave = new CountDownLatch(1);

		final BlockingQueue<String> second = new LinkedBlockingQueue<>();

		@MqttSubscribe({ "${test.root}/a/#", "${test.root}/b/#" })
		void first(String payload) throws InterruptedException {
			this.entered.countDown();
			this.leave.await(1, TimeUnit.MINUTES);
		}

		@MqttSubscribe({ "${test.root}/b/#", "${test.root}/c/#" })
		void second(String payload) {
			this.second.add(payload);
		}

	}

	static class Failing {

		final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

		@MqttSubscribe("${test.root}/failing/#")
		void handle(String payload) {
			if (payload.equals("bad")) {
				throw new IllegalStateException("thrown by the test");
			}
			this.handled.add(payload);
		}

	}

	static class Busy {

		final CountDownLatch entered = new CountDownLatch(2);

		final CountDownLatch leave = new CountDownLatch(1);

		final AtomicInteger others = new AtomicInteger();

		final List<String> again = new CopyOnWriteArrayList<>();

		private final MqttListenerEndpointRegistry registry;

		Busy(MqttListenerEndpointRegistry registry) {
			this.registry = registry;
		}

		@MqttSubscribe(topics = "${test.root}/busy/#", id = "busy")
		void busy(String payload) throws InterruptedException {
			if (payload.equals("again")) {
				this.again.add(payload);
			}
			this.entered.countDown();
			this.leave.await(1, TimeUnit.MINUTES);
		}

		@MqttSubscribe(topics = "${test.root}/busyToo/#", id = "busyToo")
		void busyToo(String payload) throws InterruptedException {
			this.entered.countDown();
			this.leave.await(1, TimeUnit.MINUTES);
		}

		@MqttSubscribe(topics = "${test.root}/other/#", id = "other")
		void other(String payload) {
			this.others.incrementAndGet();
		}

		@MqttSubscribe(topics = "${test.root}/root", id = "root")
		void root(String payload) {
		}

	}

	static class Flowing {

		final Set<String> handled = ConcurrentHashMap.newKeySet();

		private final MqttListenerEndpointRegistry registry;

		Flowing(MqttListenerEndpointRegistry registry) {
			this.registry = registry;
		}

		@MqttSubscribe("${test.root}/flow/#")
		void handle(String payload) {
			this.handled.add(payload);
		}

		@MqttSubscribe(topics = "${test.root}/root", id = "root")
		void root(String payload) {
		}

	}

	static class Closing {

		final CompletableFuture<ConfigurableApplicationContext> application = new CompletableFuture<>();

		final CompletableFuture<Void> closed = new CompletableFuture<>();

		@MqttSubscribe("${test.root}/close")
		void handle(String payload) {
			this.application.join().close();
			this.closed.complete(null);
		}

	}

	static class Exiting {

		@MqttSubscribe("${test.root}/exit")
		void handle(String payload) {
			System.exit(7);
		}

		public static void main(String[] arguments) {
			TestApplications.start(arguments[0], MqttVersion.MQTT_5, Exiting.class, "test.root=" + arguments[1],
					"mqtt.close-timeout=10m", "spring.lifecycle.timeout-per-shutdown-phase=10m",
					"spring.docker.compose.enabled=false");
		}

	}

	static class Letters {

		final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();

		@MqttSubscribe("${test.root}/lines")
		void fail(String payload) {
			throw new IllegalStateException("first line\nsecond line");
		}

		@MqttSubscribe("${test.root}-dead")
		void letter(MqttMessage message) {
			this.received.add(message);
		}

	}

	static class Everything {

		final List<String> topics = new CopyOnWriteArrayList<>();

		private final DeadLetterRecoverer recoverer = new DeadLetterRecoverer(
				(failed) -> failed.message().topic() + "/dlt");

		@Bean
		DeadLetterRecoverer recoverer() {
			return this.recoverer;
		}

		@MqttSubscribe("${test.root}/#")
		void handle(MqttMessage message) {
			this.topics.add(message.topic());
			if (!message.topic().endsWith("/end")) {
				throw new IllegalStateException("thrown by the test");
			}
		}

	}

	static class GivingWay {

		final AtomicInteger handled = new AtomicInteger();

		@MqttSubscribe("${test.root}/bad/#")
		void bad(String payload) {
			throw new IllegalStateException("thrown by the test");
		}

		@MqttSubscribe("${test.root}/good/#")
		void good(String payload) {
			this.handled.incrementAndGet();
		}

	}

}
