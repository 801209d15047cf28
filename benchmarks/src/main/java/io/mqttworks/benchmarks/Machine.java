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
import java.time.LocalDate;

/**
 * Says what the figures were measured on.
 */
final class Machine {

	private Machine() {
	}

	static String describe() throws IOException {
		return "%s, %d cores (%s), %d GiB of memory, %s %s, JDK %s (%s).".formatted(LocalDate.now(),
				Runtime.getRuntime().availableProcessors(), field("/proc/cpuinfo", "model name"),
				Math.round(Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1048576.0),
				System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.version"),
				System.getProperty("java.vendor"));
	}

	private static String field(String file, String name) throws IOException {
		return Files.readAllLines(Path.of(file))
			.stream()
			.filter(line -> line.startsWith(name))
			.map(line -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse("0");
	}

}
