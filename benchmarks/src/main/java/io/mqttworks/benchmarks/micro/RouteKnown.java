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

package io.mqttworks.benchmarks.micro;

import java.util.List;

import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.routing.Router;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From the bytes of a topic that came before to the targets of the filters that match.
 */
@State(Scope.Thread)
public class RouteKnown {

	private static final int TOPICS = 1024;

	@Param({ "10", "1000", "100000" })
	private int filters;

	private final TopicCache cache = new TopicCache();

	private Filters samples;

	private Router<String> router;

	private int next;

	@Setup
	public void setUp() {
		this.samples = new Filters(this.filters, TOPICS, true);
		this.router = this.samples.router();
		this.samples.check(this.router);
	}

	@Benchmark
	public List<String> ours() {
		this.next = (this.next + 1) & (TOPICS - 1);
		return this.samples.route(this.cache, this.router, this.next);
	}

}
