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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.listener.MqttMessageContext;
import io.mqttworks.spring.listener.MqttMessageKey;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import io.mqttworks.spring.support.TopicPatterns;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MapAccessor;
import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.TypedValue;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.messaging.MessageHeaders;

/**
 * The key of a message, made from a template with expressions. A message for which one of
 * them is {@code null} or empty has no key.
 */
class IdempotencyKeyExpression implements MqttMessageKey {

	private static final ResolvableType MAP = ResolvableType.forClass(Map.class);

	private final List<Expression> parts;

	private final TopicPatterns topics;

	private final MqttMessageConverter converter;

	private final BeanFactoryResolver beans;

	/**
	 * Creates a key.
	 * @param template texts and expressions
	 * @param topics the topics of the container
	 * @param converter reads payloads
	 * @param beanFactory has the beans that expressions name
	 * @throws IllegalArgumentException if the template has no expression, or one that
	 * cannot be read
	 */
	IdempotencyKeyExpression(String template, List<TopicTemplate> topics, MqttMessageConverter converter,
			BeanFactory beanFactory) {
		this.parts = parse(template);
		this.topics = new TopicPatterns(topics);
		this.converter = converter;
		this.beans = new BeanFactoryResolver(beanFactory);
	}

	private static List<Expression> parse(String template) {
		Expression expression;
		try {
			expression = new SpelExpressionParser().parseExpression(template, new TemplateParserContext());
		}
		catch (ParseException | IllegalStateException ex) {
			throw new IllegalArgumentException(
					"its idempotencyKey '" + template + "' cannot be read: " + ex.getMessage(), ex);
		}
		List<Expression> parts = (expression instanceof CompositeStringExpression composite)
				? List.of(composite.getExpressions()) : List.of(expression);
		if (parts.stream().allMatch(LiteralExpression.class::isInstance)) {
			throw new IllegalArgumentException("its idempotencyKey '" + template + "' is the same for all messages;"
					+ " write an expression, as in #{payload.id} or #{userProperties.id}");
		}
		return parts;
	}

	@Override
	public @Nullable String get(MqttMessage message, MqttMessageContext context) {
		StandardEvaluationContext evaluation = new StandardEvaluationContext(
				new Root(message, context.topicFilter(), this.topics, this.converter));
		evaluation.setPropertyAccessors(
				Stream.concat(Stream.of(new LenientMapAccessor()), evaluation.getPropertyAccessors().stream())
					.toList());
		evaluation.setBeanResolver(this.beans);
		StringBuilder key = new StringBuilder();
		for (Expression part : this.parts) {
			Object value = part.getValue(evaluation);
			if (value == null || value.toString().isEmpty()) {
				return null;
			}
			key.append(value);
		}
		return key.toString();
	}

	/**
	 * What expressions can read. Public because expressions can only read what is public.
	 */
	public static final class Root {

		private final MqttMessage message;

		private final String topicFilter;

		private final TopicPatterns topics;

		private final MqttMessageConverter converter;

		private Root(MqttMessage message, String topicFilter, TopicPatterns topics, MqttMessageConverter converter) {
			this.message = message;
			this.topicFilter = topicFilter;
			this.topics = topics;
			this.converter = converter;
		}

		public MqttMessage getMessage() {
			return this.message;
		}

		public String getTopic() {
			return this.message.topic();
		}

		public @Nullable Object getPayload() {
			return this.converter.read(this.message.payload(), this.message.contentType(), MAP);
		}

		public String getText() {
			return this.message.payloadAsString();
		}

		public MessageHeaders getHeaders() {
			return MqttMessageHeaderAccessor.received(this.message, this.topicFilter).getMessageHeaders();
		}

		public Map<String, String> getUserProperties() {
			return MqttMessageHeaderAccessor.received(this.message, this.topicFilter)
				.getUserProperties()
				.toSingleValueMap();
		}

		public Map<String, String> getVariables() {
			return this.topics.match(this.topicFilter, this.message.topic()).variables();
		}

	}

	/**
	 * A key that is not in a map gives {@code null}.
	 */
	private static final class LenientMapAccessor extends MapAccessor {

		@Override
		public boolean canRead(EvaluationContext context, @Nullable Object target, String name) {
			return target instanceof Map;
		}

		@Override
		public TypedValue read(EvaluationContext context, @Nullable Object target, String name) {
			return new TypedValue((target instanceof Map<?, ?> map) ? map.get(name) : null);
		}

	}

}
