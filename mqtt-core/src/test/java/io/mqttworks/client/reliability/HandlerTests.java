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

package io.mqttworks.client.reliability;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.HandlerFailed;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What handlers may do, where they run, and what happens when they fail.
 */
class HandlerTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@ParameterizedTest
	@EnumSource(names = "RECONNECT", mode = EnumSource.Mode.EXCLUDE)
	void failureOfOneMessageHarmsNoOther(HandlerFailurePolicy policy) {
		MessageRecorder handled = new MessageRecorder();
		BrokerConnection connection = connect(policy, MqttVersion.MQTT_5, failingOn("bad", handled));
		connection.sendPublish("t", "bad", 0, 0);
		connection.sendPublish("t", "bad", 1, 1);
		connection.sendPublish("t", "bad", 2, 2);
		connection.sendPublish("t", "good", 1, 3);
		int expected = (policy == HandlerFailurePolicy.REJECT) ? 0x80 : 0;
		if (policy != HandlerFailurePolicy.LEAVE_UNACKNOWLEDGED) {
			assertThat(connection.expectPubAck(1).reasonCode()).isEqualTo(expected);
			assertThat(connection.expectPubRec(2).reasonCode()).isEqualTo(expected);
		}
		connection.expectPubAck(3);
		handled.expect("good");
		for (int i = 0; i < 3; i++) {
			HandlerFailed failed = this.events.expect(HandlerFailed.class);
			assertThat(failed.message().payloadAsString()).isEqualTo("bad");
			assertThat(failed.cause()).hasMessage("cannot handle");
		}
	}

	@BothVersions
	void disconnectPolicyBringsTheMessageBackAtOnce(MqttVersion version) {
		AtomicInteger calls = new AtomicInteger();
		MessageRecorder handled = new MessageRecorder();
		BrokerConnection first = connect(HandlerFailurePolicy.RECONNECT, version, (message) -> {
			if (calls.incrementAndGet() == 1) {
				throw new IllegalStateException("cannot handle");
			}
			handled.onMessage(message);
		});
		first.sendPublish("t", "second time lucky", 1, 1);
		first.awaitClosed();
		assertThat(first.arrived())
			.noneMatch((packet) -> packet.packetId() == 1 && packet.type() == MqttMessageType.PUBACK);
		this.events.expect(HandlerFailed.class);
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendPublish("t", "second time lucky".getBytes(), 1, 1, true, false, Props.NONE);
		second.expectPubAck(1);
		handled.expect("second time lucky");
	}

	@Test
	void rejectPolicyIsAPlainAcknowledgementOnOldVersion() {
		BrokerConnection connection = connect(HandlerFailurePolicy.REJECT, MqttVersion.MQTT_3_1_1,
				failingOn("bad", new MessageRecorder()));
		assertThat(connection.sendPublish("t", "bad", 1, 1).expectPubAck(1).size()).isEqualTo(4);
	}

	@Test
	void stagesAndManualHandlersFailByPolicyToo() {
		MqttClient client = this.broker
			.client((builder) -> builder.handlerFailurePolicy(HandlerFailurePolicy.REJECT).errorListener(this.events));
		client.subscribe("failed", Qos.AT_LEAST_ONCE,
				MessageHandler.async((message) -> CompletableFuture.failedFuture(new IllegalStateException("later"))));
		client.subscribe("thrown", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> {
			throw new IllegalStateException("at once");
		}));
		client.subscribe("null", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> null));
		client.subscribe("manual", Qos.AT_LEAST_ONCE, MessageHandler.manual((message, acknowledgment) -> {
			throw new IllegalStateException("by hand");
		}));
		client.subscribe("after", Qos.AT_LEAST_ONCE, MessageHandler.manual((message, acknowledgment) -> {
			acknowledgment.acknowledge();
			throw new IllegalStateException("too late to matter");
		}));
		client.subscribe("error", Qos.AT_LEAST_ONCE, (message) -> {
			throw new StackOverflowError("an Error, not an Exception");
		});
		BrokerConnection connection = this.broker.connect(client);
		String[] filters = { "failed", "thrown", "null", "manual", "after", "error" };
		for (String filter : filters) {
			connection.grant(filter);
		}
		for (int i = 0; i < filters.length; i++) {
			ReceivedPacket answer = connection.sendPublish(filters[i], "x", 1, i + 1).expectPubAck(i + 1);
			assertThat(answer.reasonCode()).as(filters[i]).isEqualTo(filters[i].equals("after") ? 0 : 0x80);
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().handlerFailures() >= 5);
	}

	@BothVersions
	void handlerMayCallTheClient(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<String> done = new CompletableFuture<>();
		client.subscribe("go", Qos.AT_LEAST_ONCE, (message) -> {
			Kit.await(client.publish("reply", "one", Qos.AT_LEAST_ONCE));
			Kit.await(client.publish("reply", "two", Qos.EXACTLY_ONCE));
			Kit.await(client.subscribe("more", Qos.AT_MOST_ONCE, (other) -> {
			}).result());
			Kit.await(client.unsubscribe("more"));
			done.complete("done");
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("go");
		connection.sendPublish("go", "", 1, 1);
		connection.sendPubAck(connection.expectPublishOf("one").packetId());
		int id = connection.expectPublishOf("two").packetId();
		connection.sendPubRec(id).expectPubRel(id);
		connection.sendPubComp(id);
		connection.grant("more");
		connection.sendUnsubAck(connection.expectUnsubscribe("more").packetId(), 0);
		connection.expectPubAck(1);
		Kit.await(done);
	}

	@Test
	void slowHandlerDoesNotHoldUpOthers() throws Exception {
		MqttClient client = this.broker.client((builder) -> {
		});
		CountDownLatch release = new CountDownLatch(1);
		MessageRecorder fast = new MessageRecorder();
		client.subscribe("slow", Qos.AT_MOST_ONCE, (message) -> release.await());
		client.subscribe("fast", Qos.AT_MOST_ONCE, fast);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("slow");
		connection.grant("fast");
		connection.sendPublish("slow", "", 0, 0);
		connection.sendPublish("fast", "overtakes", 0, 0);
		fast.expect("overtakes");
		release.countDown();
	}

	@Test
	void oneHandlerTakesOneMessageAtATime() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		MessageRecorder handled = new MessageRecorder();
		MqttClient client = this.broker.client((builder) -> {
		});
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
			handled.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int i = 0; i < 200; i++) {
			connection.sendPublish("t/" + i, Integer.toString(i), 0, 0);
		}
		for (int i = 0; i < 200; i++) {
			handled.expect(Integer.toString(i));
		}
		assertThat(most).hasValue(1);
	}

	@Test
	void handlersRunOnTheExecutorOfTheUsersChoice() {
		Executor executor = Executors.newCachedThreadPool((task) -> new Thread(task, "my-own-thread"));
		List<String> threads = new CopyOnWriteArrayList<>();
		threadsOf(threads, executor);
		assertThat(threads).containsExactly("my-own-thread");
	}

	@Test
	void handlersDoNotRunOnTheEventLoop() {
		List<String> threads = new CopyOnWriteArrayList<>();
		threadsOf(threads, null);
		assertThat(threads).hasSize(1).noneMatch((name) -> name.startsWith("mqtt-io"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersCanRunOnVirtualThreads() throws Exception {
		Executor virtual = (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		CompletableFuture<Object> isVirtual = new CompletableFuture<>();
		MqttClient client = this.broker.client((builder) -> builder.handlerExecutor(virtual));
		client.subscribe("#", Qos.AT_MOST_ONCE,
				(message) -> isVirtual.complete(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 0, 0);
		assertThat(Kit.await(isVirtual)).isEqualTo(true);
	}

	private void threadsOf(List<String> threads, Executor executor) {
		MqttClient client = this.broker.client((builder) -> {
			if (executor != null) {
				builder.handlerExecutor(executor);
			}
		});
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> threads.add(Thread.currentThread().getName()));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1).expectPubAck(1);
	}

	@Test
	void blockingCallOnTheEventLoopFailsAtOnce() {
		MqttClient client = this.broker.client((builder) -> builder.handlerExecutor(Runnable::run));
		CompletableFuture<Throwable> connect = new CompletableFuture<>();
		CompletableFuture<Throwable> join = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			connect.complete(failureOf(() -> client.connect(Duration.ofSeconds(30))));
			join.complete(failureOf(() -> client.publish("t", "x", Qos.AT_LEAST_ONCE).join()));
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 0, 0);
		assertThat(Kit.await(connect)).isInstanceOf(IllegalStateException.class).hasMessageContaining("event loop");
		assertThat(Kit.await(join)).isInstanceOf(IllegalStateException.class).hasMessageContaining("event loop");
	}

	private static Throwable failureOf(Runnable call) {
		try {
			call.run();
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	@Test
	void executorThatRejectsHoldsMessagesUpAndLosesNone() {
		AtomicBoolean isBusy = new AtomicBoolean();
		AtomicInteger running = new AtomicInteger();
		Executor busy = (task) -> {
			if (isBusy.compareAndSet(true, false)) {
				throw new RejectedExecutionException("no thread is free");
			}
			running.incrementAndGet();
			new Thread(() -> {
				task.run();
				running.decrementAndGet();
			}).start();
		};
		MessageRecorder handled = new MessageRecorder();
		MqttClient client = this.broker.client((builder) -> builder.handlerExecutor(busy));
		client.subscribe("#", Qos.AT_MOST_ONCE, handled);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "zero", 1, 1).expectPubAck(1);
		await().atMost(Kit.TIMEOUT).until(() -> running.get() == 0);
		isBusy.set(true);
		connection.sendPublish("t", "one", 1, 2);
		await().atMost(Kit.TIMEOUT).untilFalse(isBusy);
		connection.sendPublish("t", "two", 1, 3);
		connection.expectPubAck(2);
		connection.expectPubAck(3);
		assertThat(handled.texts()).containsExactly("zero", "one", "two");
	}

	private BrokerConnection connect(HandlerFailurePolicy policy, MqttVersion version, MessageHandler handler) {
		MqttClient client = this.broker
			.client((builder) -> builder.version(version).handlerFailurePolicy(policy).errorListener(this.events));
		client.subscribe("#", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		return connection;
	}

	private static MessageHandler failingOn(String text, MessageRecorder handled) {
		return (message) -> {
			if (message.payloadAsString().equals(text)) {
				throw new IllegalStateException("cannot handle");
			}
			handled.onMessage(message);
		};
	}

}
