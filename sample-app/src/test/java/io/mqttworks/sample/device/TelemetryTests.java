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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TelemetryTests {

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void isWrittenAsTwoNumbers() {
		assertThat(this.json.writeValueAsString(new Telemetry(0.4, 0.7))).isEqualTo("{\"load\":0.4,\"memory\":0.7}");
	}

	@Test
	void isReadFromTwoNumbers() {
		assertThat(this.json.readValue("{\"load\":0.4,\"memory\":0.7}", Telemetry.class))
			.isEqualTo(new Telemetry(0.4, 0.7));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "{\"load\":0.4}", "{\"load\":-1,\"memory\":0.7}", "{\"load\":\"high\",\"memory\":0.7}",
					"{\"load\":null,\"memory\":0.7}", "{\"load\":1e999,\"memory\":0.7}", "[]", "not JSON" })
	void nothingElseIsTelemetry(String payload) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.json.readValue(payload, Telemetry.class));
	}

	@Test
	void thisMachineHasSome() {
		Telemetry telemetry = new Machine().read();
		assertThat(telemetry.load()).isBetween(0.0, 1.0);
		assertThat(telemetry.memory()).isBetween(0.0, 1.0);
	}

}
