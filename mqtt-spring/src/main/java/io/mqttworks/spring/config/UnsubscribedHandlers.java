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
import java.util.LinkedHashSet;
import java.util.Set;

import io.mqttworks.spring.listener.HandlerMethodListener;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.log.LogAccessor;
import org.springframework.util.ClassUtils;

/**
 * Warns of beans with handler methods that are not created, so that their methods are not
 * subscribed.
 */
final class UnsubscribedHandlers {

	private static final LogAccessor logger = new LogAccessor(UnsubscribedHandlers.class);

	private UnsubscribedHandlers() {
	}

	/**
	 * Looks for beans that were not made with the application context.
	 * @param beanFactory the beans of the context
	 * @throws InvalidMqttListenerException if one has a scope that handlers cannot have
	 */
	static void check(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
			if (definition.isAbstract() || (definition.isSingleton() && !definition.isLazyInit())
					|| beanFactory.containsSingleton(name)) {
				continue;
			}
			for (Method method : handlers(beanFactory, name)) {
				if (!definition.isSingleton()) {
					throw new InvalidMqttListenerException(describe(method, name), notASingleton(name), null);
				}
				logger.warn(() -> describe(method, name) + " is not subscribed: the bean is lazy, and made only when"
						+ " another one asks for it. Take @Lazy away, or write @Lazy(false)");
			}
		}
	}

	/**
	 * Looks for handlers in a child context that does not look for them itself.
	 * @param beanFactory the beans of the child
	 * @param context its name
	 */
	static void checkChild(ConfigurableListableBeanFactory beanFactory, String context) {
		if (beanFactory.containsLocalBean(MqttListenerConfigUtils.ANNOTATION_PROCESSOR_BEAN_NAME)) {
			return;
		}
		for (String name : beanFactory.getBeanDefinitionNames()) {
			for (Method method : handlers(beanFactory, name)) {
				logger.warn(() -> describe(method, name) + " is not subscribed: its context '" + context
						+ "' is a child of the one with @EnableMqtt or MqttAutoConfiguration. Define the bean in the"
						+ " parent, or import one of them into the child as well");
			}
		}
	}

	/**
	 * Warns of a bean that was created late, because its class was not known before.
	 */
	static void late(ConfigurableListableBeanFactory beanFactory, String name, Method method) {
		if (beanFactory.containsBeanDefinition(name) && beanFactory.getMergedBeanDefinition(name).isLazyInit()) {
			logger.warn(() -> describe(method, name) + " is subscribed only now: the bean is lazy, and was made after"
					+ " the application context had started. Where lazy initialization is on for all beans, let the"
					+ " @Bean method return the class with the handlers, not an interface");
		}
	}

	static String notASingleton(String bean) {
		return "bean '" + bean + "' is not a singleton; handler methods must be in singleton beans";
	}

	static String describe(Method method, String bean) {
		return "@MqttSubscribe on " + HandlerMethodListener.describe(method.getDeclaringClass(), method) + " of bean '"
				+ bean + "'";
	}

	private static Set<Method> handlers(ConfigurableListableBeanFactory beanFactory, String name) {
		// No bean is created to find out.
		Class<?> type = beanFactory.getType(name, false);
		if (type == null) {
			return Set.of();
		}
		Class<?> userType = ClassUtils.getUserClass(type);
		Set<Method> handlers = new LinkedHashSet<>(HandlerMethods.find(userType).keySet());
		handlers.addAll(HandlerMethods.handlers(userType));
		return handlers;
	}

}
