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

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.Topics;
import io.mqttworks.spring.annotation.MqttHandler;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.BatchHandlerMethodListener;
import io.mqttworks.spring.listener.HandlerMethodListener;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttMessageFilter;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.listener.PayloadTypeListener;
import io.mqttworks.spring.listener.ReplySender;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.log.LogAccessor;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Makes endpoints of annotated methods, and refuses those that cannot work.
 */
class MqttSubscribeRegistrar {

	private static final LogAccessor logger = new LogAccessor(MqttSubscribeRegistrar.class);

	private static final int DEFAULT_BATCH_SIZE = 100;

	private static final Duration DEFAULT_BATCH_TIMEOUT = Duration.ofMillis(200);

	private final ConfigurableListableBeanFactory beanFactory;

	private final MqttListenerEndpointRegistry registry;

	private final MqttListenerContainerFactory containerFactory;

	private final MqttMessageHandlerMethodFactory methodFactory;

	MqttSubscribeRegistrar(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.registry = beanFactory.getBean(MqttListenerEndpointRegistry.class);
		this.containerFactory = this.registry.getContainerFactory();
		this.methodFactory = beanFactory.getBean(MqttMessageHandlerMethodFactory.class);
	}

	void register(AnnotatedMethod annotated) {
		String source = annotated.handlers().isEmpty()
				? UnsubscribedHandlers.describe(annotated.method(), annotated.beanName())
				: "@MqttSubscribe on " + AopUtils.getTargetClass(annotated.bean()).getName() + " of bean '"
						+ annotated.beanName() + "'";
		try {
			register(annotated, new AnnotationTextResolver(this.beanFactory, annotated.bean()));
		}
		catch (InvalidMqttListenerException ex) {
			throw new InvalidMqttListenerException(source, ex.getReason(), ex);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new InvalidMqttListenerException(source, String.valueOf(ex.getMessage()), ex);
		}
	}

	private void register(AnnotatedMethod annotated, AnnotationTextResolver texts) {
		checkScope(annotated);
		MqttListenerContainerFactory factory = factory(annotated, texts);
		String connection = texts.resolveText("connection", annotated.annotation().connection());
		String id = id(texts, annotated);
		if (connection == null || !ConnectionPattern.isPattern(connection)) {
			this.registry.register(endpoint(annotated, texts, factory, id, connection), factory);
			return;
		}
		// What is wrong with the method fails the start, not the first connection.
		endpoint(annotated, texts, factory, id, connection);
		this.registry.register(connection, (name) -> endpoint(annotated, texts, factory, id + "@" + name, name),
				factory);
	}

	private MqttListenerContainerFactory factory(AnnotatedMethod annotated, AnnotationTextResolver texts) {
		String factoryText = annotated.annotation().containerFactory();
		MqttListenerContainerFactory factory = texts.resolveBean("containerFactory", factoryText,
				MqttListenerContainerFactory.class);
		if (factory == this.containerFactory
				&& !MqttListenerConfigUtils.CONTAINER_FACTORY_BEAN_NAME.equals(factoryText)) {
			logger.warn(() -> "The container factory '" + factoryText + "', which bean '" + annotated.beanName()
					+ "' names, is also that of all handler methods that name none. If it is not meant to be, add"
					+ " @Bean(defaultCandidate = false) to it");
		}
		return (factory != null) ? factory : this.containerFactory;
	}

