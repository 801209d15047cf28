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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.mqttworks.benchmarks.load.Scenario;

/**
 * The command line.
 *
 * @param subjects the libraries
 * @param scenarios what to measure
 * @param runs how often a JVM is started for each
 * @param warmUp milliseconds before the first round
 * @param rounds rounds in a JVM
 * @param round milliseconds of a round
 * @param micro whether to run the JMH benchmarks
 * @param docs whether to write the results into the documentation
 * @param results the file results are added to, or {@code null} for a new one
 * @param reportOnly whether only to show what is in the file
 * @param brief whether this is the short run
 */
record Options(Set<Subject> subjects, List<Scenario> scenarios, int runs, long warmUp, int rounds, long round,
		boolean micro, boolean docs, Path results, boolean reportOnly, boolean brief) {

	static final String USAGE = """
			benchmarks/run [--short] [--only LIBRARY,...] [--cases CASE,...] [--runs N] [--rounds N] [--micro | --no-micro]
			               [--docs] [--results FILE] [--report FILE]

			  --short     a selection of cases in less than 10 minutes
			  --only      libraries: %s
			  --cases     cases, * stands for anything: %s
			  --runs      how many JVMs are started for each library and case; the default is 3, in short 1
			  --rounds    how many rounds each JVM measures; the default is 3
			  --micro     the JMH benchmarks alone; --no-micro leaves them out
			  --docs      write docs/benchmarks.md and docs/benchmarks.svg; without a selection that is the default
			  --results   add to the results of this file
			  --report    measure nothing, show the results of this file
			""";

	static Options parse(String[] args) {
		Set<Subject> subjects = EnumSet.allOf(Subject.class);
		List<String> cases = null;
		boolean brief = false;
		boolean all = true;
		Boolean micro = null;
		boolean microOnly = false;
		boolean docs = false;
		boolean reportOnly = false;
		int runs = 0;
		int rounds = 3;
		Path results = null;
		for (int i = 0; i < args.length; i++) {
			switch (args[i]) {
				case "--short" -> brief = true;
				case "--only" -> {
					subjects = EnumSet.noneOf(Subject.class);
					Arrays.stream(args[++i].split(",")).map(Subject::named).forEach(subjects::add);
					all = false;
				}
				case "--cases" -> {
					cases = List.of(args[++i].split(","));
					all = false;
				}
				case "--runs" -> runs = Integer.parseInt(args[++i]);
				case "--micro" -> {
					microOnly = true;
					all = false;
				}
				case "--no-micro" -> micro = false;
				case "--rounds" -> rounds = Integer.parseInt(args[++i]);
				case "--docs" -> docs = true;
				case "--results" -> results = Path.of(args[++i]);
				case "--report" -> {
					results = Path.of(args[++i]);
					reportOnly = true;
				}
				default -> throw new IllegalArgumentException("Unknown option '" + args[i] + "'");
			}
		}
		List<Scenario> scenarios = microOnly ? List.of() : scenarios(cases, brief);
		if (micro == null) {
			micro = microOnly || all;
		}
		if (runs == 0) {
			runs = brief ? 1 : 3;
		}
		return new Options(subjects, scenarios, runs, brief ? 2500 : 5000, rounds, brief ? 400 : 1000, micro,
				docs || all && !reportOnly, results, reportOnly, brief);
	}

	/**
	 * Returns how long JMH warms up.
	 * @return milliseconds
	 */
	long microWarmUp() {
		return this.brief ? 800 : 3000;
	}

	int microIterations() {
		return this.brief ? 3 : 5;
	}

	/**
	 * Returns how long an iteration of JMH is.
	 * @return milliseconds
	 */
	long microIteration() {
		return this.brief ? 100 : 1000;
	}

	String microTiming() {
		return String.format(Locale.ROOT, "%d %s for each, with %d iterations of %.1f s after %.1f s of warming up",
				this.runs, (this.runs == 1) ? "JVM" : "JVMs", microIterations(), microIteration() / 1000.0,
				microWarmUp() / 1000.0);
	}

	private static List<Scenario> scenarios(List<String> cases, boolean brief) {
		if (cases == null) {
			return Scenario.all().stream().filter(scenario -> !brief || scenario.brief()).toList();
		}
		Set<Scenario> chosen = new LinkedHashSet<>();
		for (String pattern : cases) {
			String regex = pattern.replace("*", ".*");
			List<Scenario> matching = Scenario.all()
				.stream()
				.filter(scenario -> scenario.name().matches(regex))
				.toList();
			if (matching.isEmpty()) {
				throw new IllegalArgumentException("There is no case '" + pattern + "'");
			}
			chosen.addAll(matching);
		}
		return List.copyOf(chosen);
	}

	static String usage() {
		return USAGE.formatted(String.join(", ", Arrays.stream(Subject.values()).map(Subject::label).toList()),
				String.join(", ", Scenario.all().stream().map(Scenario::name).toList()));
	}

}
