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
 * The topics of one subscription: reads the variables in the topics of its messages.
 */
public final class TopicPatterns {

	private static final String SHARE = "$share/";

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
	 * Returns a filter without the group of a shared subscription.
	 * @param topicFilter the filter as it is subscribed
	 * @return the filter that matches topics
	 */
	public static String withoutShare(String topicFilter) {
		return topicFilter.startsWith(SHARE) ? topicFilter.substring(topicFilter.indexOf('/', SHARE.length()) + 1)
				: topicFilter;
	}

	/**
	 * Reads a topic.
	 * @param topicFilter the filter the message came for, with or without the group of a
	 * shared subscription
	 * @param topic the topic name of the message
	 * @return the filter as the template has it, and the values of its variables
	 */
	public Match match(String topicFilter, String topic) {
		Pattern pattern = pattern(withoutShare(topicFilter));
		return new Match(pattern.filter(), pattern.template().read(pattern.prefix(topic) + topic));
	}

	private Pattern pattern(String topicFilter) {
		for (Pattern pattern : this.patterns) {
			if (withoutShare(pattern.filter()).equals(topicFilter)) {
				return pattern;
			}
		}
		return this.patterns.get(0);
	}

	/**
	 * A topic.
	 *
	 * @param template the topic with variables
	 * @param filter the topic filter
	 */
	private record Pattern(TopicTemplate template, String filter) {

		/**
		 * Returns what servers take off a filter such as {@code $share/group/jobs/+} or
		 * {@code $queue/jobs/+} before they match topics with it; nothing of most
		 * filters.
		 */
		String prefix(String topic) {
			String unshared = withoutShare(this.filter);
			if (unshared.length() < this.filter.length()) {
				return this.filter.substring(0, this.filter.length() - unshared.length());
			}
			if (!this.filter.startsWith("$") || topic.startsWith("$")) {
				return "";
			}
			for (int slash = this.filter.indexOf('/'); slash >= 0; slash = this.filter.indexOf('/', slash + 1)) {
				String rest = this.filter.substring(slash + 1);
				if (!rest.isEmpty() && Topics.matches(rest, topic)) {
					return this.filter.substring(0, slash + 1);
				}
			}
			return "";
		}

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
