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

import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a handler is told of the filters that a message came for.
 */
class OwnFiltersTests {

	private final OwnFilters filters = new OwnFilters(List.of("a/#", "+/b", "$mine/x/c"), List.of("$mine/+/"));

	OwnFiltersTests() {
		this.filters.identified("a/#", 1);
		this.filters.identified("+/b", 2);
	}

	@Test
	void onlyFilterIsTheOneWhateverTheMessageSays() {
		OwnFilters one = new OwnFilters(List.of("a/#"), List.of());
		one.identified("a/#", 1);
		assertThat(one.of(message("other", 2))).containsExactly("a/#");
	}

	@Test
	void identifiersSayWhichFilters() {
		assertThat(this.filters.of(message("a/b", 2))).containsExactly("+/b");
		assertThat(this.filters.of(message("a/b", 2, 1))).containsExactly("+/b", "a/#");
		assertThat(this.filters.of(message("a/b", 1, 3))).as("one is of somebody else").containsExactly("a/#");
	}

	@Test
	void topicSaysWhichFiltersWhereIdentifiersDoNot() {
		for (int i = 0; i < 2; i++) {
			assertThat(this.filters.of(message("a/b"))).containsExactlyInAnyOrder("a/#", "+/b");
			assertThat(this.filters.of(message("c"))).containsExactly("$mine/x/c");
			assertThat(this.filters.of(message("a/b", 3))).as("nobody's identifier")
				.containsExactlyInAnyOrder("a/#", "+/b");
			assertThat(this.filters.of(message("nothing"))).isEmpty();
		}
	}

	private static MqttMessage message(String topic, Integer... identifiers) {
		return MqttMessage.received(topic, new byte[0], Qos.AT_MOST_ONCE, false, false, 0,
				new MessageProperties(null, false, null, null, null, List.of(), List.of(identifiers)));
	}

}
