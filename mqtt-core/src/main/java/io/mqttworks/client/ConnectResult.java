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

package io.mqttworks.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the server said in its CONNACK (MQTT 5 section 3.2.2), with the standard's
 * defaults where it said nothing and on 3.1.1.
 */
public final class ConnectResult {

	private final ServerAddress server;

	private final MqttVersion version;

	private final String clientId;

	private final boolean sessionPresent;

	private final @Nullable Duration sessionExpiry;

	private final Duration keepAlive;

	private final int receiveMaximum;

	private final Qos maximumQos;

	private final boolean retainAvailable;

	private final int maximumPacketSize;

	private final int topicAliasMaximum;

	private final boolean wildcardSubscriptionAvailable;

	private final boolean subscriptionIdentifiersAvailable;

	private final boolean sharedSubscriptionAvailable;

	private final @Nullable String responseInformation;

	private final @Nullable String serverReference;

	private final @Nullable String reasonString;

	private final List<UserProperty> userProperties;

	private ConnectResult(Builder builder) {
		this.server = builder.server;
		this.version = builder.version;
		this.clientId = builder.clientId;
		this.sessionPresent = builder.sessionPresent;
		this.sessionExpiry = builder.sessionExpiry;
		this.keepAlive = builder.keepAlive;
		this.receiveMaximum = builder.receiveMaximum;
		this.maximumQos = builder.maximumQos;
		this.retainAvailable = builder.retainAvailable;
		this.maximumPacketSize = builder.maximumPacketSize;
		this.topicAliasMaximum = builder.topicAliasMaximum;
		this.wildcardSubscriptionAvailable = builder.wildcardSubscriptionAvailable;
		this.subscriptionIdentifiersAvailable = builder.subscriptionIdentifiersAvailable;
		this.sharedSubscriptionAvailable = builder.sharedSubscriptionAvailable;
		this.responseInformation = builder.responseInformation;
		this.serverReference = builder.serverReference;
		this.reasonString = builder.reasonString;
		this.userProperties = List.copyOf(builder.userProperties);
	}

	/**
	 * Starts from the defaults of the standard.
	 * @param server the server
	 * @param version the version that is spoken
	 * @param clientId the client identifier in use, be it the server's choice
	 * @return a builder
	 */
	public static Builder builder(ServerAddress server, MqttVersion version, String clientId) {
		return new Builder(server, version, clientId);
	}

	/**
	 * Returns the server.
	 * @return the server
	 */
	public ServerAddress server() {
		return this.server;
	}

	/**
	 * Returns the version that is spoken.
	 * @return the version that is spoken
	 */
	public MqttVersion version() {
		return this.version;
	}

	/**
	 * Returns the client identifier in use, be it the server's choice.
	 * @return the client identifier in use, be it the server's choice
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Returns whether the server still had the session.
	 * @return {@code true} if the server still had the session
	 */
	public boolean sessionPresent() {
		return this.sessionPresent;
	}

	/**
	 * Returns how long the server keeps the session after the connection ends.
	 * @return how long the server keeps the session after the connection ends;
	 * {@code null} for ever
	 */
	public @Nullable Duration sessionExpiry() {
		return this.sessionExpiry;
	}

	/**
	 * Returns the keep-alive interval in force.
	 * @return the keep-alive interval in force; zero for none
	 */
	public Duration keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Returns how many unacknowledged QoS 1 and 2 messages the server takes.
	 * @return how many unacknowledged QoS 1 and 2 messages the server takes
	 */
	public int receiveMaximum() {
		return this.receiveMaximum;
	}

	/**
	 * Returns the highest QoS the server takes.
	 * @return the highest QoS the server takes
	 */
	public Qos maximumQos() {
		return this.maximumQos;
	}

	/**
	 * Returns whether the server keeps retained messages.
	 * @return {@code true} if the server keeps retained messages
	 */
	public boolean retainAvailable() {
		return this.retainAvailable;
	}

	/**
	 * Returns the largest packet the server takes, in bytes.
	 * @return the largest packet the server takes, in bytes
	 */
	public int maximumPacketSize() {
		return this.maximumPacketSize;
	}

	/**
	 * Returns how many topic aliases the server takes.
	 * @return how many topic aliases the server takes
	 */
	public int topicAliasMaximum() {
		return this.topicAliasMaximum;
	}

	/**
	 * Returns whether filters may have wildcards.
	 * @return {@code true} if filters may have wildcards
	 */
	public boolean wildcardSubscriptionAvailable() {
		return this.wildcardSubscriptionAvailable;
	}

	/**
	 * Returns whether subscriptions may have identifiers.
	 * @return {@code true} if subscriptions may have identifiers
	 */
	public boolean subscriptionIdentifiersAvailable() {
		return this.subscriptionIdentifiersAvailable;
	}

