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

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.Assert;

/**
 * What a container is made of.
 */
public final class MqttListenerEndpoint {

	/** Never changed. */
	private final Builder source;

	private final List<Subscription> subscriptions;

	private MqttListenerEndpoint(Builder builder) {
		this.source = builder.copy();
		this.subscriptions = builder.subscriptions();
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
		return this.source.id;
	}

	/**
	 * Starts another endpoint with the settings of this one.
	 */
	Builder toBuilder() {
		return this.source.copy();
	}

	MqttMessageListener listener() {
		return this.source.listener;
	}

	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	@Nullable String connection() {
		return this.source.connection;
	}

	AckMode ackMode() {
		return this.source.ackMode;
	}

	@Nullable Integer concurrency() {
		return this.source.concurrency;
	}

	@Nullable Executor executor() {
		return this.source.executor;
	}

	@Nullable Boolean autoStartup() {
		return this.source.autoStartup;
	}

	@Nullable RetryPolicy retryPolicy() {
		return this.source.retryPolicy;
	}

	@Nullable Integer maxRetries() {
		return this.source.maxRetries;
	}

	@Nullable String deadLetterTopic() {
		return this.source.deadLetterTopic;
	}

	@Nullable MqttMessageRecoverer recoverer() {
		return this.source.recoverer;
	}

	@Nullable HandlerFailurePolicy failurePolicy() {
		return this.source.failurePolicy;
	}

	@Nullable MqttMessageFilter filter() {
		return this.source.filter;
	}

	@Nullable MqttMessageKey idempotencyKey() {
		return this.source.idempotencyKey;
	}

	@Nullable BatchSettings batch() {
		return this.source.batch;
	}

	/**
	 * Builds an endpoint.
	 */
	public static final class Builder implements Cloneable {

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

		private @Nullable RetryPolicy retryPolicy;

		private @Nullable Integer maxRetries;

		private @Nullable String deadLetterTopic;

		private @Nullable MqttMessageRecoverer recoverer;

		private @Nullable HandlerFailurePolicy failurePolicy;

		private @Nullable MqttMessageFilter filter;

		private @Nullable MqttMessageKey idempotencyKey;

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
		 * @param noLocal {@code true} to leave them out
		 * @return this builder
		 */
		public Builder noLocal(boolean noLocal) {
			this.noLocal = noLocal;
			return this;
		}

		/**
		 * Sets whether the RETAIN flag arrives as published. MQTT 5 only.
		 * @param retainAsPublished {@code true} for the publisher's flag
		 * @return this builder
		 */
		public Builder retainAsPublished(boolean retainAsPublished) {
			this.retainAsPublished = retainAsPublished;
			return this;
		}

		/**
		 * Sets when retained messages are sent.
		 * @param retainHandling the retain handling
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
		 * @param autoStartup {@code true} to start it
		 * @return this builder
		 */
		public Builder autoStartup(@Nullable Boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Sets when and how often a failed message is tried again; the default is the
		 * factory's policy.
		 * @param retryPolicy the policy, asked with what the listener threw
		 * @return this builder
		 */
		public Builder retryPolicy(@Nullable RetryPolicy retryPolicy) {
			this.retryPolicy = retryPolicy;
			return this;
		}

		/**
		 * Sets how often a failed message is tried again, with the pauses of the factory;
		 * the default is the factory's policy.
		 * @param maxRetries zero or more
		 * @return this builder
		 */
		public Builder maxRetries(@Nullable Integer maxRetries) {
			Assert.isTrue(maxRetries == null || maxRetries >= 0, () -> "retry must be 0 or more, not " + maxRetries);
			this.maxRetries = maxRetries;
			return this;
		}

		/**
		 * Sets where messages are published to that failed for good; the default is the
		 * factory's recoverer.
		 * @param deadLetterTopic the topic name
		 * @return this builder
		 * @see DeadLetterRecoverer
		 */
		public Builder deadLetterTopic(@Nullable String deadLetterTopic) {
			if (deadLetterTopic != null) {
				Topics.validateName(deadLetterTopic);
			}
			this.deadLetterTopic = deadLetterTopic;
			return this;
		}

		/**
		 * Sets who takes the messages that failed for good; the default is the factory's
		 * recoverer.
		 * @param recoverer the recoverer
		 * @return this builder
		 */
		public Builder recoverer(@Nullable MqttMessageRecoverer recoverer) {
			this.recoverer = recoverer;
			return this;
		}

		/**
		 * Sets what becomes of the messages that failed for good. The container then has
		 * no recoverer; the default is the factory's recoverer, or without one its
		 * policy.
		 * @param failurePolicy the policy
		 * @return this builder
		 */
		public Builder failurePolicy(@Nullable HandlerFailurePolicy failurePolicy) {
			this.failurePolicy = failurePolicy;
			return this;
		}

		/**
		 * Sets which messages reach the listener; the default is the factory's filter.
		 * @param filter the filter
		 * @return this builder
		 */
		public Builder filter(@Nullable MqttMessageFilter filter) {
			this.filter = filter;
			return this;
		}

		/**
		 * Sets by what repetitions of a message are known, which are acknowledged without
		 * being handled; by default none are. Not with {@link AckMode#MANUAL}.
		 * @param idempotencyKey gives the key of a message
		 * @return this builder
		 * @see MqttListenerContainerFactory#setIdempotencyStore
		 */
		public Builder idempotencyKey(@Nullable MqttMessageKey idempotencyKey) {
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		/**
		 * Builds the endpoint.
		 * @return the endpoint
		 * @throws IllegalArgumentException if a topic filter is missing or not valid, or
		 * settings exclude each other
		 */
		public MqttListenerEndpoint build() {
			int failureSettings = count(this.deadLetterTopic) + count(this.recoverer) + count(this.failurePolicy);
			Assert.isTrue(failureSettings <= 1,
					"deadLetterTopic, recoverer and failurePolicy exclude each other; give one of them");
			Assert.isTrue(count(this.retryPolicy) + count(this.maxRetries) <= 1,
					"retryPolicy and maxRetries exclude each other; give one of them");
			Assert.isTrue(this.idempotencyKey == null || this.ackMode == AckMode.AUTO,
					"idempotencyKey and AckMode.MANUAL exclude each other: a message has been handled when its listener"
							+ " is done, but that is not known to the store of keys when it is acknowledged later");
			return new MqttListenerEndpoint(this);
		}

		/**
		 * Whatever is added to this builder, its copy has it too.
		 */
		private Builder copy() {
			try {
				return (Builder) super.clone();
			}
			catch (CloneNotSupportedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static int count(@Nullable Object setting) {
			return (setting != null) ? 1 : 0;
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
