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

package io.mqttworks.spring.config;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.mqttworks.client.Subscription;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.support.MqttHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what handler methods subscribe to, and what they know of the topic.
 */
@ExtendWith(OutputCaptureExtension.class)
class TopicFilterTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aGroupThatIsWrittenAsATopicDoesNotMoveTheVariables() {
		Shared shared = start(Shared.class, Map.of());
		assertThat(filters()).containsExactlyInAnyOrder("$share/group/+/x", "$share/g/+/#");
		this.client.deliver("berlin/x", "1");
		this.client.deliver("g/a/b", "2");
		assertThat(shared.sites).containsExactly("berlin 1", "g 2 of all");
	}

	@Test
	void theVariablesAreAHeaderAsWell() {
		Variables variables = start(Variables.class, Map.of());
		this.client.deliver("berlin/a/4", "x");
		assertThat(variables.seen).containsExactly(Map.of("site", "berlin", "lamp", "4"),
				Map.of("site", "berlin", "lamp", "4"));
		assertThat(variables.seen.get(0).keySet()).containsExactly("site", "lamp");
	}

	@Test
	void aPlaceholderCanHaveSeveralFiltersWithCommas() {
		start(Listed.class, Map.of("topics", "a/{zone}, b/+,,c", "other", "y,z"));
		assertThat(filters()).containsExactly("a/+", "b/+", "c", "literal,comma", "x/y,z");
	}

	@Test
	void aPlaceholderCanNameAList() {
		start(OnlyListed.class, Map.of("topics[0]", "a/+", "topics[1]", "b,c", "topics[2]", "d"));
		assertThat(filters()).containsExactly("a/+", "b,c", "d");
	}

	@Test
	void aPlaceholderCanHaveSeveralFiltersByDefault() {
		start(ByDefault.class, Map.of("second", "c,d"));
		assertThat(filters()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void aListWithoutElementsIsNoTopicFilter() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> start(OnlyListed.class, Map.of("topics", " , ")))
			.withMessageContaining("no topic filter");
	}

	@Test
	void aGroupIsANameWithoutSlashesAndWildcards() {
		for (String group : List.of("a/b", "+", "a#", "/")) {
			assertThatExceptionOfType(InvalidMqttListenerException.class)
				.isThrownBy(() -> start(Group.class, Map.of("group", group)))
				.withMessageContaining("sharedGroup '" + group + "'")
				.withMessageContaining("Group.on(String)");
		}
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> start(VariableGroup.class, Map.of()))
			.withMessageContaining("group name without wildcards");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttListenerEndpoint.builder("a", (message, messageContext) -> null)
				.topics("$share/one/a")
				.sharedGroup("two")
				.build())
			.withMessageContaining("'$share/one/a' names a group");
	}

	@Test
	void emptyLevelsAreWarnedOfOnce(CapturedOutput output) {
		start(Empty.class, Map.of());
		assertThat(output.getOut().lines().filter((line) -> line.contains("which has an empty level"))).hasSize(4)
			.anySatisfy(contains("'/leading'", "begins with '/'"))
			.anySatisfy(contains("'trailing/'", "ends with '/'"))
			.anySatisfy(contains("'in//between'", "has '//'"))
			.anySatisfy(contains("'/shared'", "begins with '/'"));
	}

	private static Consumer<String> contains(String... words) {
		return (line) -> assertThat(line).contains(words);
	}

	private List<String> filters() {
		return this.client.subscriptions().stream().map(Subscription::topicFilter).toList();
	}

	private <T> T start(Class<T> type, Map<String, Object> properties) {
		close();
		this.context = new AnnotationConfigApplicationContext();
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		this.context.registerBean("mqttClient", FakeMqttClient.class, () -> this.client);
		this.context.register(TestContexts.Config.class, type);
		this.context.refresh();
		return this.context.getBean(type);
	}

	static class Shared {

		final List<String> sites = new CopyOnWriteArrayList<>();

		@MqttSubscribe("$share/group/{site}/x")
		void on(String payload, @DestinationVariable String site) {
			this.sites.add(site + " " + payload);
		}

		@MqttSubscribe("$share/g/{site}/#")
		void onAll(String payload, @DestinationVariable String site) {
			if (!payload.equals("1")) {
				this.sites.add(site + " " + payload + " of all");
			}
		}

	}

	static class Variables {

		final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

		@MqttSubscribe("{site}/a/{lamp}")
		@SuppressWarnings("unchecked")
		void on(@Header(MqttHeaders.TOPIC_VARIABLES) Map<String, String> variables, Message<String> message) {
			this.seen.add(variables);
			this.seen.add(message.getHeaders().get(MqttHeaders.TOPIC_VARIABLES, Map.class));
		}

	}

	static class Listed {

		@MqttSubscribe({ "${topics}", "literal,comma", "x/${other}" })
		void on(String payload) {
		}

	}

	static class OnlyListed {

		@MqttSubscribe("${topics}")
		void on(String payload) {
		}

	}

	static class ByDefault {

		@MqttSubscribe({ "${first:a,b}", "${none:${second}}" })
		void on(String payload) {
		}

	}

	static class Group {

		@MqttSubscribe(topics = "a", sharedGroup = "${group}")
		void on(String payload) {
		}

	}

	static class VariableGroup {

		@MqttSubscribe("$share/{group}/a")
		void on(String payload) {
		}

	}

	static class Empty {

		@MqttSubscribe({ "/leading", "trailing/", "in//between", "fine/+/#" })
		void on(String payload) {
		}

		@MqttSubscribe(topics = "/shared", sharedGroup = "g")
		void onShared(String payload) {
		}

		@MqttSubscribe("/leading")
		void again(String payload) {
		}

	}

}
