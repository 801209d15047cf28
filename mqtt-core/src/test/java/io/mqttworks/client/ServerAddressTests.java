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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.mqttworks.client.ServerAddress.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
			"' mqtt://broker ', mqtt://broker:1883", "mqtt://mqtt_broker, mqtt://mqtt_broker:1883",
			"ws://my_app_1:8080/x, ws://my_app_1:8080/x", "mqtt://broker.1, mqtt://broker.1:1883",
			"mqtt://[fe80::1%25eth0], mqtt://[fe80::1%eth0]:1883",
			"mqtt://[fe80::1%25br-12.4_a]:7, mqtt://[fe80::1%br-12.4_a]:7",
			"mqtt://[fe80::1%25], mqtt://[fe80::1%2525]:1883", "mqtt://[fe80::1%2525], mqtt://[fe80::1%2525]:1883",
			"wss://[fe80::1%252]/x, wss://[fe80::1%2]:443/x", "tls://broker, mqtts://broker:8883",
			"tcps://broker, mqtts://broker:8883", "MQTT+SSL://broker:1, mqtts://broker:1",
			"mqtt://broker:, mqtt://broker:1883" })
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
					"http://broker | the scheme 'http' is not known", "mqtt:// | it has no host",
					"mqtt://:1883 | it has no host", "mqtt://my+broker:1883 | it has no host",
					"mqtt://br\u00fccke | it has no host", "mqtt://broker:x | it has no host",
					"mqtt://broker:123456789012 | the port must be between", "mqtt://[::1 | it has no host",
					"mqtt://[1.2.3.4] | not an IPv6 address", "mqtt://[fe80::x] | not an IPv6 address",
					"mqtt://[fe80::1%] | the zone", "mqtt://[fe80::1%eth 0] | the zone",
					"mqtt+tcp://broker | the scheme 'mqtt+tcp' is not known", "unix | it has no scheme",
					"mqtt://broker:0 | the port must be between", "mqtt://broker:65536 | the port must be between",
					"mqtt://broker/topic | only ws and wss", "unix:relative | a domain socket needs an absolute path",
					"unix://host/path | a domain socket needs an absolute path", "mqtt://a b | it has no host",
					"ws://a/b c | it is not a URI: Illegal character in path at index 8" })
	void whatIsWrongIsSaid(String text, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text))
			.withMessageContaining(why)
			.withMessageNotContaining("null");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "mqtt://my_broker", "mqtt://[fe80::1%25eth0]:9", "mqtt://[fe80::1%2525]", "wss://[::1]/x" })
	void whatIsShownIsReadAgain(String text) {
		ServerAddress address = ServerAddress.parse(text);
		assertThat(ServerAddress.parse(address.toString())).isEqualTo(address);
	}

	@Test
	void aHostHasNoCharactersThatAnAddressCannotHave() {
		for (String host : new String[] { "a b", "a\nb", "a/b", "u@h", "[::1]", "br\u00fccke" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress(Scheme.MQTT, host, 1883, ""))
				.withMessageContaining("is not a host");
		}
	}

	@Test
	void theNamesOfOtherClientsAreToldOnce() {
		List<String> lines = new CopyOnWriteArrayList<>();
		AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				lines.add(event.getFormattedMessage());
			}

		};
		Logger logger = (Logger) LoggerFactory.getLogger(ServerAddress.class);
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		try {
			ServerAddress.forgetWhatWasTold();
			for (int i = 0; i < 3; i++) {
				ServerAddress.parse("TLS://broker");
				ServerAddress.parse("mqtts://broker");
			}
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(null);
			logger.setAdditive(true);
		}
		assertThat(lines).containsExactly("tls:// in the address of a server is another name for mqtts://");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt://anna:secret@broker", "http://anna:secret@broker", "anna:secret@broker:1883",
			"mqtt://anna:secret@my+broker", "mqtt://anna:sec ret@broker", "mqtt://anna:se/secret@broker",
			"mqtt://anna:se\nsecret@broker", "ws://my+broker/mqtt?token=secret", "http://broker/mqtt?token=secret",
			"anna:se?secret@broker" })
	void secretsAreNotRepeated(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text))
			.withMessageNotContaining("secret")
			.withMessageNotContaining("ret@");
	}

}
