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

package io.mqttworks.client;

import io.mqttworks.client.ServerAddress.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ServerAddress}.
 */
class ServerAddressTests {

	@ParameterizedTest
	@CsvSource({ "mqtt://broker, mqtt://broker:1883", "TCP://broker:1, mqtt://broker:1",
			"mqtts://broker, mqtts://broker:8883", "ssl://10.0.0.1, mqtts://10.0.0.1:8883",
			"ws://broker, ws://broker:80/mqtt", "wss://broker/, wss://broker:443/",
			"wss://broker/a/b?token=secret, wss://broker:443/a/b", "mqtt://[::1], mqtt://[::1]:1883",
			"mqtt://[fe80::1%eth0]:9, mqtt://[fe80::1%eth0]:9", "mqtt://broker/, mqtt://broker:1883",
			"unix:/run/broker.sock, unix:/run/broker.sock", "unix:///run/broker.sock, unix:/run/broker.sock",
			"' mqtt://broker ', mqtt://broker:1883" })
	void addressesAreReadAndShown(String text, String shown) {
		assertThat(ServerAddress.parse(text)).hasToString(shown);
	}

	@Test
	void partsAreThoseOfTheAddress() {
		assertThat(ServerAddress.parse("wss://[::1]:444/a%20b?x=%26"))
			.isEqualTo(new ServerAddress(Scheme.WSS, "::1", 444, "/a%20b?x=%26"));
		assertThat(ServerAddress.parse("unix:/a b".replace(" ", "%20")).path()).isEqualTo("/a b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "broker | it has no scheme", "broker:1883 | it has no scheme", "'' | it has no scheme",
					"http://broker | the scheme 'http' is not known", "mqtt:// | it is not a URI",
					"mqtt://my_broker:1883 | it has no host", "mqtt://broker:0 | the port must be between",
					"mqtt://broker:65536 | the port must be between", "mqtt://broker/topic | only ws and wss",
					"unix:relative | a domain socket needs an absolute path",
					"unix://host/path | a domain socket needs an absolute path", "mqtt://a b | it is not a URI" })
	void whatIsWrongIsSaid(String text, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text))
			.withMessageContaining(why)
			.withMessageNotContaining("null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt://anna:secret@broker", "http://anna:secret@broker", "anna:secret@broker:1883",
			"mqtt://anna:secret@my_broker", "mqtt://anna:sec ret@broker", "ws://my_broker/mqtt?token=secret",
			"http://broker/mqtt?token=secret", "anna:se?secret@broker" })
	void secretsAreNotRepeated(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text))
			.withMessageNotContaining("secret")
			.withMessageNotContaining("ret@");
	}

}
