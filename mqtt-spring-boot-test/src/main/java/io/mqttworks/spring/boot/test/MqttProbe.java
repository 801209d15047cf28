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

package io.mqttworks.spring.boot.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A client outside the application: publishes to it, and records everything the broker
 * passes on, its own messages too. For tests, with AssertJ's {@code assertThat}:
 *
 * <pre>{@code
 * probe.publish("greenhouse/north/temperature", "{\"celsius\":31.5}");
 * assertThat(probe).received("greenhouse/+/fan").withJson("{'fan':'on'}").within(ofSeconds(2));
 * }</pre>
 * <p>
 * In a test with {@link EmbeddedMqttBroker @EmbeddedMqttBroker} it is a bean and a
 * parameter of test methods, sees what the rules for users hide from others, is connected
 * before the application, and forgets its records before each test. For another broker,
 * {@link #connect(String)} makes one. Any thread.
 */
public final class MqttProbe implements AssertProvider<MqttProbeAssert>, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** How often, in nanoseconds, to ask the broker again what it keeps. */
	private static final long LOOK_AGAIN = 100_000_000;

	private static final ReconnectPolicy PROMPT = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(20))
		.maxDelay(Duration.ofMillis(100))
		.stableAfter(Duration.ZERO)
		.build();

	private final MqttClient client;

	private final Lock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final List<MqttMessage> messages = new ArrayList<>();

	/** Assertions that were begun and not ended, which would never fail. */
	private final Set<Object> unfinished = new LinkedHashSet<>();

	private final RetainedMessages retained;

	private MqttProbe(MqttClientBuilder builder) {
		this.client = builder.build();
		this.retained = new RetainedMessages(builder.build(), this);
	}

	/**
	 * Connects a probe to a broker.
	 * @param server the address, for instance {@code mqtt://localhost:1883}
	 * @return the probe, which must be closed
	 * @throws io.mqttworks.client.MqttException if it cannot connect or subscribe
	 */
	public static MqttProbe connect(String server) {
		return connect(MqttClient.builder(server));
	}

	/**
	 * Connects a probe to a broker.
	 * @param builder says where to and as whom, without a client identifier, as the probe
	 * has two connections; the policy for reconnecting is the probe's
	 * @return the probe, which must be closed
	 * @throws io.mqttworks.client.MqttException if it cannot connect or subscribe
	 */
	public static MqttProbe connect(MqttClientBuilder builder) {
		MqttProbe probe = new MqttProbe(builder.reconnect(PROMPT));
		try {
			probe.client.connect(PATIENCE);
			Subscription everything = new Subscription("#", Qos.EXACTLY_ONCE, false, true, RetainHandling.SEND);
			join("subscribe to everything",
					probe.client.subscribe(List.of(everything), (MqttMessage message) -> probe.record(message))
						.result());
			return probe;
		}
		catch (RuntimeException ex) {
			probe.close();
			throw ex;
		}
	}

	private void record(MqttMessage message) {
		change(() -> this.messages.add(message));
	}

	/**
	 * Changes what an assertion may wait for.
	 */
	void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Publishes a message with QoS 1 and waits for the broker's answer.
	 * @param topic the topic name
	 * @param payload the payload, sent as UTF-8
	 * @throws IllegalStateException if there is no answer within 10 seconds
	 */
	public void publish(String topic, String payload) {
		publish(MqttMessage.of(topic, payload, Qos.AT_LEAST_ONCE));
	}

	/**
	 * Publishes a message and waits for the broker's answer.
	 * @param message the message
	 * @throws IllegalStateException if there is no answer within 10 seconds
	 */
	public void publish(MqttMessage message) {
		join("publish to '" + message.topic() + "'", this.client.publish(message));
	}

	private static void join(String what, CompletableFuture<?> future) {
		try {
			future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The probe could not " + what + ": " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The probe could not " + what + ": the broker has not answered within "
					+ PATIENCE.toSeconds() + " seconds", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the probe was to " + what, ex);
		}
	}

	/**
	 * Returns what the probe has received since it connected or was cleared.
	 * @return the messages, in the order they came
	 */
	public List<MqttMessage> messages() {
		this.lock.lock();
		try {
			return List.copyOf(this.messages);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns what the probe has received on some topics.
	 * @param topicFilter the filter
	 * @return the messages, in the order they came
	 */
	public List<MqttMessage> messages(String topicFilter) {
		return messages().stream().filter((message) -> Topics.matches(topicFilter, message.topic())).toList();
	}

	/**
	 * Forgets what was received so far.
	 */
	public void clear() {
		this.lock.lock();
		try {
			this.messages.clear();
			this.retained.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until a function of all messages has a result.
	 * @return the result, or {@code null} if there was none in time
	 */
	<T> @Nullable T await(Duration timeout, Function<List<MqttMessage>, @Nullable T> function) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				T result = function.apply(List.copyOf(this.messages));
				if (result != null || left <= 0) {
					return result;
				}
				long pause = Math.min(left, LOOK_AGAIN);
				left -= pause - this.changed.awaitNanos(pause);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for messages", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Called by the functions of {@link #await} only.
	 */
	boolean isRetained(MqttMessage message) {
		return this.retained.keeps(message);
	}

	void begin(Object assertion) {
		requireFinished();
		this.lock.lock();
		try {
			this.unfinished.add(assertion);
		}
		finally {
			this.lock.unlock();
		}
	}

	void finish(Object assertion) {
		this.lock.lock();
		try {
			this.unfinished.remove(assertion);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Fails if an assertion was begun and not ended.
	 */
	void requireFinished() {
		this.lock.lock();
		try {
			if (!this.unfinished.isEmpty()) {
				String text = "An assertion on the probe checks nothing: " + this.unfinished.iterator().next()
						+ ". End it with within(…) or during(…)";
				this.unfinished.clear();
				throw new IllegalStateException(text);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Disconnects. Can be called again.
	 */
	@Override
	public void close() {
		this.client.close();
		this.retained.close();
	}

	/**
	 * For {@code assertThat}.
	 * @deprecated because {@code assertThat(probe)} is what tests should say
	 */
	@Override
	@Deprecated
	@SuppressWarnings("InlineMeSuggester")
	public MqttProbeAssert assertThat() {
		return new MqttProbeAssert(this);
	}

}
