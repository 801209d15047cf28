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

package io.mqttworks.spring.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import org.jspecify.annotations.Nullable;

/**
 * Gives the messages of a {@link MqttTemplate} to its client, through the template's
 * interceptors. Who waits is told what became of the message.
 */
class TemplateClient {

	private final MqttClient target;

	private final List<MqttPublishInterceptor> interceptors;

	/**
	 * Creates a client of a template.
	 * @param target the client
	 * @param interceptors what comes between, the outermost first
	 */
	TemplateClient(MqttClient target, List<MqttPublishInterceptor> interceptors) {
		this.target = target;
		this.interceptors = List.copyOf(interceptors);
	}

	MqttClient target() {
		return this.target;
	}

	CompletableFuture<PublishResult> publish(MqttMessage message, @Nullable String topicTemplate) {
		return intercept(message, topicTemplate, this.target::publish);
	}

	CompletableFuture<MqttMessage> request(MqttMessage message, @Nullable String topicTemplate, Duration replyTimeout) {
		return intercept(message, topicTemplate, (current) -> this.target.request(current, replyTimeout));
	}

	private <T> CompletableFuture<T> intercept(MqttMessage message, @Nullable String topicTemplate,
			Function<MqttMessage, CompletableFuture<T>> publisher) {
		Function<MqttMessage, CompletableFuture<T>> chain = publisher;
		for (int i = this.interceptors.size() - 1; i >= 0; i--) {
			MqttPublishInterceptor interceptor = this.interceptors.get(i);
			Function<MqttMessage, CompletableFuture<T>> next = chain;
			chain = (current) -> interceptor.intercept(new MqttPublication(this.target, current, topicTemplate), next);
		}
		return chain.apply(message);
	}

	PublishResult publishAndWait(MqttMessage message, @Nullable String topicTemplate, Duration timeout) {
		CompletableFuture<PublishResult> future = publish(message, topicTemplate);
		String what = "Message to '" + message.topic() + "' (QoS " + message.qos().value() + ")";
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new MqttPublishException(what + " was not acknowledged within " + timeout.toMillis()
					+ " ms. It was not taken back and can still arrive. " + connectionState(), null, ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			// What was under way when the client was closed may have arrived, or still
			// do.
			String outcome = (cause instanceof MqttClosedException) ? " was not acknowledged: "
					: " was not published: ";
			throw new MqttPublishException(what + outcome + cause.getMessage(),
					(cause instanceof MqttException mqtt) ? mqtt.reasonCode() : null, cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttPublishException(
					"Interrupted while waiting for the acknowledgement. " + what + " can still arrive", null, ex);
		}
	}

	MqttMessage requestAndWait(MqttMessage message, @Nullable String topicTemplate, Duration replyTimeout) {
		String topic = message.topic();
		CompletableFuture<MqttMessage> reply = request(message, topicTemplate, replyTimeout);
		try {
			return reply.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new MqttException("The request to '" + topic + "' failed: " + cause.getMessage(),
					(cause instanceof MqttException mqtt) ? mqtt.reasonCode() : null,
					(cause.getCause() instanceof TimeoutException) ? cause.getCause() : cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttException("Interrupted while waiting for the reply to the request to '" + topic + "'", null,
					ex);
		}
	}

	private String connectionState() {
		Throwable failure = this.target.lastFailure();
		return "The client is " + this.target.state()
				+ ((failure != null && !this.target.isConnected()) ? ": " + failure.getMessage() : "");
	}

}
