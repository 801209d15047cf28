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

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a client has done since it was built, and what it holds now. A snapshot: the
 * numbers are read one after the other.
 */
public final class ClientStatistics {

	private final Map<Qos, Long> sent;

	private final Map<Qos, Long> received;

	private final long bytesSent;

	private final long bytesReceived;

	private final long dropped;

	private final long inboundDropped;

	private final long unmatched;

	private final long handlerFailures;

	private final long connects;

	private final int pendingPublishes;

	private final long pendingBytes;

	private final int inFlight;

	private final long unhandledBytes;

	private ClientStatistics(Builder builder) {
		this.sent = Map.copyOf(builder.sent);
		this.received = Map.copyOf(builder.received);
		this.bytesSent = builder.bytesSent;
		this.bytesReceived = builder.bytesReceived;
		this.dropped = builder.dropped;
		this.inboundDropped = builder.inboundDropped;
		this.unmatched = builder.unmatched;
		this.handlerFailures = builder.handlerFailures;
		this.connects = builder.connects;
		this.pendingPublishes = builder.pendingPublishes;
		this.pendingBytes = builder.pendingBytes;
		this.inFlight = builder.inFlight;
		this.unhandledBytes = builder.unhandledBytes;
	}

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns how many messages were written to the server, by QoS.
	 * @return how many messages were written to the server, by QoS; repetitions count
	 */
	public Map<Qos, Long> sent() {
		return this.sent;
	}

	/**
	 * Returns how many messages were received, by QoS.
	 * @return how many messages were received, by QoS
	 */
	public Map<Qos, Long> received() {
		return this.received;
	}

	/**
	 * Returns how many bytes were written, of all packets.
	 * @return how many bytes were written, of all packets
	 */
	public long bytesSent() {
		return this.bytesSent;
	}

	/**
	 * Returns how many bytes were read, of all packets.
	 * @return how many bytes were read, of all packets
	 */
	public long bytesReceived() {
		return this.bytesReceived;
	}

	/**
	 * Returns how many messages to publish were given up.
	 * @return how many messages to publish were given up; the queue was full or they
	 * expired
	 */
	public long dropped() {
		return this.dropped;
	}

	/**
	 * Returns how many received messages were dropped.
	 * @return how many received messages were dropped; only QoS 0, when handlers are too
	 * slow
	 */
	public long inboundDropped() {
		return this.inboundDropped;
	}

	/**
	 * Returns how many received messages matched no handler and were given up.
	 * @return how many received messages matched no handler and were given up
	 */
	public long unmatched() {
		return this.unmatched;
	}

	/**
	 * Returns how many messages were received whose handler failed.
	 * @return how many messages were received whose handler failed
	 */
	public long handlerFailures() {
		return this.handlerFailures;
	}

	/**
	 * Returns how often the server accepted a connection.
	 * @return how often the server accepted a connection
	 */
	public long connects() {
		return this.connects;
	}

	/**
	 * Returns how many messages were accepted by {@code publish} and are not yet
	 * acknowledged by the server, or for QoS 0 not yet written.
	 * @return how many messages were accepted by {@code publish} and are not yet
	 * acknowledged by the server, or for QoS 0 not yet written
	 */
	public int pendingPublishes() {
		return this.pendingPublishes;
	}

	/**
	 * Returns the bytes that these messages hold.
	 * @return the bytes that these messages hold
	 */
	public long pendingBytes() {
		return this.pendingBytes;
	}

	/**
	 * Returns how many QoS 1 and 2 messages were sent and are not yet acknowledged by the
	 * server.
	 * @return how many QoS 1 and 2 messages were sent and are not yet acknowledged by the
	 * server
	 */
	public int inFlight() {
		return this.inFlight;
	}

