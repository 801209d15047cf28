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

package io.mqttworks.client.spi;

import java.time.Instant;

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 1 or 2 message to publish, as a {@link StoredSession} keeps it.
 *
 * @param key what it is called in the session; messages are sent in the order of their
 * keys
 * @param message the message
 * @param expiresAt when it expires, or {@code null} for never
 * @param packetId the packet identifier it is, or was, sent with; 0 if it was not sent
 * @param received whether the server has received it (QoS 2: PUBREC), so that it must not
 * be sent again
 */
public record StoredMessage(long key, MqttMessage message, @Nullable Instant expiresAt, int packetId,
		boolean received) {

	/**
	 * Returns this message with a packet identifier.
	 * @param packetId the identifier
	 * @return the message
	 */
	public StoredMessage withPacketId(int packetId) {
		return new StoredMessage(this.key, this.message, this.expiresAt, packetId, this.received);
	}

	/**
	 * Returns this message as received by the server.
	 * @return the message
	 */
	public StoredMessage asReceived() {
		return new StoredMessage(this.key, this.message, this.expiresAt, this.packetId, true);
	}

	/**
	 * Returns whether this message has expired.
	 * @param now the time
	 * @return {@code true} from the instant {@link #expiresAt} on
	 */
	public boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

}
