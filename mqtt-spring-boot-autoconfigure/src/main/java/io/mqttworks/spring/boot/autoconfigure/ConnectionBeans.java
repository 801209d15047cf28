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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Finds the beans of the application that belong to a connection: those qualified with
 * its name, or for the default connection those not qualified with the name of another
 * one. What is meant for one broker, such as credentials, never goes to another.
 */
class ConnectionBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Predicate<String> belongs;

	/**
	 * Creates a finder.
	 * @param beanFactory the bean factory
	 * @param connection the name of the connection
	 * @param named the names of all connections but the default one
	 */
	ConnectionBeans(ConfigurableListableBeanFactory beanFactory, String connection, Collection<String> named) {
		this.beanFactory = beanFactory;
		Set<String> names = Set.copyOf(named);
		this.belongs = names.contains(connection) ? (bean) -> matches(connection::equals, bean)
				: (bean) -> !matches(names::contains, bean);
	}

	private boolean matches(Predicate<String> qualifier, String bean) {
		return BeanFactoryAnnotationUtils.isQualifierMatch(qualifier, bean, this.beanFactory);
	}

	/**
	 * Returns all beans of a type, in their order.
	 */
	<T> Stream<T> all(Class<T> type) {
		return allNamed(type).map(Ranked::bean);
	}

	/**
	 * Returns all beans of a type, in their order, with their names.
	 */
	<T> Stream<Ranked<T>> allNamed(Class<T> type) {
		return names(type).stream()
			.map((name) -> new Ranked<>(name, this.beanFactory.getBean(name, type), rank(name)))
			.sorted(Comparator.comparingInt(Ranked::rank));
	}

	private int rank(String name) {
		Order order = this.beanFactory.findAnnotationOnBean(name, Order.class);
		if (order != null) {
			return order.value();
		}
		return (this.beanFactory.getBean(name) instanceof Ordered ordered) ? ordered.getOrder()
				: Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Returns the name of the only bean of a type, or the primary one.
	 * @throws NoUniqueBeanDefinitionException if there are several
	 */
	@Nullable String single(Class<?> type) {
		List<String> names = names(type);
		if (names.size() > 1) {
			List<String> primary = names.stream()
				.filter((name) -> this.beanFactory.getMergedBeanDefinition(name).isPrimary())
				.toList();
			if (primary.size() != 1) {
				throw new NoUniqueBeanDefinitionException(type, names);
			}
			return primary.get(0);
		}
		return names.isEmpty() ? null : names.get(0);
	}

	private List<String> names(Class<?> type) {
		return Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type))
			.filter(this.belongs)
			.toList();
	}

	/**
	 * A bean and its order.
	 *
	 * @param <T> the type of the bean
	 * @param name the name of the bean
	 * @param bean the bean
	 * @param rank the order
	 */
	record Ranked<T>(String name, T bean, int rank) {

	}

}
