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

import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library.Endpoint;

/**
 * Many connections break at once, as when a broker is started anew: how long until all
 * are back, and what that costs.
 */
final class Storm {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

	private final Endpoint endpoint;

	private final int count;

	Storm(Endpoint endpoint, int count) {
		this.endpoint = endpoint;
		this.count = count;
	}

	void measure(IdleConnections.LibraryFactory factory, Control control, Results results) throws Exception {
		IdleConnections connections = new IdleConnections(this.endpoint, this.count);
		connections.connectAll(factory.create());
		long start = System.nanoTime();
		long cut = control.cut();
		while (control.connects() < cut + this.count && System.nanoTime() - start < PATIENCE) {
			Thread.sleep(20);
		}
		results.add("back-ms", (System.nanoTime() - start) / 1e6);
		results.add("missing", cut + this.count - control.connects());
	}

}
