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

package io.mqttworks.spring.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A topic with variables in braces, such as {@code devices/{deviceId}/telemetry}. Read
 * once, then used for any number of messages, by any thread.
 */
public final class TopicTemplate {

	private final String template;

	/** Literal texts; one more than there are variables. */
	private final List<String> literals = new ArrayList<>();

	private final List<String> variables = new ArrayList<>();

	/** How many slashes there are before each variable. */
	private final int[] levels;

	private TopicTemplate(String template) {
		this.template = template;
		int position = 0;
		for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', position)) {
			int close = template.indexOf('}', open);
			if (close < 0) {
				throw invalid("has '{' without '}'");
			}
			String name = template.substring(open + 1, close);
			if (name.isEmpty() || !name.chars().allMatch((c) -> Character.isJavaIdentifierPart(c) || c == '-')) {
				throw invalid("has the variable '{" + name + "}'; a name has letters, digits, '_' and '-' only");
			}
			this.literals.add(template.substring(position, open));
			this.variables.add(name);
			position = close + 1;
		}
		this.literals.add(template.substring(position));
		this.levels = new int[this.variables.size()];
		int level = 0;
		for (int i = 0; i < this.levels.length; i++) {
			level += (int) this.literals.get(i).chars().filter((c) -> c == '/').count();
			this.levels[i] = level;
		}
	}

	/**
	 * Reads a template.
	 * @param template the text
	 * @return the template
	 * @throws IllegalArgumentException if the braces do not fit or a name is not valid
	 */
	public static TopicTemplate of(String template) {
		Assert.notNull(template, "'template' must not be null");
		return new TopicTemplate(template);
	}

	/**
	 * Returns the names of the variables.
	 * @return the names, in order
	 */
	public List<String> variables() {
		return List.copyOf(this.variables);
	}

	/**
	 * Returns the filter that matches the topics of this template: each variable becomes
	 * the wildcard {@code +}.
	 * @return the topic filter
	 * @throws IllegalArgumentException if a variable is not a whole level, or is there
	 * twice
	 */
	public String filter() {
		if (this.variables.isEmpty()) {
			return this.template;
		}
		Set<String> names = new HashSet<>();
		StringBuilder filter = new StringBuilder(this.literals.get(0));
		for (int i = 0; i < this.variables.size(); i++) {
			String name = this.variables.get(i);
			String before = this.literals.get(i);
			String after = this.literals.get(i + 1);
			boolean first = (i == 0) ? before.isEmpty() || before.endsWith("/") : before.endsWith("/");
			boolean last = (i == this.variables.size() - 1) ? after.isEmpty() || after.startsWith("/")
					: after.startsWith("/");
			if (!first || !last) {
				throw invalid("has the variable '{" + name + "}' beside other characters of its level; in a topic"
						+ " filter it must stand alone between slashes");
			}
			if (!names.add(name)) {
				throw invalid("has the variable '{" + name + "}' twice");
			}
			filter.append('+').append(after);
		}
		return filter.toString();
	}

	/**
	 * Returns the values that a topic has for the variables of this template.
	 * @param topic a topic name that {@link #filter()} matches
	 * @return the values by name, in order
	 */
	public Map<String, String> read(String topic) {
		if (this.variables.isEmpty()) {
			return Map.of();
		}
		Map<String, String> values = new LinkedHashMap<>();
		int level = 0;
		int start = 0;
		int next = 0;
		while (next < this.levels.length && start <= topic.length()) {
			int slash = topic.indexOf('/', start);
			int end = (slash >= 0) ? slash : topic.length();
			if (level == this.levels[next]) {
				values.put(this.variables.get(next), topic.substring(start, end));
				next++;
			}
			level++;
			start = end + 1;
		}
		return values;
	}

	/**
	 * Returns the topic with values in place of the variables.
	 * @param values a value for each variable, in order; written with {@code toString()}
	 * @return the topic name
	 * @throws IllegalArgumentException if there are more or fewer values than variables,
	 * or one is {@code null}, empty, or has {@code /}, {@code +}, {@code #} or U+0000,
	 * which would make it another topic
	 */
	public String expand(@Nullable Object... values) {
		if (values.length != this.variables.size()) {
			throw invalid("has " + this.variables.size() + " variables " + this.variables + ", but " + values.length
					+ " values were given");
		}
		if (values.length == 0) {
			return this.template;
		}
		StringBuilder topic = new StringBuilder(this.literals.get(0));
		for (int i = 0; i < values.length; i++) {
			topic.append(checked(this.variables.get(i), values[i])).append(this.literals.get(i + 1));
		}
		return topic.toString();
	}

	private String checked(String name, @Nullable Object value) {
		if (value == null) {
			throw invalid("needs a value for '{" + name + "}', not null");
		}
		String text = value.toString();
		if (text.isEmpty()) {
			throw invalid("needs a value for '{" + name + "}', not an empty one");
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '/' || c == '+' || c == '#' || c == 0) {
				throw invalid("was given a value for '{" + name + "}' with " + ((c == 0) ? "U+0000" : "'" + c + "'")
						+ ": it would make another topic");
			}
		}
		return text;
	}

	private IllegalArgumentException invalid(String why) {
		return new IllegalArgumentException("Topic template '" + this.template + "' " + why);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TopicTemplate that && this.template.equals(that.template);
	}

	@Override
	public int hashCode() {
		return this.template.hashCode();
	}

	/**
	 * Returns the text the template was read from.
	 */
	@Override
	public String toString() {
		return this.template;
	}

}
