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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a container is made of.
 */
public final class MqttListenerEndpoint {

	private final String id;

	private final MqttMessageListener listener;

	private final List<Subscription> subscriptions;

	private final @Nullable String connection;

	private final AckMode ackMode;

	private final @Nullable Integer concurrency;

	private final @Nullable Executor executor;

	private final @Nullable Boolean autoStartup;

	private final @Nullable BatchSettings batch;

	private MqttListenerEndpoint(Builder builder) {
		this.id = builder.id;
		this.listener = builder.listener;
		this.subscriptions = builder.subscriptions();
		this.connection = builder.connection;
		this.ackMode = builder.ackMode;
		this.concurrency = builder.concurrency;
		this.executor = builder.executor;
		this.autoStartup = builder.autoStartup;
		this.batch = builder.batch;
	}

	/**
	 * Starts an endpoint.
	 * @param id the container's id and bean name
	 * @param listener takes the messages
	 * @return a builder
	 */
	public static Builder builder(String id, MqttMessageListener listener) {
		return new Builder(id, listener, null);
	}

	/**
	 * Starts an endpoint whose listener takes batches.
	 * @param id the container's id and bean name
	 * @param listener takes the batches
	 * @param batchSize how many messages a batch has at most, at least 1
	 * @param batchTimeout how long the first message of a batch waits for more, zero or
	 * more. With zero a batch has what came while the one before was being handled
	 * @return a builder
	 */
	public static Builder builder(String id, BatchHandlerMethodListener listener, int batchSize,
			Duration batchTimeout) {
		return new Builder(id, listener, new BatchSettings(listener, batchSize, batchTimeout));
	}

	/**
	 * Returns the id.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	MqttMessageListener listener() {
		return this.listener;
	}

	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	@Nullable String connection() {
		return this.connection;
	}

	AckMode ackMode() {
		return this.ackMode;
	}

	@Nullable Integer concurrency() {
		return this.concurrency;
	}

	@Nullable Executor executor() {
		return this.executor;
	}

	@Nullable Boolean autoStartup() {
		return this.autoStartup;
	}

	@Nullable BatchSettings batch() {
		return this.batch;
	}

	/**
	 * Builds an endpoint.
	 */
	public static final class Builder {

		private final String id;

		private final MqttMessageListener listener;

		private List<TopicTemplate> topics = List.of();

		private @Nullable String connection;

		private Qos qos = Qos.AT_LEAST_ONCE;

		private @Nullable String sharedGroup;

		private boolean noLocal;

		private boolean retainAsPublished;

		private RetainHandling retainHandling = RetainHandling.SEND;

		private AckMode ackMode = AckMode.AUTO;

		private @Nullable Integer concurrency;

		private @Nullable Executor executor;

		private @Nullable Boolean autoStartup;

		private final @Nullable BatchSettings batch;

		private Builder(String id, MqttMessageListener listener, @Nullable BatchSettings batch) {
			Assert.hasText(id, "'id' must not be empty");
			Assert.notNull(listener, "'listener' must not be null");
			this.id = id;
			this.listener = listener;
			this.batch = batch;
		}

		/**
		 * Sets the topic filters; at least one.
		 * @param topics filters or templates of filters
		 * @return this builder
		 */
		public Builder topics(String... topics) {
			return topics(List.of(topics).stream().map(TopicTemplate::of).toList());
		}

		/**
		 * Sets the topic filters; at least one.
		 * @param topics templates of filters
		 * @return this builder
		 */
		public Builder topics(List<TopicTemplate> topics) {
			this.topics = List.copyOf(topics);
			return this;
		}

		/**
		 * Sets the name or qualifier of the client's bean; the default is the only or
		 * primary one.
		 * @param connection the name
		 * @return this builder
		 */
		public Builder connection(@Nullable String connection) {
			this.connection = connection;
			return this;
		}

		/**
		 * Sets the highest quality of service; the default is QoS 1.
		 * @param qos the quality of service
		 * @return this builder
		 */
		public Builder qos(Qos qos) {
			this.qos = qos;
			return this;
		}

		/**
		 * Sets the group that shares the messages; the default is none.
		 * @param sharedGroup the group, without {@code /}, {@code +} and {@code #}
		 * @return this builder
		 */
		public Builder sharedGroup(@Nullable String sharedGroup) {
			this.sharedGroup = sharedGroup;
			return this;
		}

		/**
		 * Sets whether own messages are left out. MQTT 5 only.
		 * @param noLocal whether they are
		 * @return this builder
		 */
		public Builder noLocal(boolean noLocal) {
			this.noLocal = noLocal;
			return this;
		}

		/**
		 * Sets whether the RETAIN flag arrives as published. MQTT 5 only.
		 * @param retainAsPublished whether it does
		 * @return this builder
		 */
		public Builder retainAsPublished(boolean retainAsPublished) {
			this.retainAsPublished = retainAsPublished;
			return this;
		}

		/**
		 * Sets when retained messages are sent.
		 * @param retainHandling when
		 * @return this builder
		 */
		public Builder retainHandling(RetainHandling retainHandling) {
			this.retainHandling = retainHandling;
			return this;
		}

		/**
		 * Sets who acknowledges; the default is the container.
		 * @param ackMode the mode
		 * @return this builder
		 */
		public Builder ackMode(AckMode ackMode) {
			this.ackMode = ackMode;
			return this;
		}

		/**
		 * Sets how many messages are handled at a time; the default is the factory's.
		 * @param concurrency at least 1
		 * @return this builder
		 */
		public Builder concurrency(@Nullable Integer concurrency) {
			Assert.isTrue(concurrency == null || concurrency > 0,
					() -> "concurrency must be 1 or more, not " + concurrency);
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Sets where the listener runs; the default is the client's handler executor, or
		 * with concurrency the factory's.
		 * @param executor the executor
		 * @return this builder
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Sets whether the container starts with the application context; the default is
		 * the factory's.
		 * @param autoStartup whether it does
		 * @return this builder
		 */
		public Builder autoStartup(@Nullable Boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Builds the endpoint.
		 * @return the endpoint
		 * @throws IllegalArgumentException if a topic filter is missing or not valid
		 */
		public MqttListenerEndpoint build() {
			return new MqttListenerEndpoint(this);
		}

		private String sharePrefix() {
			String group = this.sharedGroup;
			if (group == null) {
				return "";
			}
			Assert.isTrue(!group.isEmpty() && group.chars().noneMatch((c) -> c == '/' || c == '+' || c == '#'),
					() -> "sharedGroup '" + group + "' must be a name without '/', '+' and '#'");
			this.topics.forEach((topic) -> Assert.isTrue(!topic.toString().startsWith("$share/"),
					() -> "the topic '" + topic + "' names a group, and so does sharedGroup; remove one of them"));
			return "$share/" + group + "/";
		}

		private List<Subscription> subscriptions() {
			Assert.notEmpty(this.topics, "at least one topic filter is needed");
			String prefix = sharePrefix();
			return this.topics.stream()
				.map((topic) -> new Subscription(prefix + topic.filter(), this.qos, this.noLocal,
						this.retainAsPublished, this.retainHandling))
				.distinct()
				.toList();
		}

	}

}
