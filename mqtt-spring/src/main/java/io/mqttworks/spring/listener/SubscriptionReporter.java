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

package io.mqttworks.spring.listener;

import java.util.List;
import java.util.concurrent.Executor;

import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.event.MqttSubscribedEvent;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.log.LogAccessor;

/**
 * Logs and tells as events what servers say of the filters of a container.
 */
class SubscriptionReporter {

	private static final LogAccessor logger = new LogAccessor(SubscriptionReporter.class);

	private final ListenerSettings settings;

	private final Executor executor;

	private final @Nullable ApplicationEventPublisher events;

	/**
	 * Creates a reporter.
	 * @param settings the container
	 * @param executor where events are published that come from the network
	 * @param events where to, or {@code null}
	 */
	SubscriptionReporter(ListenerSettings settings, Executor executor, @Nullable ApplicationEventPublisher events) {
		this.settings = settings;
		this.executor = executor;
		this.events = events;
	}

	/**
	 * Takes what the server has made of a filter. On a thread that may block.
	 */
	void changed(SubscriptionStatus status) {
		switch (status.state()) {
			case SUBSCRIBED -> publish(new MqttSubscribedEvent(this.settings.id(), status));
			case REFUSED -> {
				logger.error(() -> this.settings + " gets no messages of '" + status.topicFilter()
						+ "': the server refused the subscription, " + status.reasonCode()
						+ ". It is asked again with the next connection, and after a while");
				publish(new MqttSubscriptionFailedEvent(this.settings.id(), List.of(status.topicFilter()),
						status.reasonCode(), null));
			}
			case WAITING -> {
			}
		}
	}

	/**
	 * Takes why the filters could not be subscribed, other than that they were refused.
	 */
	void failed(Throwable failure) {
		if (failure instanceof MqttSubscribeException) {
			return;
		}
		if (failure instanceof MqttClosedException) {
			logger.debug(failure, () -> this.settings + " was not subscribed: the client is closed");
			return;
		}
		logger.error(() -> this.settings + " could not subscribe: " + failure.getMessage());
		ReasonCode reasonCode = (failure instanceof MqttException mqtt) ? mqtt.reasonCode() : null;
		List<String> filters = this.settings.subscriptions().stream().map(Subscription::topicFilter).toList();
		this.executor
			.execute(() -> publish(new MqttSubscriptionFailedEvent(this.settings.id(), filters, reasonCode, failure)));
	}

	private void publish(Object event) {
		if (this.events != null) {
			this.events.publishEvent(event);
		}
	}

}
