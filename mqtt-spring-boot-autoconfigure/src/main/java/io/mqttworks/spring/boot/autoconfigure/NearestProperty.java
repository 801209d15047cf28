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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the property that an unknown name stands for: it may be misspelled, in the wrong
 * group, or the name that other libraries use.
 */
class NearestProperty {

	/** What others call it, without dashes. */
	private static final Map<String, String> OTHER_WORDS = words();

	private static final int NONE = Integer.MAX_VALUE;

	private final Map<List<String>, String> names;

	/**
	 * Creates a finder.
	 * @param names the known names by their elements
	 */
	NearestProperty(Map<List<String>, String> names) {
		this.names = names;
	}

	private static Map<String, String> words() {
		Map<String, String> words = new HashMap<>();
		Map.ofEntries(
				Map.entry("servers",
						Set.of("server", "url", "urls", "uri", "uris", "serveruri", "serveruris", "serverurl", "broker",
								"brokers", "brokerurl", "brokeruri", "host", "hostname", "address", "addresses")),
				Map.entry("username", Set.of("user", "login")),
				Map.entry("password", Set.of("pass", "passwd", "token")),
				Map.entry("clientid", Set.of("clientidentifier", "client")),
				Map.entry("keepalive", Set.of("keepaliveinterval")),
				Map.entry("cleanstart", Set.of("cleansession", "clean")),
				Map.entry("version", Set.of("protocolversion", "mqttversion", "protocol")),
				Map.entry("connecttimeout", Set.of("connectiontimeout")),
				Map.entry("closetimeout", Set.of("disconnecttimeout", "completiontimeout", "shutdowntimeout")),
				Map.entry("sessionexpiry", Set.of("sessionexpiryinterval")),
				Map.entry("receivemaximum", Set.of("receivemax")),
				Map.entry("maxretries", Set.of("maxattempts", "attempts", "retries")),
				Map.entry("delay", Set.of("initialinterval", "initialdelay", "backoff")),
				Map.entry("maxdelay", Set.of("maxinterval", "maxbackoff", "maxreconnectdelay")),
				Map.entry("mindelay", Set.of("reconnectdelay")),
				Map.entry("deadlettertopic", Set.of("deadletter", "dlt", "dlq")),
				Map.entry("maxinflight", Set.of("maxinflightmessages", "inflight")),
				Map.entry("qos", Set.of("defaultqos")), Map.entry("retain", Set.of("retained", "defaultretained")),
				Map.entry("autostartup", Set.of("autostart")), Map.entry("bundle", Set.of("bundlename")),
				Map.entry("ssl", Set.of("tls")), Map.entry("will", Set.of("lwt", "lastwill")),
				Map.entry("websocket", Set.of("ws", "websockets")))
			.forEach((word, others) -> others.forEach((other) -> words.put(other, word)));
		return Map.copyOf(words);
	}

	/**
	 * Returns the name that was most likely meant.
	 * @param elements the elements of the name, in uniform form
	 * @return the name, or {@code null} if none is near
	 */
	@Nullable String find(List<String> elements) {
		List<String> unknown = elements.subList(1, elements.size());
		List<String> translated = unknown.stream().map((word) -> OTHER_WORDS.getOrDefault(word, word)).toList();
		String nearest = null;
		int best = NONE;
		for (Map.Entry<List<String>, String> entry : this.names.entrySet()) {
			List<String> known = entry.getKey().subList(1, entry.getKey().size());
			int distance = Math.min(distance(unknown, known), distance(translated, known));
			if (distance < best
					|| (nearest != null && distance == best && entry.getValue().length() < nearest.length())) {
				best = distance;
				nearest = entry.getValue();
			}
		}
		return nearest;
	}

	private static int distance(List<String> unknown, List<String> known) {
		if (unknown.equals(known)) {
			return 0;
		}
		String text = String.join("", unknown);
		int best = near(text, String.join("", known));
		if (known.size() > unknown.size()) {
			// The group was left out.
			List<String> end = known.subList(known.size() - unknown.size(), known.size());
			int distance = end.equals(unknown) ? 0 : near(text, String.join("", end));
			best = (distance != NONE) ? Math.min(best, distance + 2) : best;
		}
		if (unknown.size() > known.size()
				&& new ArrayList<>(unknown).subList(unknown.size() - known.size(), unknown.size()).equals(known)) {
			// There is a group too much.
			best = Math.min(best, 3);
		}
		return best;
	}

	/**
	 * Returns how many letters differ, or {@link #NONE} if it is more than a slip.
	 */
	private static int near(String one, String other) {
		int allowed = Math.max(1, Math.min(3, Math.min(one.length(), other.length()) / 4));
		if (Math.abs(one.length() - other.length()) > allowed) {
			return NONE;
		}
		int[] previous = new int[other.length() + 1];
		for (int j = 0; j <= other.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int[] current = new int[other.length() + 1];
			current[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = previous[j - 1] + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		int distance = previous[other.length()];
		// The same letters with dots elsewhere are still another name.
		return (distance <= allowed) ? Math.max(1, distance) : NONE;
	}

}
