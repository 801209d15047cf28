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

package io.mqttworks.client;

/**
 * Limits that the protocol sets, and the check that a number keeps to its limits.
 */
final class Limits {

	static final long MAX_UNSIGNED_INT = 4_294_967_295L;

	static final int MAX_UNSIGNED_SHORT = 65_535;

	/** The largest packet: five bytes of header and 268,435,455 bytes after them. */
	static final int MAX_PACKET_SIZE = 268_435_460;

	private Limits() {
	}

	static int range(String name, int value, int min, int max) {
		return (int) range(name, (long) value, min, max);
	}

	static long range(String name, long value, long min, long max) {
		if (value < min || value > max) {
			throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ", not " + value);
		}
		return value;
	}

}
