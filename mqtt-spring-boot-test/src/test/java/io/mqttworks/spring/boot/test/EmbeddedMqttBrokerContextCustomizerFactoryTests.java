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

package io.mqttworks.spring.boot.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EmbeddedMqttBrokerContextCustomizerFactory}.
 */
class EmbeddedMqttBrokerContextCustomizerFactoryTests {

	private final EmbeddedMqttBrokerContextCustomizerFactory factory = new EmbeddedMqttBrokerContextCustomizerFactory();

	@Test
	void testsWithoutTheAnnotationHaveNoBroker() {
		assertThat(this.factory.createContextCustomizer(Plain.class, List.of())).isNull();
	}

	@Test
	void equalAnnotationsShareAContext() {
		assertThat(this.factory.createContextCustomizer(Annotated.class, List.of()))
			.isEqualTo(this.factory.createContextCustomizer(Inheriting.class, List.of()))
			.isNotEqualTo(this.factory.createContextCustomizer(WithPort.class, List.of()));
	}

	@Test
	void aPortInUseIsReported() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			ArtemisMqttBroker broker = new ArtemisMqttBroker(BrokerSettings.onPort(socket.getLocalPort()));
			assertThatIllegalStateException().isThrownBy(broker::start)
				.withMessageContaining(String.valueOf(socket.getLocalPort()));
		}
	}

	static class Plain {

	}

	@EmbeddedMqttBroker
	static class Annotated {

	}

	static class Inheriting extends Annotated {

	}

	@EmbeddedMqttBroker(port = 1883)
	static class WithPort {

	}

}
