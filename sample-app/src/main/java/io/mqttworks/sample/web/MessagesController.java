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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.Qos;
import io.mqttworks.sample.messages.MessageLog;
import io.mqttworks.sample.messages.MessagePage;
import io.mqttworks.sample.web.PublishAnswer.Status;
import io.mqttworks.spring.core.MqttTemplate;
import jakarta.validation.Valid;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists the messages that came in, and publishes new ones.
 */
@RestController
class MessagesController {

	private final MessageLog log;

	private final MqttTemplate mqtt;

	private final Duration patience;

	MessagesController(MessageLog log, MqttTemplate mqtt, @Value("${sample.publish.patience:3s}") Duration patience) {
		this.log = log;
		this.mqtt = mqtt;
		this.patience = patience;
	}

	@GetMapping("/api/messages")
	MessagePage messages() {
		return this.log.messages();
	}

	@PostMapping("/api/messages")
	CompletableFuture<ResponseEntity<PublishAnswer>> publish(@RequestBody @Valid PublishRequest request) {
		Qos qos = request.qosOrDefault();
		return this.mqtt.newMessage(request.payloadOrDefault())
			.topicName(request.topic())
			.qos(qos)
			.retain(request.retainOrDefault())
			.sendAsync()
			.thenApply((result) -> PublishAnswer.of(qos, result))
			.completeOnTimeout(PublishAnswer.QUEUED, this.patience.toMillis(), TimeUnit.MILLISECONDS)
			.thenApply(MessagesController::respond);
	}

	private static ResponseEntity<PublishAnswer> respond(PublishAnswer answer) {
		HttpStatus status = (answer.status() == Status.QUEUED) ? HttpStatus.ACCEPTED : HttpStatus.OK;
		return ResponseEntity.status(status).body(answer);
	}

}
