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

package io.mqttworks.sample.device;

/**
 * What a device tells on {@code devices/{id}/telemetry}.
 *
 * @param load share of its processors in use; 1 is all of them
 * @param memory share of its memory in use; 1 is all of it
 */
public record Telemetry(double load, double memory) {

	/**
	 * Checks the numbers, wherever they come from.
	 */
	public Telemetry {
		check("load", load);
		check("memory", memory);
	}

	private static void check(String name, double value) {
		if (!Double.isFinite(value) || value < 0) {
			throw new IllegalArgumentException("'" + name + "' must be a number from 0");
		}
	}

}
