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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;

import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.spring.listener.RetryAcknowledgment;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.log.LogAccessor;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Warns of properties that are valid alone, but of which one keeps another from working
 * as it is written. What cannot work at all fails the start instead; that is checked
 * where the properties are mapped.
 *
 * @param listener the properties of handlers
 * @param virtualThreads whether handlers run on virtual threads, which have no limit
 * @param shutdownTimeout how long Spring waits for each phase of a shutdown
 */
record ConflictingLimits(MqttProperties.Listener listener, boolean virtualThreads, Duration shutdownTimeout) {

	private static final LogAccessor logger = new LogAccessor(ConflictingLimits.class);

	private static final String SHUTDOWN_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final MqttProperties DEFAULTS = new MqttProperties();

	static ConflictingLimits of(MqttProperties properties, Environment environment) {
		Duration shutdownTimeout = Binder.get(environment)
			.bind(SHUTDOWN_TIMEOUT, Duration.class)
			.orElse(Duration.ofSeconds(30));
		return new ConflictingLimits(properties.getListener(), Threading.VIRTUAL.isActive(environment),
				shutdownTimeout);
	}

	/**
	 * Checks what holds for the handlers of all connections.
	 */
	void checkHandlers() {
		PropertyCheck names = new PropertyCheck(MqttProperties.PREFIX + ".listener");
		Number concurrency = new Number(names.name("concurrency"), this.listener.getConcurrency());
		if (!this.virtualThreads) {
			concurrency.notMoreThan(new Number(names.name("max-threads"), this.listener.getMaxThreads()),
					"all handlers together handle no more messages at a time than there are threads");
		}
		// Who has set another time-out only is content with this one's default.
		if (!this.listener.getPublishTimeout().equals(DEFAULTS.getListener().getPublishTimeout())) {
			Time publishTimeout = new Time(names.name("publish-timeout"), this.listener.getPublishTimeout());
			publishTimeout.notLongerThan(new Time(names.name("stop-timeout"), this.listener.getStopTimeout()),
					"a handler that is stopped does not wait that long for its replies and dead letters to be"
							+ " acknowledged");
			publishTimeout.notLongerThan(new Time(SHUTDOWN_TIMEOUT, this.shutdownTimeout),
					"an application that is shut down does not wait that long for replies and dead letters to be"
							+ " acknowledged");
		}
		if (this.listener.getRetry().isEnabled()) {
			checkRetry(new PropertyCheck(names.name("retry")));
		}
	}

	private void checkRetry(PropertyCheck names) {
		MqttProperties.Listener.Retry retry = this.listener.getRetry();
		Time maxDelay = new Time(names.name("max-delay"), retry.getMaxDelay());
		new Time(names.name("delay"), retry.getDelay()).notLongerThan(maxDelay, "no pause between attempts is longer");
		new Time(names.name("jitter"), retry.getJitter()).notLongerThan(maxDelay,
				"no pause between attempts is longer");
		if (retry.getAcknowledge() == RetryAcknowledgment.BEFORE && retry.getMaxInMemory() == 0) {
			logger.warn(() -> "'" + names.name("acknowledge") + "' is 'before', but '" + names.name("max-in-memory")
					+ "' is 0, so no message is acknowledged before its last attempt");
		}
		Duration deliveryTimeout = this.listener.getDeliveryTimeout();
		if (deliveryTimeout != null && this.listener.getDeliveryTimeoutPolicy() != DeliveryTimeoutPolicy.TELL
				&& retry.getAcknowledge() == RetryAcknowledgment.AFTER && pauses(retry, deliveryTimeout)) {
			String property = MqttProperties.PREFIX + ".listener.delivery-timeout";
			logger.warn(() -> "The pauses of '" + names.prefix() + "' together are longer than '" + property + "' ("
					+ text(deliveryTimeout) + "): a message whose handler fails is given up before its last attempt."
					+ " Set a longer time-out, or fewer or shorter pauses");
		}
	}

	/**
	 * Returns whether the pauses between all attempts are longer than a time.
	 */
	private static boolean pauses(MqttProperties.Listener.Retry retry, Duration limit) {
		double pause = Math.min(retry.getDelay().toMillis(), retry.getMaxDelay().toMillis());
		double sum = 0;
		for (long i = 0; i < retry.getMaxRetries() && pause > 0 && sum <= limit.toMillis(); i++) {
			sum += pause;
			pause = Math.min(pause * retry.getMultiplier(), retry.getMaxDelay().toMillis());
		}
		return sum > limit.toMillis();
	}

