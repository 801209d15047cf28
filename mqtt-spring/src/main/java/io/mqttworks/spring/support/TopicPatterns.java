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

import java.util.List;
import java.util.Map;

import io.mqttworks.client.Topics;

import org.springframework.util.Assert;

/**
 * The topics of one subscription: finds the one that matched a message.
 */
public final class TopicPatterns {

	private final List<Pattern> patterns;

	/**
	 * Creates patterns.
	 * @param topics the topics; at least one
	 */
	public TopicPatterns(List<TopicTemplate> topics) {
		Assert.notEmpty(topics, "at least one topic filter is needed");
		this.patterns = topics.stream().map((topic) -> new Pattern(topic, topic.filter())).toList();
	}

	/**
	 * Finds the first pattern that matches.
	 * @param topic the topic name of a message of the subscription
	 * @return the filter, and what stands where it has variables
	 */
	public Match match(String topic) {
		Pattern pattern = pattern(topic);
		return new Match(pattern.filter(), pattern.template().read(topic));
	}

	private Pattern pattern(String topic) {
		if (this.patterns.size() > 1) {
			for (Pattern pattern : this.patterns) {
				if (Topics.matches(pattern.filter(), topic)) {
					return pattern;
				}
			}
		}
		return this.patterns.get(0);
	}

	private record Pattern(TopicTemplate template, String filter) {

	}

	/**
	 * What matched a topic name.
	 *
	 * @param filter the topic filter
	 * @param variables the values of its variables by name, in order
	 */
	public record Match(String filter, Map<String, String> variables) {

	}

}
