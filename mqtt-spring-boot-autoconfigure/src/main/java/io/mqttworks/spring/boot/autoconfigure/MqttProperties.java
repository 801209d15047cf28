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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of MQTT.
 */
@ConfigurationProperties("mqtt")
public class MqttProperties {

	/**
	 * Comma-separated list of server addresses, tried in order until one accepts:
	 * mqtt://host:1883, mqtts://host:8883, ws://host/mqtt, wss://host/mqtt or unix:/path.
	 */
	private List<String> servers = new ArrayList<>(List.of("mqtt://localhost:1883"));

	/**
	 * Whether the servers are tried in random order.
	 */
	private boolean shuffleServers;

	/**
	 * How many redirections of the server to another one are followed in a row. MQTT 5
	 * only.
	 */
	private int maxRedirects = 3;

	/**
	 * Protocol version to speak: 3.1.1, 5, or auto to offer 5 and fall back to 3.1.1.
	 */
	private String version = "auto";

	/**
	 * Client identifier, which names the session on the server. Two connected clients
	 * must not share one. Without it a random one is made up at every start.
	 */
	private @Nullable String clientId;

	/**
	 * User name to log in with.
	 */
	private @Nullable String username;

	/**
	 * Password or token to log in with.
	 */
	private @Nullable String password;

	/**
	 * Longest silence before a ping is sent; zero for no pings. If a duration suffix is
	 * not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration keepAlive = Duration.ofSeconds(60);

	/**
	 * Whether the first connection throws the session on the server away. By default it
	 * does when there is no client identifier.
	 */
	private @Nullable Boolean cleanStart;

	/**
	 * How long the server keeps the session after the connection ends; negative for ever.
	 * MQTT 5 only. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration sessionExpiry = Duration.ofHours(1);

	/**
	 * How many QoS 1 and 2 messages the server may send before the first of them is
	 * acknowledged. MQTT 5 only.
	 */
	private int receiveMaximum = 1000;

	/**
	 * Largest packet to accept. By default all that the protocol can express.
	 */
	private @Nullable DataSize maximumPacketSize;

	/**
	 * How many topic aliases to use in each direction; 0 for none. MQTT 5 only.
	 */
	private int topicAliasMaximum = 16;

	/**
	 * Whether to ask the server what to build response topics from. MQTT 5 only.
	 */
	private boolean requestResponseInformation;

	/**
	 * User properties to send when connecting. MQTT 5 only.
	 */
	private Map<String, String> userProperties = new LinkedHashMap<>();

	/**
	 * How long one attempt to connect may take.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * How long to wait at shutdown for handlers that run and messages that are on their
	 * way.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * What happens when the application starts.
	 */
	private Startup startup = Startup.BACKGROUND;

	private final Will will = new Will();

	private final Reconnect reconnect = new Reconnect();

	private final Publish publish = new Publish();

	private final Listener listener = new Listener();

	public List<String> getServers() {
		return this.servers;
	}

	public void setServers(List<String> servers) {
		this.servers = servers;
	}

	public boolean isShuffleServers() {
		return this.shuffleServers;
	}

	public void setShuffleServers(boolean shuffleServers) {
		this.shuffleServers = shuffleServers;
	}

	public int getMaxRedirects() {
		return this.maxRedirects;
	}

	public void setMaxRedirects(int maxRedirects) {
		this.maxRedirects = maxRedirects;
	}

	public String getVersion() {
		return this.version;
	}

	public void setVersion(String version) {
		this.version = version;
	}

	public @Nullable String getClientId() {
		return this.clientId;
	}

