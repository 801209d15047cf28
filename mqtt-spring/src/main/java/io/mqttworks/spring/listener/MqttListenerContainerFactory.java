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
import java.util.Objects;
import java.util.concurrent.Executor;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.Assert;

/**
 * Makes containers, and has the settings for those whose endpoints leave them out.
 */
public class MqttListenerContainerFactory implements BeanFactoryAware, ApplicationEventPublisherAware, DisposableBean {

	private int concurrency = 1;

	private boolean autoStartup = true;

	private @Nullable Executor executor;

	private int maxThreads = 64;

	private @Nullable ListenerThreads threads;

	private Timer timer = Timer.SHARED;

	private Duration publishTimeout = Duration.ofSeconds(30);

	private Duration stopTimeout = Duration.ofSeconds(30);

	private @Nullable MqttListenerErrorHandler errorHandler;

	private List<MqttListenerContainerCustomizer> containerCustomizers = List.of();

	private final ListenerChain chain = new ListenerChain();

	private final FailureHandling failures = new FailureHandling();

	private final EmptyLevels emptyLevels = new EmptyLevels();

	private @Nullable BeanFactory beanFactory;

	private @Nullable ApplicationEventPublisher events;

	/**
	 * Sets how many messages a container handles at a time; the default is 1.
	 * @param concurrency at least 1
	 */
	public void setConcurrency(int concurrency) {
		Assert.isTrue(concurrency > 0, () -> "concurrency must be 1 or more, not " + concurrency);
		this.concurrency = concurrency;
	}

	/**
	 * Sets whether containers start with the application context; by default they do.
	 * @param autoStartup {@code true} to start them
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Sets where containers with concurrency run, and where others go on after a pause or
	 * when something a handler waited for is there. The default is a pool of daemon
	 * threads of this factory.
	 * @param executor the executor
	 * @see #setMaxThreads(int)
	 */
	public void setExecutor(@Nullable Executor executor) {
		this.executor = executor;
	}

	/**
	 * Sets how many threads this factory's own pool has at most; the default is 64.
	 * Messages wait for a thread in their containers.
	 * @param maxThreads at least 1
	 */
	public void setMaxThreads(int maxThreads) {
		Assert.isTrue(maxThreads > 0, () -> "maxThreads must be 1 or more, not " + maxThreads);
		this.maxThreads = maxThreads;
	}

	/**
	 * Sets what ends the pauses between attempts; the default is the time.
	 * @param timer the timer
	 */
	public void setTimer(Timer timer) {
		this.timer = timer;
	}

	/**
	 * Sets how long a message waits until the server has acknowledged its reply or dead
	 * letter; the default is 30 seconds. Then the message has failed; what was published
	 * is not taken back.
	 * @param publishTimeout more than zero
	 */
	public void setPublishTimeout(Duration publishTimeout) {
		Assert.isTrue(publishTimeout.toMillis() > 0, "publishTimeout must be at least a millisecond");
		this.publishTimeout = publishTimeout;
	}

	/**
	 * Sets how long a container that is stopped while the application runs waits for the
	 * messages it has; the default is 30 seconds. The rest is left unacknowledged.
	 * @param stopTimeout zero or more
	 */
	public void setStopTimeout(Duration stopTimeout) {
		Assert.isTrue(!stopTimeout.isNegative(), "stopTimeout must not be negative");
		this.stopTimeout = stopTimeout;
	}

	/**
	 * Sets who is asked when a handler method fails; the default is nobody.
	 * @param errorHandler the error handler
	 */
	public void setErrorHandler(@Nullable MqttListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
	}

	/**
	 * Returns who is asked when a handler method fails.
	 * @return the error handler, or {@code null}
	 */
	public @Nullable MqttListenerErrorHandler getErrorHandler() {
		return this.errorHandler;
	}

	/**
	 * Sets what comes between containers and their listeners; the default is nothing.
	 * @param decorators the decorators, the outermost first
	 */
	public void setDecorators(List<MqttListenerDecorator> decorators) {
		this.chain.decorators(decorators);
	}

