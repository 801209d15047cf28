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

package io.mqttworks.client.internal.session;

import java.time.Duration;
import java.time.Instant;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish that the session store keeps until it is done.
 */
public final class StoredPublish extends PendingPublish {

	/** What it is called in the store. */
	long key;

	/** Whether an earlier process published it, so that nobody holds its future. */
	private final boolean restored;

	/**
	 * Creates a pending message.
	 * @param message the message; QoS 1 or 2
	 * @param topic its topic in UTF-8, checked
	 */
	public StoredPublish(MqttMessage message, byte[] topic) {
		super(message, topic);
		this.restored = false;
	}

	StoredPublish(StoredMessage stored) {
		super(stored.message(), TopicBytes.of(stored.message().topic()));
		this.restored = true;
		this.wasSent = true;
		this.key = stored.key();
		this.sequence = stored.key();
		this.packetId = (char) stored.packetId();
		if (stored.packetId() != 0) {
			// Perhaps it was on the wire; a server that knows it must get it as such.
			exchange(stored.received() ? OutboundExchange.RELEASED : OutboundExchange.SENT);
		}
		Instant expiresAt = stored.expiresAt();
		if (expiresAt != null) {
			expireIn(timeLeft(expiresAt, message().messageExpiry()));
		}
	}

	/**
	 * The clock may have been set back since, by decades on a device that starts in 1970:
	 * no message lives longer than it was given.
	 */
	private static Duration timeLeft(Instant expiresAt, @Nullable Duration given) {
		Duration left = Duration.between(Instant.now(), expiresAt);
		return (given != null && left.compareTo(given) > 0) ? given : left;
	}

	boolean isRestored() {
		return this.restored;
	}

	/**
	 * Returns what to keep.
	 * @return the message with its identifier, if it has one
	 */
	StoredMessage toStore() {
		Instant expiresAt = canExpire() ? Instant.now().plusNanos(nanosLeft()) : null;
		return new StoredMessage(this.key, message(), expiresAt, this.packetId, false);
	}

}
