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

import io.mqttworks.benchmarks.load.Scenario;
import io.mqttworks.benchmarks.spring.Reading;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records like the one the Spring cases send, and what reads and writes them.
 */
final class Readings {

	static final int COUNT = 64;

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final MqttMessageConverter converter = new MqttMessageConverter(
			List.of(new JacksonPayloadConverter(this.mapper)));

	private final Reading[] readings = new Reading[COUNT];

	private final byte[][] payloads = new byte[COUNT][];

	Readings() {
		Reading first = this.mapper.readValue(Scenario.JSON, Reading.class);
		for (int i = 0; i < COUNT; i++) {
			this.readings[i] = new Reading(first.sensor(), first.celsius() + i / 10.0, first.humidity() + i / 100.0,
					first.pressure() - i / 10.0, first.sequence() + i);
			this.payloads[i] = this.mapper.writeValueAsBytes(this.readings[i]);
		}
	}

	JsonMapper mapper() {
		return this.mapper;
	}

	MqttMessageConverter converter() {
		return this.converter;
	}

	Reading reading(int index) {
		return this.readings[index];
	}

	byte[] payload(int index) {
		return this.payloads[index];
	}

}