	private MqttListenerEndpoint endpoint(AnnotatedMethod annotated, AnnotationTextResolver texts,
			MqttListenerContainerFactory factory, String id, @Nullable String connection) {
		MqttSubscribe annotation = annotated.annotation();
		List<TopicTemplate> topics = texts.resolveTexts("topics", annotation.topics())
			.stream()
			.map(TopicTemplate::of)
			.toList();
		if (topics.isEmpty()) {
			throw new IllegalArgumentException("it has no topic filter: write @MqttSubscribe(\"some/topic\")");
		}
		Integer batchSize = texts.resolveInteger("batchSize", annotation.batchSize());
		boolean batch = BatchHandlerMethodListener.isBatch(annotated.method(), batchSize);
		if (annotated.handlers().isEmpty()) {
			checkArguments(annotated.method(), annotation.ackMode(), batch, topics);
		}
		Method method = AopUtils.selectInvocableMethod(annotated.method(), annotated.bean().getClass());
		MqttListenerErrorHandler errorHandler = texts.resolveBean("errorHandler", annotation.errorHandler(),
				MqttListenerErrorHandler.class);
		if (errorHandler == null) {
			errorHandler = factory.getErrorHandler();
		}
		EndpointConnection endpointConnection = new EndpointConnection(this.beanFactory, factory, connection,
				this.methodFactory.getConverter());
		Duration batchTimeout = texts.resolveDuration("batchTimeout", annotation.batchTimeout());
		MqttListenerEndpoint.Builder endpoint;
		if (!annotated.handlers().isEmpty()) {
			Assert.isTrue(batchSize == null && batchTimeout == null,
					"its @MqttHandler methods take one message at a time, so it cannot have a batchSize");
			endpoint = MqttListenerEndpoint.builder(id,
					classListener(annotated, texts, endpointConnection, topics, errorHandler));
		}
		else if (batch) {
			if (AnnotatedElementUtils.hasAnnotation(annotated.method(), SendTo.class)) {
				throw new IllegalStateException("it takes batches, which have no replies, so it cannot have @SendTo");
			}
			endpoint = MqttListenerEndpoint.builder(id,
					new BatchHandlerMethodListener(this.methodFactory, annotated.bean(), method, topics,
							annotation.ackMode(), errorHandler, endpointConnection.name()),
					(batchSize != null) ? batchSize : DEFAULT_BATCH_SIZE,
					(batchTimeout != null) ? batchTimeout : DEFAULT_BATCH_TIMEOUT);
		}
		else {
			Assert.isTrue(batchSize == null || batchSize > 0,
					() -> "its batchSize must be 1 or more, not " + batchSize);
			Assert.isTrue(batchTimeout == null,
					"it has a batchTimeout, but takes one message at a time: set batchSize to more than 1 as well");
			endpoint = MqttListenerEndpoint.builder(id,
					new HandlerMethodListener(this.methodFactory.createInvocableHandlerMethod(annotated.bean(), method),
							topics, errorHandler, replySender(texts, endpointConnection, annotated.method(), topics),
							endpointConnection.name()));
		}
		endpoint.topics(topics)
			.connection(connection)
			.qos(annotation.qos())
			.sharedGroup(texts.resolveText("sharedGroup", annotation.sharedGroup()))
			.noLocal(annotation.noLocal())
			.retainAsPublished(annotation.retainAsPublished())
			.retainHandling(annotation.retainHandling())
			.ackMode(annotation.ackMode())
			.concurrency(texts.resolveInteger("concurrency", annotation.concurrency()))
			.executor(texts.resolveBean("executor", annotation.executor(), Executor.class))
			.autoStartup(texts.resolveBoolean("autoStartup", annotation.autoStartup()))
			.filter(texts.resolveBean("filter", annotation.filter(), MqttMessageFilter.class));
		String key = texts.resolvePlaceholders("idempotencyKey", annotation.idempotencyKey());
		if (StringUtils.hasLength(key)) {
			endpoint.idempotencyKey(
					new IdempotencyKeyExpression(key, topics, this.methodFactory.getConverter(), this.beanFactory));
		}
		addPolicies(annotation, texts, endpoint);
		return endpoint.build();
	}

	private static void addPolicies(MqttSubscribe annotation, AnnotationTextResolver texts,
			MqttListenerEndpoint.Builder endpoint) {
		if (texts.isNumber("retry", annotation.retry())) {
			endpoint.maxRetries(texts.resolveInteger("retry", annotation.retry()));
		}
		else {
			endpoint.retryPolicy(texts.resolveBean("retry", annotation.retry(), RetryPolicy.class));
		}
		endpoint.deadLetterTopic(texts.resolveText("deadLetterTopic", annotation.deadLetterTopic()))
			.recoverer(texts.resolveBean("recoverer", annotation.recoverer(), MqttMessageRecoverer.class))
			.failurePolicy(texts.resolveEnum("failurePolicy", annotation.failurePolicy(), HandlerFailurePolicy.class));
	}

	private PayloadTypeListener classListener(AnnotatedMethod annotated, AnnotationTextResolver texts,
			EndpointConnection connection, List<TopicTemplate> topics,
			@Nullable MqttListenerErrorHandler errorHandler) {
		List<HandlerMethodListener> listeners = new ArrayList<>();
		HandlerMethodListener defaultListener = null;
		for (Method handler : annotated.handlers()) {
			try {
				checkArguments(handler, annotated.annotation().ackMode(), false, topics);
				Method method = AopUtils.selectInvocableMethod(handler, annotated.bean().getClass());
				HandlerMethodListener listener = new HandlerMethodListener(
						this.methodFactory.createInvocableHandlerMethod(annotated.bean(), method), topics, errorHandler,
						replySender(texts, connection, handler, topics), connection.name());
				MqttHandler annotation = AnnotatedElementUtils.findMergedAnnotation(handler, MqttHandler.class);
				if (annotation == null || !annotation.isDefault()) {
					listeners.add(listener);
				}
				else if (defaultListener == null) {
					defaultListener = listener;
				}
				else {
					throw new IllegalStateException("it is a default method, and so is " + defaultListener);
				}
			}
			catch (IllegalArgumentException | IllegalStateException ex) {
				throw new IllegalStateException("of its @MqttHandler method "
						+ HandlerMethodListener.describe(handler.getDeclaringClass(), handler) + ": " + ex.getMessage(),
						ex);
			}
		}
		return new PayloadTypeListener(this.methodFactory, AopUtils.getTargetClass(annotated.bean()), listeners,
				defaultListener, topics, errorHandler, connection.name());
	}

