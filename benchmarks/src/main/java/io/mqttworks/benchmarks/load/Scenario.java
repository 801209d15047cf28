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

package io.mqttworks.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured.
 *
 * @param name what the command line and the results call it
 * @param kind what is done
 * @param qos the quality of service
 * @param size the size of the payload in bytes
 * @param count the number of connections or of topics
 * @param rate how many messages a second are published in all, or 0 for as many as
 * possible
 * @param tls whether through TLS
 * @param brief whether it belongs to the short run
 */
public record Scenario(String name, Kind kind, int qos, int size, int count, int rate, boolean tls, boolean brief) {

	/** What the Spring runs send and receive. */
	public static final String JSON = "{\"sensor\":\"greenhouse/7/north\",\"celsius\":21.5,\"humidity\":0.43,"
			+ "\"pressure\":1013.2,\"sequence\":123456}";

	/** There is more code to compile than in a client alone, in milliseconds. */
	public static final long SPRING_WARM_UP = 2500;

	private static final int WINDOW = 1000;

	private static final int WINDOW_BYTES = 16 * 1024 * 1024;

	/**
	 * Returns all there are.
	 * @return the scenarios
	 */
	public static List<Scenario> all() {
		List<Scenario> all = new ArrayList<>();
		for (Kind kind : List.of(Kind.PUBLISH, Kind.RECEIVE)) {
			for (int qos = 0; qos <= 2; qos++) {
				String name = kind.label() + "-qos" + qos;
				all.add(new Scenario(name, kind, qos, 100, 1, 0, false, true));
				all.add(new Scenario(name + "-16", kind, qos, 16, 1, 0, false, false));
				all.add(new Scenario(name + "-1k", kind, qos, 1024, 1, 0, false, false));
				all.add(new Scenario(name + "-64k", kind, qos, 64 * 1024, 1, 0, false, false));
				all.add(new Scenario(name + "-1m", kind, qos, 1024 * 1024, 1, 0, false, false));
			}
		}
		all.add(new Scenario("receive-qos0-topics", Kind.RECEIVE, 0, 100, 10_000, 0, false, false));
		all.add(new Scenario("first-publish-qos1", Kind.FIRST_PUBLISH, 1, 100, 1, 0, false, false));
		all.add(new Scenario("first-receive-qos1", Kind.FIRST_RECEIVE, 1, 100, 1, 0, false, false));
		all.add(new Scenario("round-trip-qos0", Kind.ROUND_TRIP, 0, 100, 1, 0, false, true));
		all.add(new Scenario("round-trip-qos1", Kind.ROUND_TRIP, 1, 100, 1, 0, false, true));
		all.add(new Scenario("publish-qos1-tls", Kind.PUBLISH, 1, 100, 1, 0, true, false));
		all.add(new Scenario("receive-qos1-tls", Kind.RECEIVE, 1, 100, 1, 0, true, false));
		all.add(new Scenario("publish-qos0-64k-tls", Kind.PUBLISH, 0, 64 * 1024, 1, 0, true, false));
		all.add(new Scenario("connections-1", Kind.CONNECTIONS, 0, 0, 1, 0, false, true));
		all.add(new Scenario("connections-100", Kind.CONNECTIONS, 0, 0, 100, 0, false, true));
		all.add(new Scenario("connections-1000", Kind.CONNECTIONS, 0, 0, 1000, 0, false, false));
		all.add(new Scenario("connections-10000", Kind.CONNECTIONS, 0, 0, 10_000, 0, false, false));
		for (int count : List.of(1000, 10_000)) {
			all.add(new Scenario("storm-" + count, Kind.STORM, 0, 0, count, 0, false, false));
		}
		for (int rate : List.of(1000, 10_000)) {
			for (int count : List.of(1, 1000)) {
				all.add(new Scenario("paced-" + rate + "-" + count, Kind.PACED, 1, 100, count, rate, false, false));
			}
		}
		for (int qos = 0; qos <= 1; qos++) {
			all.add(new Scenario("spring-send-qos" + qos, Kind.SPRING_SEND, qos, JSON.length(), 1, 0, false, qos == 1));
			all.add(new Scenario("spring-receive-qos" + qos, Kind.SPRING_RECEIVE, qos, JSON.length(), 1, 0, false,
					qos == 1));
		}
		return all;
	}

	public static Scenario named(String name) {
		return all().stream()
			.filter(scenario -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no case '" + name + "'"));
	}

	/**
	 * Returns how many messages may be unacknowledged: 1,000, fewer of large ones.
	 * @return the window
	 */
	public int window() {
		return Math.max(8, Math.min(WINDOW, WINDOW_BYTES / Math.max(1, this.size)));
	}

	/**
	 * Returns how much longer than usual to warm up.
	 * @return milliseconds
	 */
	public long extraWarmUp() {
		return this.kind.isSpring() ? SPRING_WARM_UP : 0;
	}

	int topics() {
		return this.count;
	}

	String floodPayload() {
		return (this.kind == Kind.SPRING_RECEIVE) ? JSON : String.valueOf(this.size);
	}

	byte[] payload() {
		return this.kind.isSpring() ? JSON.getBytes(StandardCharsets.UTF_8) : new byte[this.size];
	}

	/**
	 * What is done.
	 */
	public enum Kind {

		PUBLISH, RECEIVE, FIRST_PUBLISH, FIRST_RECEIVE, ROUND_TRIP, PACED, CONNECTIONS, STORM, SPRING_SEND,
		SPRING_RECEIVE;

		String label() {
			return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
		}

		boolean isFirst() {
			return this == FIRST_PUBLISH || this == FIRST_RECEIVE;
		}

		/**
		 * Returns whether it needs Spring on both sides of the client.
		 * @return whether it does
		 */
		public boolean isSpring() {
			return this == SPRING_SEND || this == SPRING_RECEIVE;
		}

	}

}
