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
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What targets of a filter have taken under identifiers that nobody has, as far as
 * another copy of it may still come. Those of QoS 0 overtake what a server has queued,
 * and so say nothing of what comes behind the others.
 *
 * @param <T> the type of the targets
 */
final class ForeignCopies<T> {

	/** The last one of QoS 0. */
	private @Nullable Taken<T> overtaking;

	/** The last one of QoS 1 or 2. */
	private @Nullable Taken<T> queued;

	/** Who has taken which of QoS 1 and 2, by packet identifier. */
	private final IntObjectHashMap<List<T>> takers = new IntObjectHashMap<>(4);

	/**
	 * Some targets take one.
	 * @param message the message
	 * @param targets the targets; at least one
	 */
	void take(MqttMessage message, List<T> targets) {
		if (message.qos() == Qos.AT_MOST_ONCE) {
			this.overtaking = new Taken<>(message, targets);
		}
		else {
			this.queued = new Taken<>(message, targets);
			this.takers.put(message.packetId(), targets);
		}
	}

	/**
	 * One is repeated on a new connection, and so are those that came behind it.
	 * @param message the repetition
	 */
	void repeated(MqttMessage message) {
		List<T> targets = this.takers.get(message.packetId());
		if (targets != null) {
			this.queued = new Taken<>(message, targets);
		}
	}

	/**
	 * Returns whether a message with another identifier that nobody has is a second copy
	 * of the last one.
	 * @param message the message
	 * @return {@code true} if it is
	 */
	boolean hasOther(MqttMessage message) {
		Taken<T> last = (message.qos() == Qos.AT_MOST_ONCE) ? this.overtaking : this.queued;
		return last != null && last.isCopy(message)
				&& !last.message.properties()
					.subscriptionIdentifiers()
					.equals(message.properties().subscriptionIdentifiers());
	}

	/**
	 * A message with the filter's own identifier has come.
	 * @param message the message
	 * @return who has taken it before, if it is a second copy of the last one
	 */
	List<T> see(MqttMessage message) {
		List<T> targets = List.of();
		if (this.overtaking != null && this.overtaking.isCopy(message)) {
			targets = this.overtaking.targets;
		}
		this.overtaking = null;
		boolean copy = this.queued != null && this.queued.isCopy(message);
		if (this.queued != null && copy) {
			targets = this.queued.targets;
		}
		if (copy || message.qos() != Qos.AT_MOST_ONCE) {
			this.queued = null;
		}
		return targets;
	}

	/**
	 * Returns whether no copy can come any more.
	 * @return {@code true} once it is known
	 */
	boolean isOver() {
		return this.overtaking == null && this.queued == null;
	}

	private record Taken<T>(MqttMessage message, List<T> targets) {

		boolean isCopy(MqttMessage other) {
			return this.message.topic().equals(other.topic()) && Arrays.equals(this.message.payload(), other.payload());
		}

	}

}
