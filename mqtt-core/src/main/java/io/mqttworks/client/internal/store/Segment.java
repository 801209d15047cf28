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

/**
 * One file of a log.
 */
final class Segment {

	private final Path file;

	private long size;

	/** How many bytes belong to messages and identifiers that are still kept. */
	private long live;

	Segment(Path file, long size) {
		this.file = file;
		this.size = size;
	}

	Path file() {
		return this.file;
	}

	long size() {
		return this.size;
	}

	long live() {
		return this.live;
	}

	void grow(int bytes) {
		this.size += bytes;
	}

	void live(int bytes) {
		this.live += bytes;
	}

}
