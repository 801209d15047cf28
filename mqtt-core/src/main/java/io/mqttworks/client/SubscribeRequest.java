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

package io.mqttworks.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to, and who takes the messages.
 *
 * @see MqttClient#subscribe(SubscribeRequest)
 */
public final class SubscribeRequest {

	private final List<Subscription> subscriptions;

	private final Handler handler;

	private final String name;

	private final @Nullable HandlerFailurePolicy failurePolicy;

	private final List<UserProperty> userProperties;

	private final @Nullable Consumer<SubscriptionStatus> statusListener;

	private SubscribeRequest(Builder builder) {
		this.subscriptions = List.copyOf(builder.subscriptions);
		this.handler = builder.handler;
		this.name = (builder.name != null) ? builder.name
				: this.subscriptions.stream().map(Subscription::topicFilter).toList().toString();
		this.failurePolicy = builder.failurePolicy;
		this.userProperties = List.copyOf(builder.userProperties);
		this.statusListener = builder.statusListener;
	}

	/**
	 * Starts a request.
	 * @param subscriptions the filters and how to deliver; at least one, and each filter
	 * once
	 * @param handler takes the messages; at most once for each message, however many of
	 * the filters match it
	 * @return a builder
	 */
	public static Builder builder(List<Subscription> subscriptions, Handler handler) {
		return new Builder(subscriptions, handler);
	}

	/**
	 * Returns the filters and how to deliver.
	 * @return the subscriptions
	 */
	public List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	/**
	 * Returns who takes the messages.
	 * @return the handler
	 */
	public Handler handler() {
		return this.handler;
	}

	/**
	 * Returns what log lines and events call the handler.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns what becomes of a message when the handler fails.
	 * @return the policy, or {@code null} for the client's
	 */
	public @Nullable HandlerFailurePolicy failurePolicy() {
		return this.failurePolicy;
	}

	/**
	 * Returns the user properties of SUBSCRIBE.
	 * @return the properties
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Returns who is told when the status of a filter changes.
	 * @return the listener, or {@code null}
	 */
	public @Nullable Consumer<SubscriptionStatus> statusListener() {
		return this.statusListener;
	}

	/**
	 * Builds requests.
	 */
	public static final class Builder {

		private final List<Subscription> subscriptions;

		private final Handler handler;

		private @Nullable String name;

		private @Nullable HandlerFailurePolicy failurePolicy;

		private final List<UserProperty> userProperties = new ArrayList<>();

		private @Nullable Consumer<SubscriptionStatus> statusListener;

		Builder(List<Subscription> subscriptions, Handler handler) {
			this.subscriptions = List.copyOf(subscriptions);
			this.handler = Objects.requireNonNull(handler, "handler");
			if (this.subscriptions.isEmpty()) {
				throw new IllegalArgumentException("At least one topic filter is needed");
			}
			List<String> filters = this.subscriptions.stream().map(Subscription::topicFilter).toList();
			if (filters.stream().distinct().count() < filters.size()) {
				throw new IllegalArgumentException("A topic filter is given twice: " + Text.escape(filters.toString()));
			}
		}

		/**
		 * Sets what log lines, events and exceptions call the handler. The default is its
		 * filters.
		 * @param name the name
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = Objects.requireNonNull(name, "name");
			return this;
		}

		/**
		 * Sets what becomes of a message when the handler fails. The default is the
		 * client's: {@link MqttClientBuilder#handlerFailurePolicy}.
		 * @param failurePolicy the policy
		 * @return this builder
		 */
		public Builder failurePolicy(HandlerFailurePolicy failurePolicy) {
			this.failurePolicy = Objects.requireNonNull(failurePolicy, "failurePolicy");
			return this;
		}

		/**
		 * Adds a user property to SUBSCRIBE (MQTT 5 section 3.8.2.1.3). Ignored on 3.1.1.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		/**
		 * Sets who is told each time a filter is subscribed or refused, also after a
		 * reconnection. Called one event at a time on the handler executor, never on the
		 * event loop; exceptions are logged.
		 * @param statusListener the listener
		 * @return this builder
		 */
		public Builder statusListener(Consumer<SubscriptionStatus> statusListener) {
			this.statusListener = Objects.requireNonNull(statusListener, "statusListener");
			return this;
		}

		/**
		 * Builds the request.
		 * @return the request
		 */
		public SubscribeRequest build() {
			return new SubscribeRequest(this);
		}

	}

}