	/**
	 * Returns whether {@code $share} works.
	 * @return {@code true} if {@code $share} works
	 */
	public boolean sharedSubscriptionAvailable() {
		return this.sharedSubscriptionAvailable;
	}

	/**
	 * Returns what the server offers to build response topics from, or {@code null}.
	 * @return what the server offers to build response topics from, or {@code null}
	 */
	public @Nullable String responseInformation() {
		return this.responseInformation;
	}

	/**
	 * Returns another server the server names, or {@code null}.
	 * @return another server the server names, or {@code null}
	 */
	public @Nullable String serverReference() {
		return this.serverReference;
	}

	/**
	 * Returns what the server adds for people, or {@code null}.
	 * @return what the server adds for people, or {@code null}
	 */
	public @Nullable String reasonString() {
		return this.reasonString;
	}

	/**
	 * Returns what the server adds for programs.
	 * @return what the server adds for programs
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ConnectResult that && Objects.equals(this.server, that.server)
				&& Objects.equals(this.version, that.version) && Objects.equals(this.clientId, that.clientId)
				&& this.sessionPresent == that.sessionPresent && Objects.equals(this.sessionExpiry, that.sessionExpiry)
				&& Objects.equals(this.keepAlive, that.keepAlive) && this.receiveMaximum == that.receiveMaximum
				&& Objects.equals(this.maximumQos, that.maximumQos) && this.retainAvailable == that.retainAvailable
				&& this.maximumPacketSize == that.maximumPacketSize && this.topicAliasMaximum == that.topicAliasMaximum
				&& this.wildcardSubscriptionAvailable == that.wildcardSubscriptionAvailable
				&& this.subscriptionIdentifiersAvailable == that.subscriptionIdentifiersAvailable
				&& this.sharedSubscriptionAvailable == that.sharedSubscriptionAvailable
				&& Objects.equals(this.responseInformation, that.responseInformation)
				&& Objects.equals(this.serverReference, that.serverReference)
				&& Objects.equals(this.reasonString, that.reasonString)
				&& Objects.equals(this.userProperties, that.userProperties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.server, this.version, this.clientId, this.sessionPresent, this.sessionExpiry,
				this.keepAlive, this.receiveMaximum, this.maximumQos, this.retainAvailable, this.maximumPacketSize,
				this.topicAliasMaximum, this.wildcardSubscriptionAvailable, this.subscriptionIdentifiersAvailable,
				this.sharedSubscriptionAvailable, this.responseInformation, this.serverReference, this.reasonString,
				this.userProperties);
	}

	@Override
	public String toString() {
		return "ConnectResult[server=" + this.server + ", version=" + this.version + ", clientId="
				+ Text.escape(this.clientId) + ", sessionPresent=" + this.sessionPresent + ", sessionExpiry="
				+ this.sessionExpiry + ", keepAlive=" + this.keepAlive + ", receiveMaximum=" + this.receiveMaximum
				+ ", maximumQos=" + this.maximumQos + ", retainAvailable=" + this.retainAvailable
				+ ", maximumPacketSize=" + this.maximumPacketSize + ", topicAliasMaximum=" + this.topicAliasMaximum
				+ ", wildcardSubscriptionAvailable=" + this.wildcardSubscriptionAvailable
				+ ", subscriptionIdentifiersAvailable=" + this.subscriptionIdentifiersAvailable
				+ ", sharedSubscriptionAvailable=" + this.sharedSubscriptionAvailable + ", responseInformation="
				+ Text.escape(this.responseInformation) + ", serverReference=" + Text.escape(this.serverReference)
				+ ", reasonString=" + Text.escape(this.reasonString) + ", userProperties="
				+ Text.escape(this.userProperties.toString()) + "]";
	}

	/**
	 * Builds {@link ConnectResult}.
	 */
	public static final class Builder {

		private final ServerAddress server;

		private final MqttVersion version;

		private final String clientId;

		private boolean sessionPresent;

		private @Nullable Duration sessionExpiry = Duration.ZERO;

		private Duration keepAlive = Duration.ZERO;

		private int receiveMaximum = Limits.MAX_UNSIGNED_SHORT;

		private Qos maximumQos = Qos.EXACTLY_ONCE;

		private boolean retainAvailable = true;

		private int maximumPacketSize = Limits.MAX_PACKET_SIZE;

		private int topicAliasMaximum = 0;

		private boolean wildcardSubscriptionAvailable = true;

		private boolean subscriptionIdentifiersAvailable;

		private boolean sharedSubscriptionAvailable = true;

		private @Nullable String responseInformation;

		private @Nullable String serverReference;

		private @Nullable String reasonString;

		private List<UserProperty> userProperties = List.of();

		private Builder(ServerAddress server, MqttVersion version, String clientId) {
			this.server = Objects.requireNonNull(server, "server");
			this.version = Objects.requireNonNull(version, "version");
			this.clientId = Objects.requireNonNull(clientId, "clientId");
		}

