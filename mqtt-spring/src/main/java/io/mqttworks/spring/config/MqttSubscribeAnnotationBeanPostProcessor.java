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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.spring.annotation.MqttSubscribe;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Finds {@link MqttSubscribe} methods and classes, of proxied beans as well, and
 * registers a container for each annotation once all singletons are there.
 */
public class MqttSubscribeAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, Ordered {

	private final Set<Class<?>> withoutAnnotation = ConcurrentHashMap.newKeySet();

	private final List<AnnotatedMethod> waiting = new ArrayList<>();

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	private boolean singletonsInstantiated;

	private @Nullable MqttSubscribeRegistrar registrar;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	/**
	 * After the processors that make proxies.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.withoutAnnotation.contains(type)) {
			return bean;
		}
		Map<Method, List<MqttSubscribe>> methods = HandlerMethods.find(type);
		List<MqttSubscribe> ofClass = HandlerMethods.annotations(type);
		Set<Method> handlers = HandlerMethods.handlers(type);
		if (methods.isEmpty() && ofClass.isEmpty() && handlers.isEmpty()) {
			this.withoutAnnotation.add(type);
			return bean;
		}
		methods.forEach((method, annotations) -> {
			for (MqttSubscribe annotation : annotations) {
				register(new AnnotatedMethod(bean, beanName, method, annotation, Set.of()));
			}
		});
		if (!handlers.isEmpty() || !ofClass.isEmpty()) {
			registerClass(bean, beanName, type, ofClass, handlers);
		}
		return bean;
	}

	private void registerClass(Object bean, String beanName, Class<?> type, List<MqttSubscribe> annotations,
			Set<Method> handlers) {
		if (handlers.isEmpty()) {
			throw new InvalidMqttListenerException(
					"@MqttSubscribe on " + type.getName() + " of bean '" + beanName + "'",
					"the class has no @MqttHandler method; add some, or move the annotation to a method", null);
		}
		if (annotations.isEmpty()) {
			throw new InvalidMqttListenerException("@MqttHandler on " + type.getName() + " of bean '" + beanName + "'",
					"the class has no @MqttSubscribe, so its methods would get no messages", null);
		}
		Method first = handlers.iterator().next();
		annotations.forEach((annotation) -> register(new AnnotatedMethod(bean, beanName, first, annotation, handlers)));
	}

	/**
	 * Returns whether a class has handler methods.
	 * @param type the class
	 * @return {@code true} if it has methods with {@link MqttSubscribe}, or is annotated
	 * with it
	 */
	public static boolean hasHandlers(Class<?> type) {
		return !HandlerMethods.find(type).isEmpty() || !HandlerMethods.annotations(type).isEmpty();
	}

	/**
	 * Returns the annotated methods of a class.
	 * @param type the class
	 * @return the annotations by method
	 */
	public static Map<Method, List<MqttSubscribe>> find(Class<?> type) {
		return HandlerMethods.find(type);
	}

	private void register(AnnotatedMethod method) {
		if (this.singletonsInstantiated) {
			UnsubscribedHandlers.late(beanFactory(), method.beanName(), method.method());
			registrar().register(method);
		}
		else {
			this.waiting.add(method);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.singletonsInstantiated = true;
		this.waiting.forEach((method) -> registrar().register(complete(method)));
		this.waiting.clear();
		UnsubscribedHandlers.check(beanFactory());
	}

	// Processors behind this one may have put a proxy around the bean since.
	private AnnotatedMethod complete(AnnotatedMethod method) {
		ConfigurableListableBeanFactory beanFactory = beanFactory();
		if (!beanFactory.containsSingleton(method.beanName())) {
			return method;
		}
		Object bean = beanFactory.getBean(method.beanName());
		return (AopProxyUtils.ultimateTargetClass(bean) == AopProxyUtils.ultimateTargetClass(method.bean()))
				? new AnnotatedMethod(bean, method.beanName(), method.method(), method.annotation(), method.handlers())
				: method;
	}

	private MqttSubscribeRegistrar registrar() {
		if (this.registrar == null) {
			this.registrar = new MqttSubscribeRegistrar(beanFactory());
		}
		return this.registrar;
	}

	private ConfigurableListableBeanFactory beanFactory() {
		Assert.state(this.beanFactory != null, "No BeanFactory set");
		return this.beanFactory;
	}

}
