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

package io.mqttworks.client.internal.routing;

import java.util.Arrays;
import java.util.BitSet;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * What a filter has taken under identifiers that nobody has, as far as another copy of it
 * may still come. Those of QoS 0 overtake what a server has queued, and so say nothing of
 * what comes behind the others.
 */
final class ForeignCopies {

	/** The last one of QoS 0. */
	private @Nullable MqttMessage overtaking;

	/** The last one of QoS 1 or 2. */
	private @Nullable MqttMessage queued;

	/** Packet identifiers of all those of QoS 1 and 2. */
	private final BitSet packetIds = new BitSet();

	void take(MqttMessage message) {
		if (message.qos() == Qos.AT_MOST_ONCE) {
			this.overtaking = message;
		}
		else {
			this.queued = message;
			this.packetIds.set(message.packetId());
		}
	}

	/**
	 * One is repeated on a new connection, and so are those that came behind it.
	 * @param message the repetition
	 */
	void repeated(MqttMessage message) {
		if (this.packetIds.get(message.packetId())) {
			this.queued = message;
		}
	}

	/**
	 * Returns whether a message with another identifier that nobody has is a second copy
	 * of the last one.
	 * @param message the message
	 * @return {@code true} if it is
	 */
	boolean hasOther(MqttMessage message) {
		MqttMessage last = (message.qos() == Qos.AT_MOST_ONCE) ? this.overtaking : this.queued;
		return last != null && isCopy(last, message)
				&& !last.properties().subscriptionIdentifiers().equals(message.properties().subscriptionIdentifiers());
	}

	/**
	 * A message with the filter's own identifier has come.
	 * @param message the message
	 * @return {@code true} if it is a second copy of the last one
	 */
	boolean see(MqttMessage message) {
		boolean overtaken = isCopy(this.overtaking, message);
		boolean copy = isCopy(this.queued, message);
		this.overtaking = null;
		if (copy || message.qos() != Qos.AT_MOST_ONCE) {
			this.queued = null;
		}
		return overtaken || copy;
	}

	/**
	 * Returns whether no copy can come any more.
	 * @return {@code true} once it is known
	 */
	boolean isOver() {
		return this.overtaking == null && this.queued == null;
	}

	private static boolean isCopy(@Nullable MqttMessage one, MqttMessage other) {
		return one != null && one.topic().equals(other.topic()) && Arrays.equals(one.payload(), other.payload());
	}

}
