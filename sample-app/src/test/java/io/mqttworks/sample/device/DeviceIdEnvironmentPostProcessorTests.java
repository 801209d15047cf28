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

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class DeviceIdEnvironmentPostProcessorTests {

	@Test
	void deviceIsNamedAfterItsHost() {
		assertThat(process(new MockEnvironment())).matches("[A-Za-z0-9._-]+");
	}

	@Test
	void nameThatIsSetStays() {
		assertThat(process(new MockEnvironment().withProperty("sample.device.id", "greenhouse")))
			.isEqualTo("greenhouse");
	}

	@Test
	void nameIsMadeFitForATopic() {
		assertThat(DeviceIdEnvironmentPostProcessor.topicLevel("host-1.example")).isEqualTo("host-1.example");
		assertThat(DeviceIdEnvironmentPostProcessor.topicLevel("Böse/+#$ {x}")).isEqualTo("B-se-x-");
		assertThat(DeviceIdEnvironmentPostProcessor.topicLevel("x".repeat(253))).hasSize(100);
	}

	private static String process(MockEnvironment environment) {
		new DeviceIdEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
		return environment.getRequiredProperty("sample.device.id");
	}

}