	/**
	 * Checks one connection, whose properties are valid.
	 * @param prefix where its properties are
	 * @param properties the properties
	 */
	void checkConnection(String prefix, MqttConnectionProperties properties) {
		PropertyCheck names = new PropertyCheck(prefix);
		Number receiveMaximum = new Number(names.name("receive-maximum"), properties.getReceiveMaximum());
		new Number(MqttProperties.PREFIX + ".listener.concurrency", this.listener.getConcurrency())
			.notMoreThan(receiveMaximum, "the server sends no more messages of QoS 1 and 2 before one is acknowledged");
		checkIdempotency(receiveMaximum);
		checkPublish(names, properties.getPublish());
		if (VersionPolicy.of(properties.getVersion()) != VersionPolicy.ONLY_3_1_1) {
			checkSession(names, properties);
		}
	}

	private void checkIdempotency(Number receiveMaximum) {
		MqttIdempotencyProperties idempotency = this.listener.getIdempotency();
		int capacity = idempotency.getCapacity();
		if (idempotency.getStore() == MqttIdempotencyProperties.Store.MEMORY
				&& capacity != DEFAULTS.getListener().getIdempotency().getCapacity()) {
			receiveMaximum.notMoreThan(new Number(MqttProperties.PREFIX + ".listener.idempotency.capacity", capacity),
					"after a lost connection the server can repeat more messages than keys are kept, and those are"
							+ " handled again");
		}
	}

	private void checkPublish(PropertyCheck names, MqttPublishProperties publish) {
		if (publish.getMaxInFlight() != DEFAULTS.getPublish().getMaxInFlight()) {
			new Number(names.name("publish.max-in-flight"), publish.getMaxInFlight()).notMoreThan(
					new Number(names.name("publish.max-pending-messages"), publish.getMaxPendingMessages()),
					"those that are in flight are pending as well, so there are never as many");
		}
		Time shutdown = new Time(SHUTDOWN_TIMEOUT, this.shutdownTimeout);
		if (!publish.getTimeout().equals(DEFAULTS.getPublish().getTimeout())) {
			new Time(names.name("publish.timeout"), publish.getTimeout()).notLongerThan(shutdown,
					"an application that is shut down does not wait that long for a handler that publishes");
		}
		if (!publish.getReplyTimeout().equals(DEFAULTS.getPublish().getReplyTimeout())) {
			new Time(names.name("publish.reply-timeout"), publish.getReplyTimeout()).notLongerThan(shutdown,
					"an application that is shut down does not wait that long for a handler that waits for a reply");
		}
	}

	private void checkSession(PropertyCheck names, MqttConnectionProperties properties) {
		if (properties.getSessionExpiry().isNegative()) {
			return;
		}
		Time sessionExpiry = new Time(names.name("session-expiry"), properties.getSessionExpiry());
		if (properties.getReconnect().isEnabled() && !properties.getSessionExpiry().isZero()) {
			new Time(names.name("reconnect.max-delay"), properties.getReconnect().getMaxDelay()).notLongerThan(
					sessionExpiry,
					"the server can have thrown the session away, with the messages in it, before the client connects"
							+ " again");
		}
		new Time(names.name("will.delay"), properties.getWill().getDelay()).notLongerThan(sessionExpiry,
				"the server publishes the will when the session ends");
	}

	private static void warn(String name, String value, String relation, String limitName, String limit,
			String effect) {
		logger.warn(() -> "'" + name + "' (" + value + ") is " + relation + " than '" + limitName + "' (" + limit
				+ "): " + effect + ". Change one of them");
	}

	private static String text(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	/**
	 * A property that is a time.
	 *
	 * @param name its name
	 * @param value its value
	 */
	private record Time(String name, Duration value) {

		void notLongerThan(Time limit, String effect) {
			if (this.value.compareTo(limit.value) > 0) {
				warn(this.name, text(this.value), "longer", limit.name, text(limit.value), effect);
			}
		}

	}

	/**
	 * A property that is a number.
	 *
	 * @param name its name
	 * @param value its value
	 */
	private record Number(String name, long value) {

		void notMoreThan(Number limit, String effect) {
			if (this.value > limit.value) {
				warn(this.name, String.valueOf(this.value), "more", limit.name, String.valueOf(limit.value), effect);
			}
		}

	}

}
