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
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was measured: a line of a file for each value, so that runs can be added up.
 */
final class Measurements {

	private final Path file;

	private final Map<Key, List<Double>> values = new HashMap<>();

	private Measurements(Path file) {
		this.file = file;
	}

	static Measurements open(Path file) throws IOException {
		Measurements measurements = new Measurements(file);
		if (Files.exists(file)) {
			for (String line : Files.readAllLines(file)) {
				String[] fields = line.split("\t");
				measurements.put(new Key(fields[0], fields[1], fields[2]), Double.parseDouble(fields[3]));
			}
		}
		else {
			Files.createDirectories(file.toAbsolutePath().getParent());
		}
		return measurements;
	}

	private void put(Key key, double value) {
		this.values.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
	}

	void add(String subject, String scenario, String measure, double value) throws IOException {
		put(new Key(subject, scenario, measure), value);
		Files.writeString(this.file, subject + "\t" + scenario + "\t" + measure + "\t" + value + "\n",
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	OptionalDouble least(String subject, String scenario, String measure) {
		return all(subject, scenario, measure).stream().mapToDouble(Double::doubleValue).min();
	}

	OptionalDouble most(String subject, String scenario, String measure) {
		return all(subject, scenario, measure).stream().mapToDouble(Double::doubleValue).max();
	}

	private List<Double> all(String subject, String scenario, String measure) {
		return this.values.getOrDefault(new Key(subject, scenario, measure), List.of());
	}

	OptionalDouble median(String subject, String scenario, String measure) {
		List<Double> sorted = new ArrayList<>(all(subject, scenario, measure));
		if (sorted.isEmpty()) {
			return OptionalDouble.empty();
		}
		Collections.sort(sorted);
		int middle = sorted.size() / 2;
		return OptionalDouble
			.of((sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
	}

	double sum(String subject, String scenario, String measure) {
		return all(subject, scenario, measure).stream().mapToDouble(Double::doubleValue).sum();
	}

	boolean has(String scenario) {
		return this.values.keySet().stream().anyMatch(key -> key.scenario().equals(scenario));
	}

	List<String> scenarios(String subject) {
		return this.values.keySet()
			.stream()
			.filter(key -> key.subject().equals(subject))
			.map(Key::scenario)
			.distinct()
			.sorted()
			.toList();
	}

	private record Key(String subject, String scenario, String measure) {
	}

}
