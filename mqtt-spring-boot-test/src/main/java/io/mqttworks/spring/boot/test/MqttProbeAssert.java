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
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Topics;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a {@link MqttProbe} received. What is begun here is checked by
 * {@code within} or {@code during} at the end of the chain.
 */
public final class MqttProbeAssert extends AbstractAssert<MqttProbeAssert, MqttProbe> {

	MqttProbeAssert(MqttProbe probe) {
		super(probe, MqttProbeAssert.class);
	}

	/**
	 * Begins to say which message must have come, or come soon.
	 * @param topicFilter a filter of its topic
	 * @return what more there is to say of it, to be ended with
	 * {@link ReceivedAssert#within(Duration)}
	 */
	public ReceivedAssert received(String topicFilter) {
		return new ReceivedAssert(this.actual, topicFilter);
	}

	/**
	 * Begins to say which message must not have come, and not come soon.
	 * @param topicFilter a filter of its topic
	 * @return what more there is to say of it, to be ended with
	 * {@link NeverReceivedAssert#during(Duration)}
	 */
	public NeverReceivedAssert neverReceived(String topicFilter) {
		return new NeverReceivedAssert(this.actual, topicFilter);
	}

	/**
	 * Begins to say in which order messages must come. Others may come in between.
	 * @param topicFilters a filter for each message
	 * @return to be ended with {@link InOrderAssert#within(Duration)}
	 */
	public InOrderAssert receivedInOrder(String... topicFilters) {
		return new InOrderAssert(this.actual, List.of(topicFilters));
	}

	/**
	 * Ends an assertion on the order of messages.
	 */
	public static final class InOrderAssert {

		private final MqttProbe probe;

		private final List<String> topicFilters;

		InOrderAssert(MqttProbe probe, List<String> topicFilters) {
			this.probe = probe;
			this.topicFilters = topicFilters;
			topicFilters.forEach(Topics::validateFilter);
			probe.begin(this);
		}

		/**
		 * Waits until the messages have come in this order.
		 * @param timeout how long at most; zero for those that have come already
		 * @return the messages, one for each filter
		 * @throws AssertionError if they have not come, saying what did
		 */
		public List<MqttMessage> within(Duration timeout) {
			this.probe.finish(this);
			List<MqttMessage> found = this.probe.await(timeout, this::find);
			if (found == null) {
				throw new AssertionError(String.format("Expecting messages within %s%n  in the order %s%nbut %s",
						Arrived.text(timeout), this.topicFilters, Arrived.list(this.probe.messages())));
			}
			return found;
		}

		private @Nullable List<MqttMessage> find(List<MqttMessage> messages) {
			List<MqttMessage> found = new ArrayList<>();
			for (MqttMessage message : messages) {
				if (found.size() < this.topicFilters.size()
						&& Topics.matches(this.topicFilters.get(found.size()), message.topic())) {
					found.add(message);
				}
			}
			return (found.size() == this.topicFilters.size()) ? found : null;
		}

		@Override
		public String toString() {
			return "receivedInOrder(" + this.topicFilters + ")";
		}

	}

}
