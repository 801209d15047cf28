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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

import io.mqttworks.benchmarks.load.Scenario;
import io.mqttworks.benchmarks.load.Scenario.Kind;

/**
 * Turns measurements into Markdown.
 */
final class Report {

	static final List<String> MEASURES = List.of("rate", "cpu-us", "allocated", "first-rate", "p50-us", "p99-us",
			"p99.9-us", "back-ms", "missing", "connect-ms", "heap-kib", "memory-kib", "threads", "failed");

	private static final String BEGIN = "<!-- results: written by benchmarks/run -->";

	private static final String END = "<!-- end of results -->";

	private final Measurements measurements;

	Report(Measurements measurements) {
		this.measurements = measurements;
	}

	String markdown() {
		StringBuilder out = new StringBuilder();
		List<Scenario> flows = scenarios(Kind.PUBLISH, Kind.RECEIVE);
		table(out, "Messages a second", flows, this::rate);
		table(out, "Least to most of the rounds", flows, this::range);
		table(out, "Messages a second, ours = 1", flows, (cell) -> ratio(cell, "rate"));
		table(out, "CPU time of the process, µs a message", flows, (cell) -> value(cell, "cpu-us"));
		table(out, "Allocated, bytes a message", flows, (cell) -> value(cell, "allocated"));
		List<Scenario> trips = scenarios(Kind.ROUND_TRIP);
		table(out, "Round trip one at a time, µs, 50 % take at most", trips, (cell) -> value(cell, "p50-us"));
		table(out, "99 %", trips, (cell) -> value(cell, "p99-us"));
		table(out, "99.9 %", trips, (cell) -> value(cell, "p99.9-us"));
		List<Scenario> first = scenarios(Kind.FIRST_PUBLISH, Kind.FIRST_RECEIVE);
		table(out, "The first 100,000 messages of a process, a second", first, (cell) -> value(cell, "first-rate"));
		table(out, "The same, warm", first, this::rate);
		List<Scenario> paced = scenarios(Kind.PACED);
		table(out, "At a fixed rate: CPU time of the process, µs a message", paced, (cell) -> value(cell, "cpu-us"));
		table(out, "At a fixed rate: until acknowledged, µs, 50 % take at most", paced,
				(cell) -> value(cell, "p50-us"));
		table(out, "99 %", paced, (cell) -> value(cell, "p99-us"));
		table(out, "99.9 %", paced, (cell) -> value(cell, "p99.9-us"));
		List<Scenario> connections = scenarios(Kind.CONNECTIONS);
		table(out, "Time to connect all, ms", connections, (cell) -> value(cell, "connect-ms"));
		table(out, "Heap a connection, KiB", connections, (cell) -> value(cell, "heap-kib"));
		table(out, "Memory of the process a connection, KiB", connections, (cell) -> value(cell, "memory-kib"));
		table(out, "Threads in all", connections, (cell) -> value(cell, "threads"));
		table(out, "All connections broken at once: ms until all are back", scenarios(Kind.STORM),
				(cell) -> value(cell, "back-ms"));
		List<Scenario> spring = scenarios(Kind.SPRING_SEND, Kind.SPRING_RECEIVE);
		table(out, "Spring: messages a second", spring, this::rate);
		table(out, "Spring: CPU time of the process, µs a message", spring, (cell) -> value(cell, "cpu-us"));
		table(out, "Spring: allocated, bytes a message", spring, (cell) -> value(cell, "allocated"));
		new Micro(this.measurements).table(out);
		failures(out);
		return out.toString();
	}

	private void failures(StringBuilder out) {
		for (Scenario scenario : Scenario.all()) {
			for (Subject subject : Subject.values()) {
				if (sum(new Cell(subject, scenario), "failed") > 0) {
					out.append("- ")
						.append(subject.title())
						.append(" failed in ")
						.append(scenario.name())
						.append(": it ended with an error, or did not end in time.\n");
				}
			}
		}
	}

	private List<Scenario> scenarios(Kind... kinds) {
		return Scenario.all()
			.stream()
			.filter(scenario -> Arrays.asList(kinds).contains(scenario.kind()))
			.filter(scenario -> this.measurements.has(scenario.name()))
			.toList();
	}