	private @Nullable ReplySender replySender(AnnotationTextResolver texts, EndpointConnection connection,
			Method method, List<TopicTemplate> topics) {
		SendTo sendTo = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (method.getReturnType() == void.class) {
			if (sendTo != null) {
				throw new IllegalStateException("it has @SendTo, but returns nothing to send");
			}
			return null;
		}
		if (sendTo == null) {
			sendTo = AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), SendTo.class);
		}
		List<TopicTemplate> destinations = (sendTo != null) ? destinations(texts, sendTo, topics) : List.of();
		return connection.replySender(destinations);
	}

	private List<TopicTemplate> destinations(AnnotationTextResolver texts, SendTo sendTo, List<TopicTemplate> topics) {
		List<TopicTemplate> destinations = texts.resolveTexts("@SendTo", sendTo.value())
			.stream()
			.map(TopicTemplate::of)
			.toList();
		if (destinations.isEmpty()) {
			throw new IllegalArgumentException("its @SendTo has no topic");
		}
		for (TopicTemplate destination : destinations) {
			for (String variable : destination.variables()) {
				checkVariable("@SendTo variable", variable, topics);
			}
			Topics.validateName(destination.expand(Collections.nCopies(destination.variables().size(), "x").toArray()));
		}
		return destinations;
	}

	/**
	 * Instances that come and go would each take the subscription from the one before.
	 */
	private void checkScope(AnnotatedMethod annotated) {
		if (this.beanFactory.containsBean(annotated.beanName())
				&& !this.beanFactory.isSingleton(annotated.beanName())) {
			throw new IllegalStateException(UnsubscribedHandlers.notASingleton(annotated.beanName()));
		}
	}

	private static void checkArguments(Method method, AckMode ackMode, boolean batch, List<TopicTemplate> topics) {
		boolean acknowledgment = Arrays.asList(method.getParameterTypes()).contains(Acknowledgment.class);
		if (acknowledgment && ackMode == AckMode.AUTO) {
			throw new IllegalStateException(
					"it has an Acknowledgment argument, so set ackMode = AckMode.MANUAL as well");
		}
		boolean message = Arrays.stream(method.getParameterTypes()).anyMatch(Message.class::isAssignableFrom);
		if (!batch && !acknowledgment && !message && ackMode == AckMode.MANUAL) {
			throw new IllegalStateException("it must acknowledge by hand, so add an Acknowledgment argument");
		}
		for (Parameter parameter : method.getParameters()) {
			DestinationVariable variable = AnnotatedElementUtils.findMergedAnnotation(parameter,
					DestinationVariable.class);
			if (variable != null) {
				if (!StringUtils.hasText(variable.value()) && !parameter.isNamePresent()) {
					throw new IllegalStateException("it has a @DestinationVariable without a name: write"
							+ " @DestinationVariable(\"name\"), or compile with -parameters");
				}
				checkVariable("@DestinationVariable",
						StringUtils.hasText(variable.value()) ? variable.value() : parameter.getName(), topics);
			}
		}
	}

	private static void checkVariable(String what, String name, List<TopicTemplate> topics) {
		for (TopicTemplate topic : topics) {
			if (!topic.variables().contains(name)) {
				throw new IllegalStateException(what + " '" + name + "' is not in '" + topic
						+ "', which has the variables " + topic.variables());
			}
		}
	}

	private String id(AnnotationTextResolver texts, AnnotatedMethod annotated) {
		String id = texts.resolveText("id", annotated.annotation().id());
		if (id != null) {
			return id;
		}
		String generated = annotated.beanName() + "."
				+ (annotated.handlers().isEmpty() ? annotated.method().getName() : "handlers");
		String unique = generated;
		for (int i = 2; this.beanFactory.containsBean(unique); i++) {
			unique = generated + "#" + i;
		}
		return unique;
	}

}
