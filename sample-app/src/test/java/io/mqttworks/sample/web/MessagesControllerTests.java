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

package io.mqttworks.sample.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.sample.messages.MessageLog;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;

@WebMvcTest(value = MessagesController.class, properties = "sample.publish.patience=100ms")
class MessagesControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private MessageLog log;

	@MockitoBean
	private MqttClient client;

	@Test
	void messageIsPublishedAsItWasSent() {
		answer(CompletableFuture.completedFuture(PublishResult.SUCCESS));
		MvcTestResult result = post("""
				{ "topic": "a/{b}", "payload": "text", "qos": 2, "retain": true }""");
		assertThat(result).hasStatusOk();
		assertThat(result).bodyJson().extractingPath("$.status").isEqualTo("ACKNOWLEDGED");
		assertThat(result).bodyJson().extractingPath("$.reasonCode").isEqualTo("SUCCESS");
		MqttMessage message = published();
		assertThat(message.topic()).isEqualTo("a/{b}");
		assertThat(message.payloadAsString()).isEqualTo("text");
		assertThat(message.qos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(message.retain()).isTrue();
	}

	@Test
	void topicAloneIsEnough() {
		answer(CompletableFuture.completedFuture(PublishResult.SUCCESS));
		assertThat(post("{ \"topic\": \"a\" }")).hasStatusOk();
		MqttMessage message = published();
		assertThat(message.payload()).isEmpty();
		assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(message.retain()).isFalse();
	}

	@Test
	void qos0IsNotAcknowledged() {
		answer(CompletableFuture.completedFuture(PublishResult.SUCCESS));
		assertThat(post("{ \"topic\": \"a\", \"qos\": 0 }")).bodyJson().extractingPath("$.status").isEqualTo("SENT");
	}

	@Test
	void messageThatWaitsForTheBrokerIsQueued() {
		answer(new CompletableFuture<>());
		MvcTestResult result = post("{ \"topic\": \"a\" }");
		assertThat(result).hasStatus(HttpStatus.ACCEPTED);
		assertThat(result).bodyJson().extractingPath("$.status").isEqualTo("QUEUED");
	}

	@Test
	void refusalOfTheBrokerIsTold() {
		answer(CompletableFuture
			.failedFuture(new MqttPublishException("Nobody may publish here", ReasonCode.NOT_AUTHORIZED, null)));
		MvcTestResult result = post("{ \"topic\": \"a\" }");
		assertThat(result).hasStatus(HttpStatus.BAD_GATEWAY);
		assertThat(result).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(result).bodyJson().extractingPath("$.detail").asString().contains("Nobody may publish here");
		assertThat(result).bodyJson().extractingPath("$.reasonCode").isEqualTo("NOT_AUTHORIZED");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{ "topic": "a/#" }              | topic | Topic name 'a/#' has the wildcard '#'
			{ "topic": "${1+1}/+" }         | topic | Topic name '${1+1}/+' has the wildcard '+'
			{ "topic": "" }                 | topic | must not be empty
			{ "payload": "text" }           | topic | must not be null
			{ "topic": "a", "qos": 3 }      | qos   | less than or equal to 2
			{ "topic": "a", "qos": -1 }     | qos   | greater than or equal to 0
			""")
	void invalidFieldIsNamed(String body, String field, String message) {
		MvcTestResult result = post(body);
		assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(result).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(result).bodyJson().extractingPath("$.errors[0].field").isEqualTo(field);
		assertThat(result).bodyJson().extractingPath("$.errors[0].message").asString().contains(message);
		then(this.client).should(never()).publish(any());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no JSON", "[]", "{ \"topic\": { } }", "{ \"topic\": \"a\", \"qos\": \"high\" }" })
	void anythingElseIsExplained(String body) {
		MvcTestResult result = post(body);
		assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(result).bodyJson().extractingPath("$.detail").asString().contains("\"qos\": 0, 1 or 2");
		then(this.client).should(never()).publish(any());
	}

	private void answer(CompletableFuture<PublishResult> future) {
		given(this.client.options()).willReturn(MqttClient.builder("mqtt://localhost").options());
		given(this.client.publish(any())).willReturn(future);
	}

	private MvcTestResult post(String body) {
		return this.mvc.post().uri("/api/messages").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

	private MqttMessage published() {
		ArgumentCaptor<MqttMessage> message = ArgumentCaptor.forClass(MqttMessage.class);
		then(this.client).should().publish(message.capture());
		return message.getValue();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class TemplateConfiguration {

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client, new MqttMessageConverter(List.of()));
		}

	}

}
