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

package io.mqttworks.client;

import java.util.Collection;
import java.util.List;

/**
 * The rules for topic names and topic filters (MQTT 5 section 4.7).
 */
public final class Topics {

	private static final String SHARE = "$share/";

	/** Prefixes that servers are known to remove; {@code +} stands for one level. */
	private static final List<String> PREFIXES = List.of("$share/+/", "$queue/", "$exclusive/", "$q/");

	private Topics() {
	}

	/**
	 * Checks a topic name.
	 * @param topic the name
	 * @throws IllegalArgumentException if it is empty, longer than 65,535 bytes of UTF-8,
	 * or has a wildcard, U+0000 or half a surrogate pair; the message says which
	 */
	public static void validateName(String topic) {
		validateText("Topic name", topic);
		for (int i = 0; i < topic.length(); i++) {
			char c = topic.charAt(i);
			if (c == '+' || c == '#') {
				throw invalid("Topic name", topic, "has the wildcard '" + c + "'; only topic filters can have one");
			}
		}
	}

	/**
	 * Checks a topic filter, shared or not.
	 * @param filter the filter
	 * @throws IllegalArgumentException if it is empty, longer than 65,535 bytes of UTF-8,
	 * has U+0000 or half a surrogate pair, or has a wildcard in a wrong place; the
	 * message says which
	 */
	public static void validateFilter(String filter) {
		validateText("Topic filter", filter);
		int start = 0;
		if (isShared(filter)) {
			int end = filter.indexOf('/', SHARE.length());
			if (end < 0 || end == filter.length() - 1) {
				throw invalid("Topic filter", filter, "needs a filter after '$share/' and the group's name");
			}
			String group = filter.substring(SHARE.length(), end);
			if (group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
				throw invalid("Topic filter", filter, "needs a group name without wildcards after '$share/'");
			}
			start = end + 1;
		}
		for (int i = start; i < filter.length(); i++) {
			char c = filter.charAt(i);
			boolean first = i == start || filter.charAt(i - 1) == '/';
			boolean last = i == filter.length() - 1;
			if (c == '#' && !(first && last)) {
				throw invalid("Topic filter", filter, "has '#' elsewhere than alone in the last level");
			}
			if (c == '+' && !(first && (last || filter.charAt(i + 1) == '/'))) {
				throw invalid("Topic filter", filter, "has '+' beside other characters of its level");
			}
		}
	}

	/**
	 * Returns whether a filter matches a topic name. A leading wildcard does not match a
	 * topic that starts with {@code $}; of a shared filter the part after the group
	 * counts, and of a filter with another known prefix also the part behind it.
	 * @param filter a valid filter
	 * @param topic a valid topic name
	 * @return {@code true} if the filter matches the topic name
	 * @see #withoutPrefix
	 */
	public static boolean matches(String filter, String topic) {
		String matched = withoutPrefix(filter, List.of());
		return matchesAll(matched, topic)
				|| (matched.length() < filter.length() && !isShared(filter) && matchesAll(filter, topic));
	}

	private static boolean matchesAll(String filter, String topic) {
		int f = 0;
		int t = 0;
		int filterLength = filter.length();
		int topicLength = topic.length();
		if (topicLength > 0 && topic.charAt(0) == '$' && f < filterLength
				&& (filter.charAt(f) == '+' || filter.charAt(f) == '#')) {
			return false;
		}
		while (f < filterLength) {
			char c = filter.charAt(f);
			if (c == '#') {
				return true;
			}
			if (c == '+') {
				while (t < topicLength && topic.charAt(t) != '/') {
					t++;
				}
				f++;
			}
			else {
				while (f < filterLength && filter.charAt(f) != '/') {
					if (t >= topicLength || topic.charAt(t) != filter.charAt(f)) {
						return false;
					}
					f++;
					t++;
				}
				if (t < topicLength && topic.charAt(t) != '/') {
					return false;
				}
			}
			// Both stand at the end of a level.
			if (f == filterLength) {
				return t == topicLength;
			}
			if (t == topicLength) {
				// "a/#" matches "a" itself.
				return filter.length() - f == 2 && filter.charAt(f + 1) == '#';
			}
			f++;
			t++;
		}
		return t == topicLength && f == filterLength && topicLength > 0 && topic.charAt(topicLength - 1) == '/';
	}

	/**
	 * Returns whether a filter is that of a shared subscription (MQTT 5 section 4.8.2).
	 * @param filter a filter
	 * @return {@code true} if it starts with {@code $share/}
	 */
	public static boolean isShared(String filter) {
		return filter.startsWith(SHARE);
	}

	/**
	 * Returns the part of a filter that a server matches with topic names: without
	 * {@code $share/group/}, and without the prefixes that some servers know beside it
	 * ({@code $queue/}, {@code $exclusive/} and {@code $q/}).
	 * @param filter a valid filter
	 * @param more prefixes to take off as well; each ends with {@code /}, and a {@code +}
	 * in it stands for one level
	 * @return the part that is matched
	 */
	public static String withoutPrefix(String filter, Collection<String> more) {
		int start = prefixLength(filter, PREFIXES);
		start = (start > 0) ? start : prefixLength(filter, more);
		return (start > 0) ? filter.substring(start) : filter;
	}

	private static int prefixLength(String filter, Collection<String> prefixes) {
		for (String prefix : prefixes) {
			int length = prefixLength(filter, prefix);
			if (length > 0 && length < filter.length()) {
				return length;
			}
		}
		return 0;
	}

	private static int prefixLength(String filter, String prefix) {
		int at = 0;
		for (int i = 0; i < prefix.length(); i++) {
			if (prefix.charAt(i) == '+') {
				int slash = filter.indexOf('/', at);
				if (slash <= at) {
					return 0;
				}
				at = slash;
			}
			else if (at < filter.length() && filter.charAt(at) == prefix.charAt(i)) {
				at++;
			}
			else {
				return 0;
			}
		}
		return at;
	}

	/**
	 * Returns a filter without its {@code $share/group/} part.
	 * @param filter a valid filter
	 * @return the part that is matched with topic names
	 */
	public static String unshared(String filter) {
		return filter.substring(unsharedStart(filter));
	}

	private static int unsharedStart(String filter) {
		return isShared(filter) ? filter.indexOf('/', SHARE.length()) + 1 : 0;
	}

	private static void validateText(String what, String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException(what + " must not be empty");
		}
		int bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0) {
				throw invalid(what, text, "has the character U+0000");
			}
			if (c < 0x80) {
				bytes++;
			}
			else if (c < 0x800) {
				bytes += 2;
			}
			else if (!Character.isSurrogate(c)) {
				bytes += 3;
			}
			else if (Character.isHighSurrogate(c) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				bytes += 4;
				i++;
			}
			else {
				throw invalid(what, text, "has half a surrogate pair, which UTF-8 cannot hold");
			}
		}
		if (bytes > Limits.MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(what + " '" + Text.escape(text, 40) + "' has " + bytes
					+ " bytes of UTF-8; the protocol allows 65535");
		}
	}

	private static IllegalArgumentException invalid(String what, String text, String why) {
		return new IllegalArgumentException(what + " '" + Text.escape(text) + "' " + why);
	}

}
