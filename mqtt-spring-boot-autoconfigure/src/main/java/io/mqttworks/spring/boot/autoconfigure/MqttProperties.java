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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.InboundOverflowPolicy;
import io.mqttworks.spring.listener.RetryAcknowledgment;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of MQTT: the default connection, further ones, and what all of
 * them share.
 */
@ConfigurationProperties("mqtt")
public class MqttProperties extends MqttConnectionProperties {

	/** Where the properties of the default connection are. */
	static final String PREFIX = "mqtt";

	/** The name of the connection that the properties directly below mqtt describe. */
	static final String DEFAULT_CONNECTION = "default";

	/** Where the properties of further connections are, by name. */
	static final String CONNECTIONS_PREFIX = PREFIX + ".connections";

	/**
	 * Further connections by name, each with the same properties as the default one.
	 */
	private final Map<String, MqttConnectionProperties> connections = new LinkedHashMap<>();

	/**
	 * Whether there is a connection without a name. Switch it off where all connections
	 * are added while the application runs.
	 */
	private boolean defaultConnection = true;

	/**
	 * What happens when the application starts.
	 */
	private Startup startup = Startup.BACKGROUND;

	/**
	 * What happens when an unknown property below mqtt is set, such as a misspelled one.
	 */
	private UnknownPropertyPolicy unknownProperties = UnknownPropertyPolicy.WARN;

	private final Listener listener = new Listener();

	/**
	 * Creates properties with a server on this machine.
	 */
	public MqttProperties() {
		setServers(List.of("mqtt://localhost:1883"));
	}

	public Map<String, MqttConnectionProperties> getConnections() {
		return this.connections;
	}

	public boolean isDefaultConnection() {
		return this.defaultConnection;
	}

	public void setDefaultConnection(boolean defaultConnection) {
		this.defaultConnection = defaultConnection;
	}

	public Startup getStartup() {
		return this.startup;
	}

	public void setStartup(Startup startup) {
		this.startup = startup;
	}

	public UnknownPropertyPolicy getUnknownProperties() {
		return this.unknownProperties;
	}

	public void setUnknownProperties(UnknownPropertyPolicy unknownProperties) {
		this.unknownProperties = unknownProperties;
	}

	public Listener getListener() {
		return this.listener;
	}

	/**
	 * Handler methods.
	 */
	public static class Listener {

		/**
		 * Whether handler methods are subscribed when the application starts, unless they
		 * say otherwise.
		 */
		private boolean autoStartup = true;

		/**
		 * How many messages a handler method handles at a time, unless it sets its own
		 * number. With more than 1 they are divided by topic, so that those of one topic
		 * stay in order.
		 */
		private int concurrency = 1;

		/**
		 * What becomes of a message whose handler fails after all retries, if there is no
		 * dead-letter topic.
		 */
		private HandlerFailurePolicy failurePolicy = HandlerFailurePolicy.ACKNOWLEDGE;

		/**
		 * How many bytes of received messages may wait for handlers before the client
		 * stops reading from the network.
		 */
		private DataSize maxUnhandledSize = DataSize.ofMegabytes(16);

		/**
		 * How long a message of QoS 1 or 2 that no handler takes waits for one, from the
		 * connection or the last subscription on. After that it is acknowledged without
		 * being handled, and logged.
		 */
		private Duration unmatchedHoldTime = Duration.ZERO;

		/**
		 * Whether to unsubscribe topic filters that bring messages no handler takes, such
		 * as those of an earlier version of the application.
		 */
		private boolean unsubscribeStaleFilters = true;

		/**
		 * How long a handler may take to settle a message of QoS 1 or 2; for ever by
		 * default.
		 */
		private @Nullable Duration deliveryTimeout;

		/**
		 * What becomes of a message when its handler takes longer than the delivery
		 * timeout.
		 */
		private DeliveryTimeoutPolicy deliveryTimeoutPolicy = DeliveryTimeoutPolicy.TELL;

		/**
		 * What happens when too many bytes wait for handlers, but the client must go on
		 * reading.
		 */
		private InboundOverflowPolicy inboundOverflowPolicy = InboundOverflowPolicy.DROP_NEWEST;

		/**
		 * Topic to publish a message to when its handler has failed after all retries;
		 * none by default.
		 */
		private @Nullable String deadLetterTopic;

		/**
		 * Whether dead letters are received again and kept in memory, up to 1,000
		 * messages and 16 MB, so that they can be sent to their original topics again.
		 */
		private boolean keepDeadLetters;

		/**
		 * How long a message waits for the server to acknowledge its reply or dead
		 * letter, before it counts as failed.
		 */
		private Duration publishTimeout = Duration.ofSeconds(30);

		/**
		 * How long a handler that is stopped or removed while the application runs may
		 * take to handle the messages it has. Those that are left stay unacknowledged.
		 */
		private Duration stopTimeout = Duration.ofSeconds(30);

		/**
		 * How many threads there are at most for handlers with concurrency, and for
		 * messages that go on after a pause or a reply. Virtual threads have no limit.
		 */
		private int maxThreads = 64;

		private final Retry retry = new Retry();

		@NestedConfigurationProperty
		private final MqttIdempotencyProperties idempotency = new MqttIdempotencyProperties();

		public boolean isAutoStartup() {
			return this.autoStartup;
		}

		public void setAutoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public HandlerFailurePolicy getFailurePolicy() {
			return this.failurePolicy;
		}

		public void setFailurePolicy(HandlerFailurePolicy failurePolicy) {
			this.failurePolicy = failurePolicy;
		}

		public DataSize getMaxUnhandledSize() {
			return this.maxUnhandledSize;
		}

		public void setMaxUnhandledSize(DataSize maxUnhandledSize) {
			this.maxUnhandledSize = maxUnhandledSize;
		}

