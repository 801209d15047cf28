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

package io.mqttworks.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * Programs of the machine that some tests need.
 */
public final class Tools {

	private Tools() {
	}

	/**
	 * Returns a program, or skips the test. Fails it where the system property
	 * {@code mqtt.test.require-tools} is {@code true}.
	 * @param program its file name
	 * @return its path
	 */
	public static Path require(String program) {
		return require(program, find(program));
	}

	/**
	 * Returns a file that belongs to a program, or skips the test, as
	 * {@link #require(String)} does.
	 * @param folder the folder that has it, itself or one level below
	 * @param name the name of the file
	 * @return its path
	 */
	public static Path requireFile(String folder, String name) {
		try (Stream<Path> files = Files.find(Path.of(folder), 2, (file, attributes) -> file.endsWith(name))) {
			return require(name, files.findFirst());
		}
		catch (IOException ex) {
			return require(name, Optional.empty());
		}
	}

	private static Path require(String program, Optional<Path> found) {
		if (found.isEmpty() && Boolean.getBoolean("mqtt.test.require-tools")) {
			throw new AssertionError("'" + program + "' is not installed, and mqtt.test.require-tools demands it");
		}
		Assumptions.assumeTrue(found.isPresent(), () -> "'" + program + "' is not installed");
		return found.orElseThrow();
	}

	/**
	 * Looks for a program.
	 * @param program its file name
	 * @return its path, if it is installed
	 */
	public static Optional<Path> find(String program) {
		String path = System.getenv().getOrDefault("PATH", "");
		return Stream.concat(Stream.of(path.split(":")), List.of("/usr/sbin", "/usr/local/sbin").stream())
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