	private void table(StringBuilder out, String title, List<Scenario> scenarios, Function<Cell, String> content) {
		List<Subject> subjects = Arrays.stream(Subject.values())
			.filter(subject -> scenarios.stream()
				.anyMatch(scenario -> !content.apply(new Cell(subject, scenario)).isEmpty()))
			.toList();
		if (subjects.isEmpty()) {
			return;
		}
		out.append("### ").append(title).append("\n\n| case |");
		subjects.forEach(subject -> out.append(' ').append(subject.title()).append(" |"));
		out.append("\n|---|").append("---:|".repeat(subjects.size())).append('\n');
		for (Scenario scenario : scenarios) {
			out.append("| ").append(scenario.name()).append(" |");
			subjects
				.forEach(subject -> out.append(' ').append(content.apply(new Cell(subject, scenario))).append(" |"));
			out.append('\n');
		}
		out.append('\n');
	}

	private String rate(Cell cell) {
		String rate = value(cell, "rate");
		double lost = sum(cell, "lost");
		if (lost > 0) {
			double share = 100 * lost / (lost + sum(cell, "total"));
			rate += (share < 0.1) ? " **(" + number(lost) + " lost)**" : " **(" + number(share) + " % lost)**";
		}
		else if (lost < 0) {
			rate += " (" + number(-lost) + " twice)";
		}
		return rate;
	}

	private String range(Cell cell) {
		OptionalDouble least = this.measurements.least(cell.subject().label(), cell.scenario().name(), "rate");
		OptionalDouble most = this.measurements.most(cell.subject().label(), cell.scenario().name(), "rate");
		return (least.isPresent() && most.isPresent())
				? number(least.getAsDouble()) + " to " + number(most.getAsDouble()) : "";
	}

	private String ratio(Cell cell, String measure) {
		OptionalDouble value = median(cell, measure);
		OptionalDouble ours = median(new Cell(Subject.OURS, cell.scenario()), measure);
		if (value.isEmpty() || ours.isEmpty() || ours.getAsDouble() == 0) {
			return "";
		}
		double ratio = value.getAsDouble() / ours.getAsDouble();
		return String.format(Locale.ROOT, (ratio < 0.1) ? "%.3f" : "%.2f", ratio);
	}

	private String value(Cell cell, String measure) {
		if (sum(cell, "failed") > 0 && median(cell, measure).isEmpty()) {
			return "failed";
		}
		OptionalDouble value = median(cell, measure);
		return value.isPresent() ? number(value.getAsDouble()) : "";
	}

	private OptionalDouble median(Cell cell, String measure) {
		return this.measurements.median(cell.subject().label(), cell.scenario().name(), measure);
	}

	private double sum(Cell cell, String measure) {
		return this.measurements.sum(cell.subject().label(), cell.scenario().name(), measure);
	}

	/**
	 * Replaces the results in the documentation and draws the plot.
	 * @param docs the folder
	 * @param machine what it was measured on
	 * @param options how it was measured
	 */
	void write(Path docs, String machine, Options options) throws IOException {
		Path file = docs.resolve("benchmarks.md");
		String text = Files.readString(file);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		int end = text.indexOf(END);
		if (end < 0) {
			throw new IllegalStateException(file + " has no place for the results");
		}
		String how = "%s Medians of %d %s with %d rounds of %.1f s each, after %.1f s of warming up (Spring: %.1f s or more, until the compiler has little to do)%s."
			.formatted(machine, options.runs(), (options.runs() == 1) ? "run" : "runs", options.rounds(),
					options.round() / 1000.0, options.warmUp() / 1000.0,
					(options.warmUp() + Scenario.SPRING_WARM_UP) / 1000.0,
					options.brief() ? "; the short run, which is noisy" : "");
		if (!this.measurements.scenarios(Micro.SUBJECT).isEmpty()) {
			how += " JMH: " + options.microTiming() + ".";
		}
		Files.writeString(file, text.substring(0, begin) + "\n\n" + how + "\n\n" + markdown() + text.substring(end));
		Files.writeString(docs.resolve("benchmarks.svg"), new Plot(this.measurements).svg());
	}

	/**
	 * Writes a number with three significant digits.
	 * @param value the number
	 * @return such as {@code 1.23 M}
	 */
	static String number(double value) {
		double size = Math.abs(value);
		if (size >= 999_500) {
			return digits(value / 1e6) + " M";
		}
		return (size >= 9_995) ? digits(value / 1e3) + " k" : digits(value);
	}

	private static String digits(double value) {
		double size = Math.abs(value);
		int decimals = (size >= 100 || size == 0) ? 0 : (size >= 10) ? 1 : 2;
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

	private record Cell(Subject subject, Scenario scenario) {
	}

}
