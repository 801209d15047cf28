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

package io.mqttworks.spring.integration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.integration.MqttIntegrationAutoConfiguration;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.support.MqttHeaders;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.acks.AcknowledgmentCallback;
import org.springframework.integration.acks.SimpleAcknowledgment;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.PollableChannel;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the channel adapters and the gateway, without a broker.
 */
class MqttChannelAdapterTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, JacksonAutoConfiguration.class,
				IntegrationAutoConfiguration.class, MqttIntegrationAutoConfiguration.class))
		.withBean("mqttClient", FakeMqttClient.class, () -> this.client)
		.withPropertyValues("mqtt.listener.retry.delay=1ms");

	@Test
	void messagesGoToTheChannel() {
		run(Inbound.class, (context) -> {
			assertThat(this.client.calls).startsWith("subscribe [zones/+/temperature]");
			Delivery delivery = this.client.deliver("zones/7/temperature", "{\"celsius\":1}");
			assertThat(delivery.acknowledgments).containsExactly("acknowledged");
			Message<?> message = receive(context, "readings");
			assertThat(message.getPayload()).isEqualTo(new Reading(1));
			assertThat(message.getHeaders()).containsEntry(MqttHeaders.TOPIC, "zones/7/temperature")
				.containsEntry(MqttHeaders.TOPIC_FILTER, "zones/+/temperature")
				.containsEntry(MqttHeaders.TOPIC_VARIABLES, Map.of("zone", "7"))
				.doesNotContainKey(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK);
		});
	}

	@Test
	void anEmptyPayloadIsPassedOnAsItIs() {
		run(Inbound.class, (context) -> {
			this.client.deliver("zones/7/temperature", "");
			assertThat(receive(context, "readings").getPayload()).isEqualTo(new byte[0]);
		});
	}

	@Test
	void userPropertiesCannotBecomeHeadersSpringActsUpon() {
		this.runner.withPropertyValues("mqtt.integration.inbound-headers=site,*Channel")
			.withUserConfiguration(Inbound.class)
			.run((context) -> {
				this.client.deliver(received("zones/7/temperature", "{\"celsius\":1}",
						new UserProperty("site", "berlin"), new UserProperty("other", "x"),
						new UserProperty("replyChannel", "evil"), new UserProperty("errorChannel", "evil")));
				MessageHeaders headers = receive(context, "readings").getHeaders();
				assertThat(headers).containsEntry("site", "berlin")
					.doesNotContainKeys("other", "replyChannel", "errorChannel");
				assertThat(headers.get(MqttHeaders.USER_PROPERTIES)).asString().contains("other");
			});
	}

	@Test
	void aFlowThatFailsIsTriedAgainAndThenUpToThePolicy() {
		run(Failing.class, (context) -> {
			Delivery delivery = this.client.deliver("failing", "x");
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly("failed"));
			assertThat(context.getBean(Failing.class).attempts).isEqualTo(3);
		});
	}

	@Test
	void anErrorChannelTakesFailuresAndTheMessageIsAcknowledged() {
		run(Failing.class, (context) -> {
			assertThat(this.client.deliver("withErrorChannel", "x").acknowledgments).containsExactly("acknowledged");
			Message<?> error = receive(context, "errors");
			assertThat(error.getPayload()).isInstanceOf(MessagingException.class);
			assertThat(this.client.deliver("number", "{").acknowledgments).containsExactly("acknowledged");
			assertThat(receive(context, "errors").getPayload()).isInstanceOf(MessagingException.class)
				.satisfies((ex) -> assertThat(((MessagingException) ex).getFailedMessage().getHeaders())
					.containsEntry(MqttHeaders.TOPIC, "number"));
		});
	}

	@Test
	void aFlowCanAcknowledgeByHand() {
		run(ByHand.class, (context) -> {
			Delivery accepted = this.client.deliver("by/hand", "x");
			Delivery rejected = this.client.deliver("by/hand", "y");
			Delivery left = this.client.deliver("by/hand", "z");
			assertThat(accepted.acknowledgments).isEmpty();
			acknowledgment(context).acknowledge();
			((AcknowledgmentCallback) acknowledgment(context)).acknowledge(AcknowledgmentCallback.Status.REJECT);
			((AcknowledgmentCallback) acknowledgment(context)).acknowledge(AcknowledgmentCallback.Status.REQUEUE);
			assertThat(accepted.acknowledgments).containsExactly("acknowledged");
			assertThat(rejected.acknowledgments).containsExactly("rejected UNSPECIFIED_ERROR");
			assertThat(left.acknowledgments).containsExactly("left");
		});
	}

	@Test
	void anAdapterCanComeAndGo() {
		run(Inbound.class, (context) -> {
			IntegrationFlowContext flows = context.getBean(IntegrationFlowContext.class);
			QueueChannel received = new QueueChannel();
			String id = flows.registration(
					IntegrationFlow
						.from(Mqtt.inboundAdapter(context.getBean(MqttListenerContainerFactory.class), "added")
							.payloadType(String.class))
						.channel(received)
						.get())
				.register()
				.getId();
			assertThat(this.client.calls).endsWith("subscribe [added]");
			this.client.deliver("added", "x");
			assertThat(received.receive(0).getPayload()).isEqualTo("x");
			flows.remove(id);
			assertThat(this.client.calls).endsWith("unsubscribe [added]");
		});
	}

	@Test
	void aContextThatIsClosedUnsubscribesNothing() {
		run(Inbound.class, (context) -> {
		});
		assertThat(this.client.calls).noneMatch((call) -> call.startsWith("unsubscribe"));
	}

	@Test
	void theHandlerPublishes() {
		this.runner.withPropertyValues("mqtt.integration.outbound-headers=site")
			.withUserConfiguration(Outbound.class)
			.run((context) -> {
				MessageChannel channel = context.getBean("toFixed", MessageChannel.class);
				channel.send(MessageBuilder.withPayload(new Reading(2))
					.setHeader("site", "berlin")
					.setHeader("other", "x")
					.setHeader(MqttHeaders.TOPIC, "from/the/wire")
					.build());
				MqttMessage message = this.client.published.get(0);
				assertThat(message.topic()).isEqualTo("fixed");
				assertThat(message.payloadAsString()).isEqualTo("{\"celsius\":2.0}");
				assertThat(message.qos()).isEqualTo(Qos.EXACTLY_ONCE);
				assertThat(message.retain()).isTrue();
				assertThat(message.userProperties()).containsExactly(new UserProperty("site", "berlin"));
				context.getBean("toComputed", MessageChannel.class)
					.send(MessageBuilder.withPayload("text")
						.setHeader("zone", 5)
						.setHeader(MessageHeaders.CONTENT_TYPE, "text/plain")
						.build());
				assertThat(this.client.published.get(1).topic()).isEqualTo("zones/5");
				assertThat(this.client.published.get(1).contentType()).isEqualTo("text/plain");
			});
	}

	@Test
	void aMessageThatIsRefusedFailsTheFlow() {
		run(Outbound.class, (context) -> {
			this.client.onPublish = (message) -> CompletableFuture.failedFuture(new IllegalStateException("refused"));
			MessageChannel channel = context.getBean("toFixed", MessageChannel.class);
			assertThatExceptionOfType(MessageHandlingException.class)
				.isThrownBy(() -> channel.send(MessageBuilder.withPayload("x").build()))
				.withStackTraceContaining("refused");
		});
	}

	@Test
	void theGatewayGoesOnWithTheReply() {
		this.client.onRequest = (request) -> CompletableFuture
			.completedFuture(received("reply", "[{\"celsius\":3}]", new UserProperty("errorChannel", "evil")));
		run(Gateway.class, (context) -> {
			context.getBean("requests", MessageChannel.class).send(MessageBuilder.withPayload("x").build());
			assertThat(receive(context, "replies").getPayload()).isEqualTo(List.of(new Reading(3)));
			assertThat(this.client.calls).endsWith("request 5000 ms");
			assertThat(this.client.published.get(0).topic()).isEqualTo("questions");
		});
	}

	@Test
	void theGatewayGivesTheThreadBackIfItIsAsynchronous() {
		CompletableFuture<MqttMessage> reply = new CompletableFuture<>();
		this.client.onRequest = (request) -> reply;
		run(Gateway.class, (context) -> {
			context.getBean("asyncRequests", MessageChannel.class).send(MessageBuilder.withPayload("x").build());
			PollableChannel replies = context.getBean("asyncReplies", PollableChannel.class);
			assertThat(replies.receive(0)).isNull();
			reply.complete(received("reply", "done"));
			assertThat(replies.receive(5000).getPayload()).isEqualTo("done".getBytes(StandardCharsets.UTF_8));
		});
	}

	@Test
	void withoutSpringIntegrationThereIsNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(MessageProducerSupport.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttHeaderMapper.class));
	}

	@Test
	void aMapperOfTheApplicationIsUsed() {
		MqttHeaderMapper own = new MqttHeaderMapper();
		this.runner.withBean(MqttHeaderMapper.class, () -> own)
			.run((context) -> assertThat(context.getBean(MqttHeaderMapper.class)).isSameAs(own));
	}

	private void run(Class<?> configuration, Consumer<AssertableApplicationContext> test) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	private static Message<?> receive(AssertableApplicationContext context, String channel) {
		Message<?> message = context.getBean(channel, PollableChannel.class).receive(0);
		assertThat(message).isNotNull();
		return message;
	}

	private static SimpleAcknowledgment acknowledgment(AssertableApplicationContext context) {
		return receive(context, "byHand").getHeaders()
			.get(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK, SimpleAcknowledgment.class);
	}

	private static MqttMessage received(String topic, String payload, UserProperty... properties) {
		return MqttMessage.received(topic, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, false, false, 1,
				new MessageProperties(null, false, null, null, null, List.of(properties), List.of()));
	}

	record Reading(double celsius) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Inbound {

		@Bean
		IntegrationFlow flow(MqttListenerContainerFactory factory, PollableChannel readings) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(factory, "zones/{zone}/temperature").payloadType(Reading.class))
				.channel(readings)
				.get();
		}

		@Bean
		PollableChannel readings() {
			return new QueueChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		private volatile int attempts;

		@Bean
		IntegrationFlow failingFlow(MqttListenerContainerFactory factory) {
			return IntegrationFlow.from(Mqtt.inboundAdapter(factory, "failing")).handle((message) -> {
				this.attempts++;
				throw new IllegalStateException("no");
			}).get();
		}

		@Bean
		IntegrationFlow withErrorChannel(MqttListenerContainerFactory factory, PollableChannel errors) {
			return IntegrationFlow.from(Mqtt.inboundAdapter(factory, "withErrorChannel").errorChannel(errors))
				.handle((message) -> {
					throw new IllegalStateException("no");
				})
				.get();
		}

		@Bean
		IntegrationFlow number(MqttListenerContainerFactory factory, PollableChannel errors) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(factory, "number").payloadType(Integer.class).errorChannel(errors))
				.handle((message) -> {
				})
				.get();
		}

		@Bean
		PollableChannel errors() {
			return new QueueChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByHand {

		@Bean
		IntegrationFlow byHandFlow(MqttListenerContainerFactory factory, PollableChannel byHand) {
			return IntegrationFlow.from(Mqtt.inboundAdapter(factory, "by/hand").manualAcknowledgment())
				.channel(byHand)
				.get();
		}

		@Bean
		PollableChannel byHand() {
			return new QueueChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Outbound {

		@Bean
		MessageChannel toFixed() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow fixed(MessageChannel toFixed, MqttTemplate template) {
			return IntegrationFlow.from(toFixed)
				.handle(Mqtt.outboundAdapter(template, "fixed").qos(Qos.EXACTLY_ONCE).retain(true))
				.get();
		}

		@Bean
		MessageChannel toComputed() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow computed(MessageChannel toComputed, MqttTemplate template) {
			return IntegrationFlow.from(toComputed)
				.handle(Mqtt.outboundAdapter(template, (message) -> "zones/" + message.getHeaders().get("zone")))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Gateway {

		@Bean
		MessageChannel requests() {
			return new DirectChannel();
		}

		@Bean
		PollableChannel replies() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow gateway(MessageChannel requests, PollableChannel replies, MqttTemplate template) {
			return IntegrationFlow.from(requests)
				.handle(Mqtt.outboundGateway(template, "questions")
					.replyTimeout(Duration.ofSeconds(5))
					.replyType(new ParameterizedTypeReference<List<Reading>>() {
					}))
				.channel(replies)
				.get();
		}

		@Bean
		MessageChannel asyncRequests() {
			return new DirectChannel();
		}

		@Bean
		PollableChannel asyncReplies() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow asyncGateway(MessageChannel asyncRequests, PollableChannel asyncReplies,
				MqttTemplate template) {
			return IntegrationFlow.from(asyncRequests)
				.handle(Mqtt.outboundGateway(template, "questions").async(true))
				.channel(asyncReplies)
				.get();
		}

	}

}