		public Duration getUnmatchedHoldTime() {
			return this.unmatchedHoldTime;
		}

		public void setUnmatchedHoldTime(Duration unmatchedHoldTime) {
			this.unmatchedHoldTime = unmatchedHoldTime;
		}

		public boolean isUnsubscribeStaleFilters() {
			return this.unsubscribeStaleFilters;
		}

		public void setUnsubscribeStaleFilters(boolean unsubscribeStaleFilters) {
			this.unsubscribeStaleFilters = unsubscribeStaleFilters;
		}

		public @Nullable Duration getDeliveryTimeout() {
			return this.deliveryTimeout;
		}

		public void setDeliveryTimeout(@Nullable Duration deliveryTimeout) {
			this.deliveryTimeout = deliveryTimeout;
		}

		public DeliveryTimeoutPolicy getDeliveryTimeoutPolicy() {
			return this.deliveryTimeoutPolicy;
		}

		public void setDeliveryTimeoutPolicy(DeliveryTimeoutPolicy deliveryTimeoutPolicy) {
			this.deliveryTimeoutPolicy = deliveryTimeoutPolicy;
		}

		public InboundOverflowPolicy getInboundOverflowPolicy() {
			return this.inboundOverflowPolicy;
		}

		public void setInboundOverflowPolicy(InboundOverflowPolicy inboundOverflowPolicy) {
			this.inboundOverflowPolicy = inboundOverflowPolicy;
		}

		public @Nullable String getDeadLetterTopic() {
			return this.deadLetterTopic;
		}

		public void setDeadLetterTopic(@Nullable String deadLetterTopic) {
			this.deadLetterTopic = deadLetterTopic;
		}

		public boolean isKeepDeadLetters() {
			return this.keepDeadLetters;
		}

		public void setKeepDeadLetters(boolean keepDeadLetters) {
			this.keepDeadLetters = keepDeadLetters;
		}

		public Duration getPublishTimeout() {
			return this.publishTimeout;
		}

		public void setPublishTimeout(Duration publishTimeout) {
			this.publishTimeout = publishTimeout;
		}

		public Duration getStopTimeout() {
			return this.stopTimeout;
		}

		public void setStopTimeout(Duration stopTimeout) {
			this.stopTimeout = stopTimeout;
		}

		public int getMaxThreads() {
			return this.maxThreads;
		}

		public void setMaxThreads(int maxThreads) {
			this.maxThreads = maxThreads;
		}

		public Retry getRetry() {
			return this.retry;
		}

		public MqttIdempotencyProperties getIdempotency() {
			return this.idempotency;
		}

		/**
		 * Attempts to handle a message whose handler failed. What cannot be converted or
		 * is not valid is not tried again.
		 */
		public static class Retry {

			/**
			 * Whether a message whose handler failed is tried again.
			 */
			private boolean enabled = true;

			/**
			 * How often it is tried again.
			 */
			private long maxRetries = 2;

			/**
			 * How long to wait before it is tried again for the first time.
			 */
			private Duration delay = Duration.ofMillis(500);

			/**
			 * Factor by which the wait grows each time.
			 */
			private double multiplier = 2;

			/**
			 * Longest time to wait.
			 */
			private Duration maxDelay = Duration.ofSeconds(10);

			/**
			 * How much longer or shorter, at random, the wait may be.
			 */
			private Duration jitter = Duration.ZERO;

			/**
			 * When a message that is tried again is acknowledged. Before its last attempt
			 * it holds up no other handler, but is lost when the process ends.
			 */
			private RetryAcknowledgment acknowledge = RetryAcknowledgment.AFTER;

			/**
			 * How many messages at a time can be acknowledged before their last attempt,
			 * and then exist in memory only. Further ones are acknowledged after it.
			 */
			private int maxInMemory = 1000;

			public boolean isEnabled() {
				return this.enabled;
			}

			public void setEnabled(boolean enabled) {
				this.enabled = enabled;
			}

			public long getMaxRetries() {
				return this.maxRetries;
			}

			public void setMaxRetries(long maxRetries) {
				this.maxRetries = maxRetries;
			}

			public Duration getDelay() {
				return this.delay;
			}

			public void setDelay(Duration delay) {
				this.delay = delay;
			}

			public double getMultiplier() {
				return this.multiplier;
			}

			public void setMultiplier(double multiplier) {
				this.multiplier = multiplier;
			}

			public Duration getMaxDelay() {
				return this.maxDelay;
			}

			public void setMaxDelay(Duration maxDelay) {
				this.maxDelay = maxDelay;
			}

			public Duration getJitter() {
				return this.jitter;
			}

			public void setJitter(Duration jitter) {
				this.jitter = jitter;
			}

			public RetryAcknowledgment getAcknowledge() {
				return this.acknowledge;
			}

			public void setAcknowledge(RetryAcknowledgment acknowledge) {
				this.acknowledge = acknowledge;
			}

			public int getMaxInMemory() {
				return this.maxInMemory;
			}

			public void setMaxInMemory(int maxInMemory) {
				this.maxInMemory = maxInMemory;
			}

		}

	}

	/**
	 * What happens when the application starts.
	 */
	public enum Startup {

		/** The client connects in the background, and keeps trying. */
		BACKGROUND,

		/**
		 * The application fails to start when no server accepts the connection, or what
		 * the handlers subscribe to. When it has started, they are subscribed.
		 */
		FAIL_FAST

	}

	/**
	 * What happens when a property is not known.
	 */
	public enum UnknownPropertyPolicy {

		/** It is logged with the name that was most likely meant. */
		WARN,

		/** The application fails to start. */
		FAIL,

		/** Nothing. */
		IGNORE

	}

}