	/**
	 * Returns how many bytes were received and are not yet handled.
	 * @return how many bytes were received and are not yet handled
	 */
	public long unhandledBytes() {
		return this.unhandledBytes;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ClientStatistics that && Objects.equals(this.sent, that.sent)
				&& Objects.equals(this.received, that.received) && this.bytesSent == that.bytesSent
				&& this.bytesReceived == that.bytesReceived && this.dropped == that.dropped
				&& this.inboundDropped == that.inboundDropped && this.unmatched == that.unmatched
				&& this.handlerFailures == that.handlerFailures && this.connects == that.connects
				&& this.pendingPublishes == that.pendingPublishes && this.pendingBytes == that.pendingBytes
				&& this.inFlight == that.inFlight && this.unhandledBytes == that.unhandledBytes);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.sent, this.received, this.bytesSent, this.bytesReceived, this.dropped,
				this.inboundDropped, this.unmatched, this.handlerFailures, this.connects, this.pendingPublishes,
				this.pendingBytes, this.inFlight, this.unhandledBytes);
	}

	@Override
	public String toString() {
		return "ClientStatistics[sent=" + this.sent + ", received=" + this.received + ", bytesSent=" + this.bytesSent
				+ ", bytesReceived=" + this.bytesReceived + ", dropped=" + this.dropped + ", inboundDropped="
				+ this.inboundDropped + ", unmatched=" + this.unmatched + ", handlerFailures=" + this.handlerFailures
				+ ", connects=" + this.connects + ", pendingPublishes=" + this.pendingPublishes + ", pendingBytes="
				+ this.pendingBytes + ", inFlight=" + this.inFlight + ", unhandledBytes=" + this.unhandledBytes + "]";
	}

	/**
	 * Builds {@link ClientStatistics}.
	 */
	public static final class Builder {

		private Map<Qos, Long> sent = Map.of();

		private Map<Qos, Long> received = Map.of();

		private long bytesSent = 0;

		private long bytesReceived = 0;

		private long dropped = 0;

		private long inboundDropped = 0;

		private long unmatched = 0;

		private long handlerFailures = 0;

		private long connects = 0;

		private int pendingPublishes = 0;

		private long pendingBytes = 0;

		private int inFlight = 0;

		private long unhandledBytes = 0;

		private Builder() {
		}

		/**
		 * Sets how many messages were written to the server, by QoS.
		 * @param sent how many messages were written to the server, by QoS; repetitions
		 * count
		 * @return this builder
		 */
		public Builder sent(Map<Qos, Long> sent) {
			this.sent = Map.copyOf(sent);
			return this;
		}

		/**
		 * Sets how many messages were received, by QoS.
		 * @param received how many messages were received, by QoS
		 * @return this builder
		 */
		public Builder received(Map<Qos, Long> received) {
			this.received = Map.copyOf(received);
			return this;
		}

		/**
		 * Sets how many bytes were written, of all packets.
		 * @param bytesSent how many bytes were written, of all packets
		 * @return this builder
		 */
		public Builder bytesSent(long bytesSent) {
			this.bytesSent = bytesSent;
			return this;
		}

		/**
		 * Sets how many bytes were read, of all packets.
		 * @param bytesReceived how many bytes were read, of all packets
		 * @return this builder
		 */
		public Builder bytesReceived(long bytesReceived) {
			this.bytesReceived = bytesReceived;
			return this;
		}

		/**
		 * Sets how many messages to publish were given up.
		 * @param dropped how many messages to publish were given up; the queue was full
		 * or they expired
		 * @return this builder
		 */
		public Builder dropped(long dropped) {
			this.dropped = dropped;
			return this;
		}

		/**
		 * Sets how many received messages were dropped.
		 * @param inboundDropped how many received messages were dropped; only QoS 0, when
		 * handlers are too slow
		 * @return this builder
		 */
		public Builder inboundDropped(long inboundDropped) {
			this.inboundDropped = inboundDropped;
			return this;
		}

		/**
		 * Sets how many received messages matched no handler and were given up.
		 * @param unmatched how many received messages matched no handler and were given
		 * up
		 * @return this builder
		 */
		public Builder unmatched(long unmatched) {
			this.unmatched = unmatched;
			return this;
		}

		/**
		 * Sets how many messages were received whose handler failed.
		 * @param handlerFailures how many messages were received whose handler failed
		 * @return this builder
		 */
		public Builder handlerFailures(long handlerFailures) {
			this.handlerFailures = handlerFailures;
			return this;
		}

		/**
		 * Sets how often the server accepted a connection.
		 * @param connects how often the server accepted a connection
		 * @return this builder
		 */
		public Builder connects(long connects) {
			this.connects = connects;
			return this;
		}

		/**
		 * Sets how many messages were accepted by {@code publish} and are not yet
		 * acknowledged by the server, or for QoS 0 not yet written.
		 * @param pendingPublishes how many messages were accepted by {@code publish} and
		 * are not yet acknowledged by the server, or for QoS 0 not yet written
		 * @return this builder
		 */
		public Builder pendingPublishes(int pendingPublishes) {
			this.pendingPublishes = pendingPublishes;
			return this;
		}

		/**
		 * Sets the bytes that these messages hold.
		 * @param pendingBytes the bytes that these messages hold
		 * @return this builder
		 */
		public Builder pendingBytes(long pendingBytes) {
			this.pendingBytes = pendingBytes;
			return this;
		}

		/**
		 * Sets how many QoS 1 and 2 messages were sent and are not yet acknowledged by
		 * the server.
		 * @param inFlight how many QoS 1 and 2 messages were sent and are not yet
		 * acknowledged by the server
		 * @return this builder
		 */
		public Builder inFlight(int inFlight) {
			this.inFlight = inFlight;
			return this;
		}

		/**
		 * Sets how many bytes were received and are not yet handled.
		 * @param unhandledBytes how many bytes were received and are not yet handled
		 * @return this builder
		 */
		public Builder unhandledBytes(long unhandledBytes) {
			this.unhandledBytes = unhandledBytes;
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 */
		public ClientStatistics build() {
			return new ClientStatistics(this);
		}

	}

}
