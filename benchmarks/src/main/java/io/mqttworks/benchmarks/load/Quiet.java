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

import java.util.concurrent.Callable;

/**
 * Waits for the last messages.
 */
final class Quiet {

	private static final long PATIENCE = 3_000_000_000L;

	private Quiet() {
	}

	/**
	 * Waits until all is there or nothing more comes.
	 * @param counter grows while something comes
	 * @param complete whether all is there
	 * @throws Exception if one of them fails
	 */
	static void await(Callable<Long> counter, Callable<Boolean> complete) throws Exception {
		long last = counter.call();
		long since = System.nanoTime();
		while (!complete.call() && System.nanoTime() - since < PATIENCE) {
			Thread.sleep(5);
			long now = counter.call();
			if (now != last) {
				last = now;
				since = System.nanoTime();
			}
		}
	}

}