		/**
		 * Sets whether the server still had the session. The default is {@code false}.
		 * @param sessionPresent {@code true} if the server still had the session
		 * @return this builder
		 */
		public Builder sessionPresent(boolean sessionPresent) {
			this.sessionPresent = sessionPresent;
			return this;
		}

		/**
		 * Sets how long the server keeps the session after the connection ends.
		 * @param sessionExpiry how long the server keeps the session after the connection
		 * ends; {@code null} for ever
		 * @return this builder
		 */
		public Builder sessionExpiry(@Nullable Duration sessionExpiry) {
			this.sessionExpiry = sessionExpiry;
			return this;
		}

		/**
		 * Sets the keep-alive interval in force.
		 * @param keepAlive the keep-alive interval in force; zero for none
		 * @return this builder
		 */
		public Builder keepAlive(Duration keepAlive) {
			this.keepAlive = Objects.requireNonNull(keepAlive, "keepAlive");
			return this;
		}

		/**
		 * Sets how many unacknowledged QoS 1 and 2 messages the server takes.
		 * @param receiveMaximum how many unacknowledged QoS 1 and 2 messages the server
		 * takes
		 * @return this builder
		 */
		public Builder receiveMaximum(int receiveMaximum) {
			this.receiveMaximum = receiveMaximum;
			return this;
		}

		/**
		 * Sets the highest QoS the server takes.
		 * @param maximumQos the highest QoS the server takes
		 * @return this builder
		 */
		public Builder maximumQos(Qos maximumQos) {
			this.maximumQos = Objects.requireNonNull(maximumQos, "maximumQos");
			return this;
		}

		/**
		 * Sets whether the server keeps retained messages. The default is {@code true}.
		 * @param retainAvailable {@code true} if the server keeps retained messages
		 * @return this builder
		 */
		public Builder retainAvailable(boolean retainAvailable) {
			this.retainAvailable = retainAvailable;
			return this;
		}

		/**
		 * Sets the largest packet the server takes, in bytes.
		 * @param maximumPacketSize the largest packet the server takes, in bytes
		 * @return this builder
		 */
		public Builder maximumPacketSize(int maximumPacketSize) {
			this.maximumPacketSize = maximumPacketSize;
			return this;
		}

		/**
		 * Sets how many topic aliases the server takes.
		 * @param topicAliasMaximum how many topic aliases the server takes
		 * @return this builder
		 */
		public Builder topicAliasMaximum(int topicAliasMaximum) {
			this.topicAliasMaximum = topicAliasMaximum;
			return this;
		}

		/**
		 * Sets whether filters may have wildcards. The default is {@code true}.
		 * @param wildcardSubscriptionAvailable {@code true} if filters may have wildcards
		 * @return this builder
		 */
		public Builder wildcardSubscriptionAvailable(boolean wildcardSubscriptionAvailable) {
			this.wildcardSubscriptionAvailable = wildcardSubscriptionAvailable;
			return this;
		}

		/**
		 * Sets whether subscriptions may have identifiers. The default is {@code false}.
		 * @param subscriptionIdentifiersAvailable {@code true} if subscriptions may have
		 * identifiers
		 * @return this builder
		 */
		public Builder subscriptionIdentifiersAvailable(boolean subscriptionIdentifiersAvailable) {
			this.subscriptionIdentifiersAvailable = subscriptionIdentifiersAvailable;
			return this;
		}

		/**
		 * Sets whether {@code $share} works. The default is {@code true}.
		 * @param sharedSubscriptionAvailable {@code true} if {@code $share} works
		 * @return this builder
		 */
		public Builder sharedSubscriptionAvailable(boolean sharedSubscriptionAvailable) {
			this.sharedSubscriptionAvailable = sharedSubscriptionAvailable;
			return this;
		}

		/**
		 * Sets what the server offers to build response topics from, or {@code null}.
		 * @param responseInformation what the server offers to build response topics
		 * from, or {@code null}
		 * @return this builder
		 */
		public Builder responseInformation(@Nullable String responseInformation) {
			this.responseInformation = responseInformation;
			return this;
		}

		/**
		 * Sets another server the server names, or {@code null}.
		 * @param serverReference another server the server names, or {@code null}
		 * @return this builder
		 */
		public Builder serverReference(@Nullable String serverReference) {
			this.serverReference = serverReference;
			return this;
		}

		/**
		 * Sets what the server adds for people, or {@code null}.
		 * @param reasonString what the server adds for people, or {@code null}
		 * @return this builder
		 */
		public Builder reasonString(@Nullable String reasonString) {
			this.reasonString = reasonString;
			return this;
		}

		/**
		 * Sets what the server adds for programs.
		 * @param userProperties what the server adds for programs
		 * @return this builder
		 */
		public Builder userProperties(List<UserProperty> userProperties) {
			this.userProperties = List.copyOf(userProperties);
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 */
		public ConnectResult build() {
			return new ConnectResult(this);
		}

	}

}
