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

package io.mqttworks.client.internal.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One file of a log.
 */
final class Segment {

	private static final String SUFFIX = ".log";

	/**
	 * A number of as many digits as the largest one has, so that names sort as numbers.
	 */
	private static final Pattern FILE_NAME = Pattern.compile("\\d{19}\\.log");

	private final Path file;

	private final long number;

	/** Short for the number, in the index. */
	private final int id;

	private int size;

	/** How many bytes belong to what is still kept. */
	private long live;

	/**
	 * Creates a segment.
	 * @param file its file
	 * @param id what the index calls it
	 */
	Segment(Path file, int id) {
		this.file = file;
		String name = String.valueOf(file.getFileName());
		this.number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
		this.id = id;
	}

	static Path file(Path directory, long number) {
		return directory.resolve(String.format(Locale.ROOT, "%019d%s", number, SUFFIX));
	}

	static boolean isSegment(Path file) {
		return FILE_NAME.matcher(String.valueOf(file.getFileName())).matches();
	}

	Path file() {
		return this.file;
	}

	long number() {
		return this.number;
	}

	int id() {
		return this.id;
	}

	int size() {
		return this.size;
	}

	long live() {
		return this.live;
	}

	void grow(int bytes) {
		this.size = Math.addExact(this.size, bytes);
	}

	void live(int bytes) {
		this.live += bytes;
	}

}
