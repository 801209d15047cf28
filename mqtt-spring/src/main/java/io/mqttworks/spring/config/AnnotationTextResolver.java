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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.core.env.Environment;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * Resolves <code>${}</code> placeholders and <code>#{}</code> expressions in the texts of
 * annotations. An expression finds the bean that has the method as {@value #LISTENER}.
 */
class AnnotationTextResolver {

	private static final String LISTENER = "__listener";

	private final ConfigurableListableBeanFactory beanFactory;

	private final BeanExpressionContext context;

	/**
	 * Creates a resolver.
	 * @param beanFactory resolves placeholders and has the beans expressions name
	 * @param bean the bean whose annotations these are
	 */
	AnnotationTextResolver(ConfigurableListableBeanFactory beanFactory, Object bean) {
		this.beanFactory = beanFactory;
		this.context = new BeanExpressionContext(beanFactory, new ListenerScope(bean));
	}

	/**
	 * Returns the value of a text; {@code null} if it is empty.
	 */
	@Nullable String resolveText(String attribute, String text) {
		Object value = text.isEmpty() ? null : resolve(attribute, text);
		if (value == null || value.toString().isEmpty()) {
			return null;
		}
		return value.toString();
	}

	/**
	 * Returns the values of texts, each of which can be an expression for several, or a
	 * placeholder for a list: of a property with several elements, or a text with commas.
	 */
	List<String> resolveTexts(String attribute, String[] texts) {
		List<String> values = new ArrayList<>();
		for (String text : texts) {
			List<String> listed = listedProperty(text);
			Object value = listed.isEmpty() ? resolve(attribute, text) : listed;
			if (value instanceof String list && isPlaceholder(text)) {
				value = StringUtils.commaDelimitedListToStringArray(list);
				value = Arrays.stream((String[]) value).map(String::strip).filter((one) -> !one.isEmpty()).toList();
			}
			if (value instanceof Iterable<?> several) {
				several.forEach((one) -> values.add(String.valueOf(one)));
			}
			else if (ObjectUtils.isArray(value)) {
				Arrays.asList(ObjectUtils.toObjectArray(value)).forEach((one) -> values.add(String.valueOf(one)));
			}
			else if (value != null) {
				values.add(value.toString());
			}
		}
		return values;
	}

	/**
	 * Returns whether a text is one placeholder and nothing else.
	 */
	private static boolean isPlaceholder(String text) {
		if (!text.startsWith("${") || !text.endsWith("}")) {
			return false;
		}
		int depth = 0;
		for (int i = 0; i < text.length(); i++) {
			if (text.startsWith("${", i)) {
				depth++;
			}
			else if (text.charAt(i) == '}' && depth > 0 && --depth == 0) {
				return i == text.length() - 1;
			}
		}
		return false;
	}

	/**
	 * Returns the elements of the property that a placeholder names if it is a list, as
	 * in YAML: {@code name[0]} and so on. Empty for other properties.
	 */
	private List<String> listedProperty(String text) {
		Environment environment = isPlaceholder(text)
				? this.beanFactory.getBeanProvider(Environment.class).getIfAvailable() : null;
		if (environment == null) {
			return List.of();
		}
		int end = text.indexOf(':');
		String name = text.substring(2, (end >= 0) ? end : text.length() - 1);
		if (name.contains("${") || environment.containsProperty(name)) {
			return List.of();
		}
		List<String> values = new ArrayList<>();
		for (String value = environment.getProperty(name + "[0]"); value != null; value = environment
			.getProperty(name + "[" + values.size() + "]")) {
			values.add(value);
		}
		return values;
	}

	@Nullable Integer resolveInteger(String attribute, String text) {
		String value = resolveText(attribute, text);
		try {
			return (value != null) ? Integer.valueOf(value.strip()) : null;
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("its " + attribute + " must be a number, not '" + value + "'", ex);
		}
	}

	/**
	 * Returns whether a text is a number, and not the name of a bean.
	 */
	boolean isNumber(String attribute, String text) {
		Object value = text.isEmpty() ? null : resolve(attribute, text);
		return value instanceof Number || (value instanceof String name && name.strip().matches("-?\\d+"));
	}

	@Nullable Duration resolveDuration(String attribute, String text) {
		String value = resolveText(attribute, text);
		try {
			return (value != null) ? DurationFormatterUtils.detectAndParse(value.strip(), DurationFormat.Unit.MILLIS)
					: null;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"its " + attribute + " must be a duration such as 200ms or 1s, not '" + value + "'", ex);
		}
	}

	@Nullable Boolean resolveBoolean(String attribute, String text) {
		String value = resolveText(attribute, text);
		if (value == null) {
			return null;
		}
		return switch (value.strip()) {
			case "true" -> true;
			case "false" -> false;
			default ->
				throw new IllegalArgumentException("its " + attribute + " must be true or false, not '" + value + "'");
		};
	}

	/**
	 * Returns a constant whose name can be written in lower case and with hyphens.
	 */
	<E extends Enum<E>> @Nullable E resolveEnum(String attribute, String text, Class<E> type) {
		String value = resolveText(attribute, text);
		if (value == null) {
			return null;
		}
		String name = value.strip().replace('-', '_').toUpperCase(Locale.ROOT);
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		throw new IllegalArgumentException(
				"its " + attribute + " is '" + value + "', but can only be one of " + List.of(type.getEnumConstants()));
	}

	/**
	 * Returns a bean that a text names, or an expression gives; {@code null} if the text
	 * is empty.
	 */
	<T> @Nullable T resolveBean(String attribute, String text, Class<T> type) {
		Object value = text.isEmpty() ? null : resolve(attribute, text);
		if (value == null || type.isInstance(value)) {
			return type.cast(value);
		}
		if (!(value instanceof String name)) {
			throw new IllegalArgumentException("its " + attribute + " '" + text + "' gives a "
					+ value.getClass().getName() + "; it must give a " + type.getSimpleName() + " or its bean's name");
		}
		if (name.isEmpty()) {
			return null;
		}
		try {
			return this.beanFactory.getBean(name.strip(), type);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new IllegalArgumentException(
					"its " + attribute + " is '" + name + "', but there is no such " + type.getSimpleName() + " bean"
							+ ((ex instanceof BeanNotOfRequiredTypeException other)
									? ": the bean of this name is a " + other.getActualType().getName() : "")
							+ "; there are " + beanNames(type),
					ex);
		}
	}

	private List<String> beanNames(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false));
	}

	/**
	 * Returns a text with its placeholders resolved and its expressions as they are, for
	 * expressions that are evaluated for each message.
	 */
	@Nullable String resolvePlaceholders(String attribute, String text) {
		String resolved;
		try {
			resolved = this.beanFactory.resolveEmbeddedValue(text);
		}
		catch (IllegalArgumentException ex) {
			throw unresolved(attribute, text, ex);
		}
		if (resolved == null) {
			return null;
		}
		// Not every resolver fails on what it does not know.
		if (resolved.contains("${")) {
			throw unresolved(attribute, text, null);
		}
		return resolved;
	}

	private @Nullable Object resolve(String attribute, String text) {
		String resolved = resolvePlaceholders(attribute, text);
		if (resolved == null) {
			return null;
		}
		BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
		if (expressions == null || !resolved.contains("#{")) {
			return resolved;
		}
		try {
			return expressions.evaluate(resolved, this.context);
		}
		catch (BeansException ex) {
			throw new IllegalArgumentException("its " + attribute + " '" + text + "' has an expression that fails: "
					+ ex.getMostSpecificCause().getMessage(), ex);
		}
	}

	private static IllegalArgumentException unresolved(String attribute, String text, @Nullable Exception cause) {
		return new IllegalArgumentException("its " + attribute + " '" + text
				+ "' has a placeholder that is not resolved; set the property, or give a default as in ${name:default}",
				cause);
	}

	/**
	 * Knows the bean of the annotation by a name of its own.
	 *
	 * @param bean the bean
	 */
	private record ListenerScope(Object bean) implements Scope {

		@Override
		public @Nullable Object resolveContextualObject(String key) {
			return LISTENER.equals(key) ? this.bean : null;
		}

		@Override
		public Object get(String name, ObjectFactory<?> objectFactory) {
			throw new UnsupportedOperationException("This scope has no beans");
		}

		@Override
		public @Nullable Object remove(String name) {
			return null;
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
			throw new UnsupportedOperationException("This scope has no beans");
		}

	}

}
