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

package io.mqttworks.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The JMH benchmarks. A result is filed under the case and who was measured, such as
 * {@code decode-ack/ours}.
 */
final class Micro {

	/** What their results are filed under, and the Maven profile with what they need. */
	static final String SUBJECT = "micro";

	/** By its name: JMH is not on this class path. */
	static final String RUNNER = "io.mqttworks.benchmarks.micro.MicroRunner";

	private static final String OURS = "ours";

	private static final Map<String, String> PEERS = Map.of("netty", "Netty", "paho", "Paho v3", "jackson", "Jackson");

	private final Measurements measurements;

	Micro(Measurements measurements) {
		this.measurements = measurements;
	}

	/**
	 * Measures.
	 * @param launcher starts the process
	 * @param options how long
	 */
	void measure(Launcher launcher, Options options) throws IOException, InterruptedException {
		System.err.printf("JMH, %s%n", options.microTiming());
		launcher.micro(options, (name, value) -> {
			int colon = name.indexOf(':');
			if (colon >= 0) {
				String measure = name.substring(colon + 1);
				this.measurements.add(SUBJECT, name.substring(0, colon), measure, value);
				System.err.printf("%-36s %s %s%n", name.substring(0, colon), Report.number(value), measure);
			}
		});
	}

	/**
	 * Adds a table, if anything was measured.
	 * @param out where to
	 */
	void table(StringBuilder out) {
		List<String> names = this.measurements.scenarios(SUBJECT);
		if (names.isEmpty()) {
			return;
		}
		out.append("""
				### The parts (JMH)

				| case | ours, ns | ours, bytes allocated | peer | peer, ns | peer, bytes allocated |
				|---|---:|---:|---|---:|---:|
				""");
		for (String part : names.stream().map(Micro::part).distinct().sorted().toList()) {
			out.append("| ").append(part).append(" | ").append(values(part, OURS)).append(" |");
			List<String> peers = names.stream()
				.filter(name -> part(name).equals(part))
				.map(name -> name.substring(part.length() + 1))
				.filter(who -> !who.equals(OURS))
				.toList();
			for (String peer : peers) {
				out.append(' ').append(PEERS.getOrDefault(peer, peer)).append(" | ").append(values(part, peer));
			}
			out.append(peers.isEmpty() ? "  |  |  |\n" : " |\n");
		}
		out.append('\n');
	}

	private static String part(String name) {
		return name.substring(0, name.indexOf('/'));
	}

	private String values(String part, String who) {
		return value(part, who, "ns") + " | " + value(part, who, "bytes");
	}

	private String value(String part, String who, String measure) {
		OptionalDouble value = this.measurements.median(SUBJECT, part + "/" + who, measure);
		if (value.isEmpty()) {
			return "";
		}
		// What the profiler's own work comes to.
		return (value.getAsDouble() < 0.5 && measure.equals("bytes")) ? "0" : Report.number(value.getAsDouble());
	}

}
