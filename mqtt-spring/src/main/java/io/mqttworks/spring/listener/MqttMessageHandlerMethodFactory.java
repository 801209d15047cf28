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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Makes handler methods invocable: knows how to resolve the arguments an
 * {@code @MqttSubscribe} method can have.
 */
public class MqttMessageHandlerMethodFactory extends DefaultMessageHandlerMethodFactory {

	private final MqttMessageConverter converter;

	private ConversionService conversionService = new DefaultFormattingConversionService();

	private List<HandlerMethodArgumentResolver> customResolvers = List.of();

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	/** All but the one that takes what is left, for the payload. */
	private List<HandlerMethodArgumentResolver> otherResolvers = List.of();

	private @Nullable Validator validator;

	private @Nullable ConfigurableBeanFactory beanFactory;

	/**
	 * Creates a factory.
	 * @param converter makes objects of payloads
	 */
	public MqttMessageHandlerMethodFactory(MqttMessageConverter converter) {
		this.converter = converter;
		setMessageConverter(converter);
	}

	/**
	 * Returns what makes objects of payloads.
	 * @return the converter
	 */
	public MqttMessageConverter getConverter() {
		return this.converter;
	}

	@Override
	public void setConversionService(ConversionService conversionService) {
		super.setConversionService(conversionService);
		this.conversionService = conversionService;
	}

