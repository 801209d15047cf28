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

import io.mqttworks.spring.support.MqttMessageConverter.WrittenPayload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * From a record to the payload, as the template does it, and by Jackson alone.
 */
@State(Scope.Thread)
public class JsonWrite {

	private final Readings readings = new Readings();

	private int next;

	@Benchmark
	public WrittenPayload ours() {
		this.next = (this.next + 1) & (Readings.COUNT - 1);
		return this.readings.converter().write(this.readings.reading(this.next), null);
	}

	@Benchmark
	public byte[] jackson() {
		this.next = (this.next + 1) & (Readings.COUNT - 1);
		return this.readings.mapper().writeValueAsBytes(this.readings.reading(this.next));
	}

}