	public void setClientId(@Nullable String clientId) {
		this.clientId = clientId;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public Duration getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(Duration keepAlive) {
		this.keepAlive = keepAlive;
	}

	public @Nullable Boolean getCleanStart() {
		return this.cleanStart;
	}

	public void setCleanStart(@Nullable Boolean cleanStart) {
		this.cleanStart = cleanStart;
	}

	public Duration getSessionExpiry() {
		return this.sessionExpiry;
	}

	public void setSessionExpiry(Duration sessionExpiry) {
		this.sessionExpiry = sessionExpiry;
	}

	public int getReceiveMaximum() {
		return this.receiveMaximum;
	}

	public void setReceiveMaximum(int receiveMaximum) {
		this.receiveMaximum = receiveMaximum;
	}

	public @Nullable DataSize getMaximumPacketSize() {
		return this.maximumPacketSize;
	}

	public void setMaximumPacketSize(@Nullable DataSize maximumPacketSize) {
		this.maximumPacketSize = maximumPacketSize;
	}

	public int getTopicAliasMaximum() {
		return this.topicAliasMaximum;
	}

	public void setTopicAliasMaximum(int topicAliasMaximum) {
		this.topicAliasMaximum = topicAliasMaximum;
	}

	public boolean isRequestResponseInformation() {
		return this.requestResponseInformation;
	}

	public void setRequestResponseInformation(boolean requestResponseInformation) {
		this.requestResponseInformation = requestResponseInformation;
	}

	public Map<String, String> getUserProperties() {
		return this.userProperties;
	}

	public void setUserProperties(Map<String, String> userProperties) {
		this.userProperties = userProperties;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Startup getStartup() {
		return this.startup;
	}

	public void setStartup(Startup startup) {
		this.startup = startup;
	}

	public Will getWill() {
		return this.will;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public Publish getPublish() {
		return this.publish;
	}

	public Listener getListener() {
		return this.listener;
	}

	/**
	 * Message the server publishes when the connection ends without a goodbye.
	 */
	public static class Will {

		/**
		 * Topic of the message the server publishes when the connection ends without a
		 * goodbye. There is no will without it.
		 */
		private @Nullable String topic;

		/**
		 * Payload of the will, as text.
		 */
		private String payload = "";

		/**
		 * Quality of service, 0 to 2, of the will.
		 */
		private int qos = 1;

		/**
		 * Whether the server keeps the will for later subscribers.
		 */
		private boolean retain;

		/**
		 * How long the server waits for the client to come back before it publishes the
		 * will. MQTT 5 only. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration delay = Duration.ZERO;

		/**
		 * Content type of the will. MQTT 5 only.
		 */
		private @Nullable String contentType;

		/**
		 * How long the will is worth delivering. MQTT 5 only. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration messageExpiry;

		/**
		 * User properties of the will. MQTT 5 only.
		 */
		private Map<String, String> userProperties = new LinkedHashMap<>();

		public @Nullable String getTopic() {
			return this.topic;
		}

		public void setTopic(@Nullable String topic) {
			this.topic = topic;
		}

		public String getPayload() {
			return this.payload;
		}

		public void setPayload(String payload) {
			this.payload = payload;
		}

		public int getQos() {
			return this.qos;
		}

		public void setQos(int qos) {
			this.qos = qos;
		}

		public boolean isRetain() {
			return this.retain;
		}

		public void setRetain(boolean retain) {
			this.retain = retain;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public @Nullable String getContentType() {
			return this.contentType;
		}

		public void setContentType(@Nullable String contentType) {
			this.contentType = contentType;
		}

		public @Nullable Duration getMessageExpiry() {
			return this.messageExpiry;
		}

		public void setMessageExpiry(@Nullable Duration messageExpiry) {
			this.messageExpiry = messageExpiry;
		}

		public Map<String, String> getUserProperties() {
			return this.userProperties;
		}

		public void setUserProperties(Map<String, String> userProperties) {
			this.userProperties = userProperties;
		}

	}

	/**
	 * When to connect again.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect again after the connection is lost or an attempt failed.
		 */
		private boolean enabled = true;

		/**
		 * Upper bound of the first delay. Delays double and are random between nothing
		 * and their upper bound.
		 */
		private Duration minDelay = Duration.ofSeconds(1);

		/**
		 * Upper bound of every delay.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * How long a connection must have lasted for delays to start again from the
		 * minimum.
		 */
		private Duration stableAfter = Duration.ofSeconds(10);

		/**
		 * Comma-separated list of reasons for a refused connection that end the attempts,
		 * such as bad-user-name-or-password.
		 */
		private Set<ReasonCode> giveUpOn = new LinkedHashSet<>();

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getMinDelay() {
			return this.minDelay;
		}

		public void setMinDelay(Duration minDelay) {
			this.minDelay = minDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getStableAfter() {
			return this.stableAfter;
		}

		public void setStableAfter(Duration stableAfter) {
			this.stableAfter = stableAfter;
		}

		public Set<ReasonCode> getGiveUpOn() {
			return this.giveUpOn;
		}

		public void setGiveUpOn(Set<ReasonCode> giveUpOn) {
			this.giveUpOn = giveUpOn;
		}

	}

	/**
	 * Messages to publish.
	 */
	public static class Publish {

		/**
		 * Quality of service, 0 to 2, of messages that do not say.
		 */
		private int qos = 1;

		/**
		 * Whether messages that do not say are kept by the server for later subscribers.
		 */
		private boolean retain;

		/**
		 * How long messages that do not say are worth delivering, in whole seconds; for
		 * ever by default. Ignored on MQTT 3.1.1.
		 */
		private @Nullable Duration messageExpiry;

		/**
		 * Content type objects are written with when the message does not say; by default
		 * that of the first converter, which is JSON.
		 */
		private @Nullable String contentType;

		/**
		 * How long blocking calls wait for the server to acknowledge a message.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		/**
		 * How long requests wait for their reply.
		 */
		private Duration replyTimeout = Duration.ofSeconds(10);

		/**
		 * How many messages may wait to be sent or acknowledged.
		 */
		private int maxPendingMessages = 100_000;

		/**
		 * How many bytes of topics and payloads may wait to be sent or acknowledged.
		 */
		private DataSize maxPendingSize = DataSize.ofMegabytes(64);

		/**
		 * What happens to a message when no more may wait.
		 */
		private OverflowPolicy overflowPolicy = OverflowPolicy.FAIL;

		public int getQos() {
			return this.qos;
		}

		public void setQos(int qos) {
			this.qos = qos;
		}

		public boolean isRetain() {
			return this.retain;
		}

		public void setRetain(boolean retain) {
			this.retain = retain;
		}

		public @Nullable Duration getMessageExpiry() {
			return this.messageExpiry;
		}

		public void setMessageExpiry(@Nullable Duration messageExpiry) {
			this.messageExpiry = messageExpiry;
		}

		public @Nullable String getContentType() {
			return this.contentType;
		}

		public void setContentType(@Nullable String contentType) {
			this.contentType = contentType;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getReplyTimeout() {
			return this.replyTimeout;
		}

		public void setReplyTimeout(Duration replyTimeout) {
			this.replyTimeout = replyTimeout;
		}

		public int getMaxPendingMessages() {
			return this.maxPendingMessages;
		}

		public void setMaxPendingMessages(int maxPendingMessages) {
			this.maxPendingMessages = maxPendingMessages;
		}

		public DataSize getMaxPendingSize() {
			return this.maxPendingSize;
		}

		public void setMaxPendingSize(DataSize maxPendingSize) {
			this.maxPendingSize = maxPendingSize;
		}

		public OverflowPolicy getOverflowPolicy() {
			return this.overflowPolicy;
		}

		public void setOverflowPolicy(OverflowPolicy overflowPolicy) {
			this.overflowPolicy = overflowPolicy;
		}

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
		 * How many messages a handler method that does not say handles at a time. With
		 * more than 1 they are divided by topic, so that those of one topic stay in
		 * order.
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
		 * Topic that messages are published to whose handler fails after all retries;
		 * none by default.
		 */
		private @Nullable String deadLetterTopic;

		private final Retry retry = new Retry();

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

		public @Nullable String getDeadLetterTopic() {
			return this.deadLetterTopic;
		}

		public void setDeadLetterTopic(@Nullable String deadLetterTopic) {
			this.deadLetterTopic = deadLetterTopic;
		}

		public Retry getRetry() {
			return this.retry;
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
			 * How much longer to wait each time.
			 */
			private double multiplier = 2;

			/**
			 * Longest time to wait.
			 */
			private Duration maxDelay = Duration.ofSeconds(10);

			/**
			 * How much shorter or longer, at random, to wait.
			 */
			private Duration jitter = Duration.ZERO;

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

		}

	}

	/**
	 * What happens when the application starts.
	 */
	public enum Startup {

		/** The client connects in the background, and keeps trying. */
		BACKGROUND,

		/** The application fails to start when no server accepts the connection. */
		FAIL_FAST

	}

}
