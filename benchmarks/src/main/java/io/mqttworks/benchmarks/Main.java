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
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.mqttworks.benchmarks.load.Scenario;

/**
 * Measures all libraries in turn, one JVM at a time, and writes what came out.
 */
public final class Main {

	private Main() {
	}

	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.println(Options.usage());
			return;
		}
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
			System.err.println(ex.getMessage());
			System.err.println(Options.usage());
			System.exit(2);
			return;
		}
		Path root = Path.of(System.getProperty("benchmarks.root")).toAbsolutePath();
		Path target = root.resolve("benchmarks/target");
		Path file = (options.results() != null) ? options.results() : target.resolve("results")
			.resolve(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").format(LocalDateTime.now()) + ".tsv");
		Measurements measurements = Measurements.open(file);
		if (!options.reportOnly()) {
			Launcher launcher = new Launcher(target);
			measure(options, launcher, measurements);
			if (options.micro()) {
				new Micro(measurements).measure(launcher, options);
			}
		}
		Report report = new Report(measurements);
		System.out.println(report.markdown());
		System.out.println("Results: " + file);
		if (options.docs()) {
			report.write(root.resolve("docs"), Machine.describe(), options);
		}
	}

	private static void measure(Options options, Launcher launcher, Measurements measurements)
			throws IOException, InterruptedException {
		for (int run = 1; run <= options.runs(); run++) {
			for (Scenario scenario : options.scenarios()) {
				for (Subject subject : options.subjects()) {
					if (subject.takesPart(scenario)) {
						System.err.printf(Locale.ROOT, "%d/%d %-22s %-18s", run, options.runs(), scenario.name(),
								subject.title());
						launcher.measure(subject, scenario, options,
								(measure, value) -> measurements.add(subject.label(), scenario.name(), measure, value));
						System.err.println(summary(measurements, subject, scenario));
					}
				}
			}
		}
	}

	private static String summary(Measurements measurements, Subject subject, Scenario scenario) {
		StringBuilder summary = new StringBuilder();
		for (String measure : Report.MEASURES) {
			measurements.median(subject.label(), scenario.name(), measure)
				.ifPresent(value -> summary.append(measure).append(' ').append(Report.number(value)).append("  "));
		}
		double lost = measurements.sum(subject.label(), scenario.name(), "lost");
		return summary + ((lost != 0) ? "LOST " + Report.number(lost) : "");
	}

}