	@Override
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
	}

	@Override
	public void setCustomArgumentResolvers(List<HandlerMethodArgumentResolver> customResolvers) {
		this.customResolvers = List.copyOf(customResolvers);
	}

	@Override
	public void setArgumentResolvers(@Nullable List<HandlerMethodArgumentResolver> argumentResolvers) {
		super.setArgumentResolvers(argumentResolvers);
		this.resolvers.clear();
		this.resolvers.addResolvers(argumentResolvers);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/**
	 * Makes a method invocable.
	 * @throws IllegalArgumentException if it has arguments that cannot be resolved,
	 * saying which
	 */
	@Override
	public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
		SuspendFunctions.check(method, bean.getClass().getClassLoader());
		InvocableHandlerMethod invocable = new BeanMethod(bean, method);
		invocable.setMessageMethodArgumentResolvers(this.resolvers);
		if (!this.otherResolvers.isEmpty()) {
			checkPayloads(invocable);
		}
		return invocable;
	}

	/**
	 * Makes a method that takes batches.
	 * @throws IllegalArgumentException if it has arguments that batches do not have, or
	 * returns a value
	 */
	BatchMethod createBatchMethod(Object bean, Method method) {
		SuspendFunctions.check(method, bean.getClass().getClassLoader());
		InvocableHandlerMethod invocable = new BeanMethod(bean, method);
		invocable.setMessageMethodArgumentResolvers(this.resolvers);
		BatchMethod batchMethod = new BatchMethod(invocable,
				new MqttPayloadArgumentResolver(this.converter, this.validator));
		this.converter.checkReadable(batchMethod.parameter(), batchMethod.payloadType());
		return batchMethod;
	}

	/**
	 * Returns the type of a method's payload, without what it comes in.
	 * @return the type; {@code null} if the method takes no payload
	 */
	@Nullable ResolvableType payloadType(InvocableHandlerMethod method) {
		for (MethodParameter parameter : method.getMethodParameters()) {
			if (Message.class.isAssignableFrom(parameter.getParameterType()) || isPayload(parameter)) {
				return MqttMessageConverter.payloadType(parameter);
			}
		}
		return null;
	}

	private boolean isPayload(MethodParameter parameter) {
		return this.otherResolvers.stream().noneMatch((resolver) -> resolver.supportsParameter(parameter));
	}

	/**
	 * Several arguments can get the payload, but only if the method says that it is
	 * meant.
	 */
	private void checkPayloads(InvocableHandlerMethod method) {
		List<MethodParameter> payloads = Arrays.stream(method.getMethodParameters()).filter(this::isPayload).toList();
		Arrays.stream(method.getMethodParameters())
			.filter((parameter) -> payloads.contains(parameter)
					|| Message.class.isAssignableFrom(parameter.getParameterType()))
			.forEach(this.converter::checkReadable);
		payloads.forEach(this::checkValidator);
		for (MethodParameter parameter : payloads) {
			Payload annotation = parameter.getParameterAnnotation(Payload.class);
			String name = parameter.getParameter().getName();
			Assert.isTrue(annotation == null || !StringUtils.hasText(annotation.expression()),
					() -> "its argument '" + name + "' has a @Payload with an expression, which is not supported; use"
							+ " @Header, or read what you need in the method");
			Assert.isTrue(annotation != null || payloads.size() == 1,
					() -> "its argument '" + name + "' has no annotation, and more than one would get the payload: "
							+ payloads.stream().map((payload) -> payload.getParameter().getName()).toList()
							+ ". Say what each one is: @Payload, @DestinationVariable for a part of the topic,"
							+ " @Header(MqttHeaders.TOPIC) for all of it");
		}
	}

	/**
	 * What shall be validated is never taken as it is.
	 */
	private void checkValidator(MethodParameter parameter) {
		boolean validated = Arrays.stream(parameter.getParameterAnnotations())
			.anyMatch((annotation) -> ValidationAnnotationUtils.determineValidationHints(annotation) != null);
		Assert.isTrue(!validated || this.validator != null,
				() -> "its argument '" + parameter.getParameter().getName() + "' shall be validated, but there is no"
						+ " Validator: define one (with Spring Boot, add spring-boot-starter-validation), and where"
						+ " there are several, make one primary");
	}

	@Override
	protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
		List<HandlerMethodArgumentResolver> resolvers = new ArrayList<>();
		resolvers.add(new MessageArgumentResolver(
				new HeaderMethodArgumentResolver(this.conversionService, this.beanFactory)));
		resolvers.add(new MessageArgumentResolver(new HeadersMethodArgumentResolver()));
		resolvers
			.add(new MessageArgumentResolver(new DestinationVariableMethodArgumentResolver(this.conversionService)));
		resolvers.add(new HeaderArgumentResolver(MqttMessage.class, MqttHeaders.RAW_MESSAGE));
		resolvers.add(new HeaderArgumentResolver(Acknowledgment.class, MqttHeaders.ACKNOWLEDGMENT));
		resolvers.add(new MessageArgumentResolver(new TypedMessageArgumentResolver(this.converter)));
		resolvers.add(new SuspendFunctions.ContinuationResolver());
		resolvers.addAll(this.customResolvers);
		this.otherResolvers = List.copyOf(resolvers);
		resolvers.add(new MqttPayloadArgumentResolver(this.converter, this.validator));
		this.resolvers.addResolvers(resolvers);
		return resolvers;
	}

	/**
	 * A method whose arguments have the types the bean's own class gives to type
	 * variables. The class of a proxy does not know them.
	 */
	private static final class BeanMethod extends InvocableHandlerMethod {

		private final Class<?> type;

		BeanMethod(Object bean, Method method) {
			super(bean, method);
			this.type = AopProxyUtils.ultimateTargetClass(bean);
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.type;
		}

		@Override
		protected @Nullable Object doInvoke(@Nullable Object... args) throws Exception {
			return SuspendFunctions.isOne(getMethod()) ? SuspendFunctions.invoke(getBridgedMethod(), getBean(), args)
					: super.doInvoke(args);
		}

	}

	/**
	 * Reads the type argument of {@code Message} where it is a type variable, too.
	 */
	private static final class TypedMessageArgumentResolver extends MessageMethodArgumentResolver {

		TypedMessageArgumentResolver(MessageConverter converter) {
			super(converter);
		}

		@Override
		protected Class<?> getPayloadType(MethodParameter parameter, Message<?> message) {
			return ResolvableType.forMethodParameter(parameter).as(Message.class).getGeneric().resolve(Object.class);
		}

	}

}