	/**
	 * Sets when and how often a failed message is tried again; the default is never. A
	 * message that waits holds up those of its topic. What cannot be converted or is not
	 * valid is not tried again.
	 * @param retryPolicy the policy, asked with what the handler threw
	 */
	public void setRetryPolicy(@Nullable RetryPolicy retryPolicy) {
		this.failures.retryPolicy(retryPolicy);
	}

	/**
	 * Sets when a message that is tried again is acknowledged; the default is after its
	 * last attempt.
	 * @param retryAcknowledgment when
	 * @see #setMaxRetriesInMemory(int)
	 */
	public void setRetryAcknowledgment(RetryAcknowledgment retryAcknowledgment) {
		this.failures.retryAcknowledgment(retryAcknowledgment);
	}

	/**
	 * Sets how many messages of all containers can be acknowledged before their last
	 * attempt at a time, with {@link RetryAcknowledgment#BEFORE}; the default is 1,000.
	 * What is more is acknowledged after its last attempt.
	 * @param maxRetriesInMemory zero or more
	 */
	public void setMaxRetriesInMemory(int maxRetriesInMemory) {
		Assert.isTrue(maxRetriesInMemory >= 0, () -> "maxRetriesInMemory must be 0 or more, not " + maxRetriesInMemory);
		this.failures.maxRetriesInMemory(maxRetriesInMemory);
	}

	/**
	 * Sets who takes the messages that failed for good; the default is nobody:
	 * {@link io.mqttworks.client.HandlerFailurePolicy} decides.
	 * @param recoverer the recoverer
	 */
	public void setRecoverer(@Nullable MqttMessageRecoverer recoverer) {
		this.failures.recoverer(recoverer);
	}

	/**
	 * Returns who takes the messages that failed for good.
	 * @return the recoverer, or {@code null}
	 */
	public @Nullable MqttMessageRecoverer getRecoverer() {
		return this.failures.recoverer();
	}

	/**
	 * Returns those who publish dead letters for containers of this factory.
	 * @return the {@linkplain #setRecoverer recoverer}, if it does, and those of the
	 * topics that endpoints have named so far
	 */
	public List<DeadLetterRecoverer> getDeadLetterRecoverers() {
		return this.failures.deadLetterRecoverers();
	}

	/**
	 * Sets what becomes of messages that failed for good when there is no recoverer; the
	 * default is the policy of the client.
	 * @param failurePolicy the policy
	 */
	public void setFailurePolicy(@Nullable HandlerFailurePolicy failurePolicy) {
		this.failures.failurePolicy(failurePolicy);
	}

	/**
	 * Sets which messages reach the listeners of containers that have no filter of their
	 * own; by default all do.
	 * @param filter the filter
	 */
	public void setFilter(@Nullable MqttMessageFilter filter) {
		this.chain.filter(filter);
	}

	/**
	 * Sets what keeps the keys of messages that were handled, for containers with an
	 * {@linkplain MqttListenerEndpoint.Builder#idempotencyKey idempotency key}; the
	 * default is an {@link InMemoryIdempotencyStore} of this factory.
	 * @param idempotencyStore the store
	 */
	public void setIdempotencyStore(@Nullable MqttIdempotencyStore idempotencyStore) {
		this.chain.idempotencyStore(idempotencyStore);
	}

	/**
	 * Returns how many messages filters have left out.
	 * @param client the client that received them
	 * @return the number, for all containers this factory has made
	 */
	public long getFilteredCount(MqttClient client) {
		return this.chain.skipped(client).filtered.sum();
	}

	/**
	 * Returns how many messages were not handled because they had been before.
	 * @param client the client that received them
	 * @return the number, for all containers this factory has made
	 */
	public long getDuplicateCount(MqttClient client) {
		return this.chain.skipped(client).duplicates.sum();
	}

