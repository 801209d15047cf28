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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The files of a log, oldest first.
 */
final class Segments {

	private final Deque<Segment> inOrder = new ArrayDeque<>();

	private final Map<Integer, Segment> byId = new HashMap<>();

	private int lastId;

	private long lastNumber;

	/**
	 * Adds a file that is there.
	 * @param file the file
	 * @return its segment, empty
	 */
	Segment add(Path file) {
		Segment segment = new Segment(file, ++this.lastId);
		this.lastNumber = segment.number();
		this.inOrder.add(segment);
		this.byId.put(segment.id(), segment);
		return segment;
	}

	Path nextFile(Path directory) {
		return Segment.file(directory, this.lastNumber + 1);
	}

	long lastNumber() {
		return this.lastNumber;
	}

	int count() {
		return this.inOrder.size();
	}

	@Nullable Segment oldest() {
		return this.inOrder.peekFirst();
	}

	@Nullable Segment newest() {
		return this.inOrder.peekLast();
	}

	Segment get(int id) {
		return Objects.requireNonNull(this.byId.get(id));
	}

	void removeOldest() {
		this.byId.remove(this.inOrder.removeFirst().id());
	}

	long size() {
		return this.inOrder.stream().mapToLong(Segment::size).sum();
	}

	long live() {
		return this.inOrder.stream().mapToLong(Segment::live).sum();
	}

}
