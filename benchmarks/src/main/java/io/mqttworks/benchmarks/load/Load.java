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

package io.mqttworks.benchmarks.load;

/**
 * Something that goes on until it is stopped, and counts.
 */
interface Load {

	void start() throws Exception;

	/**
	 * Returns how many messages are done with.
	 * @return the number
	 */
	long done();

	/**
	 * Stops, and waits for what is on its way.
	 * @return how many messages were lost; negative if there are more than there should
	 * be
	 * @throws Exception if that fails
	 */
	long stop() throws Exception;

	/**
	 * Returns the times it takes.
	 * @return the times, or {@code null} if it only counts
	 */
	default RoundTrips trips() {
		return null;
	}

}