	/**
	 * Sets who has the last word on what containers are made of; the default is nobody.
	 * @param containerCustomizers called in this order
	 */
	public void setContainerCustomizers(List<? extends MqttListenerContainerCustomizer> containerCustomizers) {
		this.containerCustomizers = List.copyOf(containerCustomizers);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher events) {
		this.events = events;
	}

	/**
	 * Makes a container.
	 * @param endpoint what to make it of
	 * @return the container; neither subscribed nor started
	 * @throws IllegalArgumentException if there is no such connection, or the endpoint
	 * and this factory do not go together
	 */
	public MqttListenerContainer createContainer(MqttListenerEndpoint endpoint) {
		MqttClient client = getClient(endpoint.connection());
		return createContainer(customize(endpoint, client), client);
	}

	private MqttListenerContainer createContainer(MqttListenerEndpoint endpoint, MqttClient client) {
		int concurrency = (endpoint.concurrency() != null) ? endpoint.concurrency() : this.concurrency;
		boolean autoStartup = (endpoint.autoStartup() != null) ? endpoint.autoStartup() : this.autoStartup;
		MqttMessageRecoverer recoverer = this.failures.recoverer(endpoint);
		ListenerSettings settings = new ListenerSettings(endpoint.getId(), endpoint.listener().toString(), client,
				this.chain.listener(endpoint, target(endpoint, client)), endpoint.subscriptions(), endpoint.ackMode(),
				concurrency, autoStartup, this.failures.retryPolicy(endpoint),
				this.failures.retriesInMemory(client, recoverer), recoverer, this.failures.failurePolicy(endpoint),
				this.publishTimeout, this.stopTimeout, endpoint.batch());
		this.emptyLevels.check(settings);
		ListenerThreads threads = threads();
		Executor shared = (this.executor != null) ? this.executor : threads;
		Executor own = endpoint.executor();
		// One at a time is what the client does anyway, on a thread of its own.
		Executor first = (own == null && concurrency > 1) ? shared : own;
		return new MqttListenerContainer(settings, first, new ListenerExecutor((own != null) ? own : shared, threads),
				this.timer, this.events);
	}

	private MqttListenerEndpoint customize(MqttListenerEndpoint endpoint, MqttClient client) {
		if (this.containerCustomizers.isEmpty()) {
			return endpoint;
		}
		MqttListenerDecorator.Target target = target(endpoint, client);
		MqttListenerEndpoint.Builder builder = endpoint.toBuilder();
		this.containerCustomizers.forEach((customizer) -> customizer.customize(target, builder));
		MqttListenerEndpoint customized = builder.build();
		Assert.isTrue(
				target(customized, client).equals(target) && customized.ackMode() == endpoint.ackMode()
						&& Objects.equals(customized.connection(), endpoint.connection()),
				"a MqttListenerContainerCustomizer changed its topics, connection or ackMode, which cannot be changed");
		return customized;
	}

	private static MqttListenerDecorator.Target target(MqttListenerEndpoint endpoint, MqttClient client) {
		return new MqttListenerDecorator.Target(endpoint.getId(), client,
				endpoint.subscriptions().stream().map(Subscription::topicFilter).toList());
	}

	/**
	 * Returns the client of a connection.
	 * @param connection its name or qualifier; {@code null} for the only or primary one
	 * @return the client
	 * @throws IllegalArgumentException if there is no such connection
	 */
	public MqttClient getClient(@Nullable String connection) {
		Assert.state(this.beanFactory != null, "No BeanFactory set");
		return new ClientLookup(this.beanFactory).find(connection);
	}

	private synchronized ListenerThreads threads() {
		// Not a bean: as one it would refuse tasks before the containers are stopped.
		if (this.threads == null) {
			this.threads = new ListenerThreads(this.maxThreads, MqttListenerContainerFactory.class.getClassLoader());
		}
		return this.threads;
	}

	@Override
	public synchronized void destroy() {
		if (this.threads != null) {
			this.threads.shutdown();
		}
	}

}
