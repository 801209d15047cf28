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

package io.mqttworks.spring.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.mqttworks.spring.support.MqttMessageConverter.WrittenPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttMessageConverter} with {@link JacksonPayloadConverter}.
 */
class MqttMessageConverterTests {

	private final MqttMessageConverter converter = new MqttMessageConverter(
			List.of(new JacksonPayloadConverter(JsonMapper.builder().build())));

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "application/json", "application/cbor", "no mime type", "" })
	void bytesAndTextAreReadAsTheyAreWhateverTheContentType(String contentType) {
		byte[] payload = "{\"celsius\":1}".getBytes(StandardCharsets.UTF_8);
		assertThat(read(payload, contentType, byte[].class)).isSameAs(payload);
		assertThat(read(payload, contentType, String.class)).isEqualTo("{\"celsius\":1}");
		assertThat(read(payload, contentType, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(payload));
	}

	@Test
	void textIsReadInTheCharsetOfTheContentType() {
		byte[] payload = "grün".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(read(payload, "text/plain;charset=ISO-8859-1", String.class)).isEqualTo("grün");
		assertThat(read("grün".getBytes(StandardCharsets.UTF_8), "text/plain;charset=nonsense", String.class))
			.isEqualTo("grün");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "application/json", "application/vnd.acme+json", "application/json;charset=UTF-8", "",
			"not a mime type" })
	void objectsAreReadFromJsonByDefault(String contentType) {
		assertThat(read("{\"celsius\":21.5}".getBytes(StandardCharsets.UTF_8), contentType, Reading.class))
			.isEqualTo(new Reading(21.5));
	}

	@Test
	void genericTypesKeepTheirParameters() {
		ResolvableType type = ResolvableType.forClassWithGenerics(List.class, Reading.class);
		Object value = this.converter.read("[{\"celsius\":1}]".getBytes(StandardCharsets.UTF_8), null, type);
		assertThat(value).isEqualTo(List.of(new Reading(1)));
	}

	@Test
	void anEmptyPayloadIsNoObject() {
		assertThat(read(new byte[0], null, Reading.class)).isNull();
		assertThat(read(new byte[0], null, byte[].class)).isEqualTo(new byte[0]);
		assertThat(read(new byte[0], null, String.class)).isEqualTo("");
	}

	@Test
	void whatIsAskedForAsObjectFollowsTheContentType() {
		byte[] payload = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
		assertThat(read(payload, null, Object.class)).isSameAs(payload);
		assertThat(read(payload, "text/plain", Object.class)).isEqualTo("{\"a\":1}");
		assertThat(read(payload, "application/json", Object.class)).isEqualTo(Map.of("a", 1));
		assertThat(read(payload, "image/png", Object.class)).isSameAs(payload);
	}

	@Test
	void anUnknownContentTypeNamesTheKnownOnes() {
		assertThatExceptionOfType(MqttPayloadConversionException.class)
			.isThrownBy(() -> read(new byte[1], "application/cbor", Reading.class))
			.withMessageContaining("application/cbor")
			.withMessageContaining("application/json")
			.withMessageContaining("MqttPayloadConverter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "s3cret", "{\"celsius\":\"s3cret\"}", "{\"celsius\":1", "{\"celsius\":1}s3cret", "null",
			"{\"celsius\":{\"s3cret\":1}}" })
	void theFailureOfABadPayloadNeverRepeatsIt(String payload) {
		assertThatExceptionOfType(MqttPayloadConversionException.class)
			.isThrownBy(() -> read(payload.getBytes(StandardCharsets.UTF_8), null, Reading.class))
			.withMessageContaining("Reading")
			.withMessageContaining(payload.length() + " bytes")
			.satisfies((ex) -> {
				for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
					assertThat(cause.toString()).doesNotContain("s3cret");
				}
			});
	}

	@Test
	void theFailureOfABadPayloadSaysWhere() {
		assertThatExceptionOfType(MqttPayloadConversionException.class)
			.isThrownBy(() -> read("{\n\"celsius\":\"warm\"}".getBytes(StandardCharsets.UTF_8), null, Reading.class))
			.withMessageContaining("at 'celsius'")
			.withMessageContaining("line 2");
	}

	@Test
	void theKeysOfAMapAreNotRepeated() {
		ResolvableType type = ResolvableType.forClassWithGenerics(Map.class, String.class, Reading.class);
		assertThatExceptionOfType(MqttPayloadConversionException.class)
			.isThrownBy(() -> this.converter.read("{\"s3cret\":{\"celsius\":\"x\"}}".getBytes(StandardCharsets.UTF_8),
					null, type))
			.withMessageNotContaining("s3cret")
			.withMessageContaining("*.celsius");
	}

	@Test
	void bytesAndTextAreWrittenAsTheyAre() {
		byte[] bytes = { 1, 2 };
		assertThat(this.converter.write(bytes, null).bytes()).isSameAs(bytes);
		assertThat(this.converter.write(ByteBuffer.wrap(bytes, 1, 1), null).bytes()).containsExactly(2);
		assertThat(this.converter.write("grün", null)).satisfies((written) -> {
			assertThat(written.bytes()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
			assertThat(written.contentType()).isNull();
		});
		assertThat(this.converter.write(null, null).bytes()).isEmpty();
	}

	@Test
	void objectsAreWrittenAsJson() {
		WrittenPayload written = this.converter.write(new Reading(1.5), null);
		assertThat(new String(written.bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"celsius\":1.5}");
		assertThat(written.contentType()).isEqualTo("application/json");
	}

	@Test
	void aContentTypeThatWasSetIsKept() {
		assertThat(this.converter.write(new Reading(1), "application/vnd.acme+json").contentType())
			.isEqualTo("application/vnd.acme+json");
		assertThatExceptionOfType(MqttPayloadConversionException.class)
			.isThrownBy(() -> this.converter.write(new Reading(1), "application/cbor"))
			.withMessageContaining("application/cbor");
	}

	@Test
	void withoutConvertersObjectsNameWhatToAdd() {
		MqttMessageConverter none = new MqttMessageConverter(List.of());
		assertThat(none.write("text", null).bytes()).hasSize(4);
		assertThatExceptionOfType(MqttPayloadConversionException.class).isThrownBy(() -> none.write(1, null))
			.withMessageContaining("spring-boot-starter-jackson");
	}

	private Object read(byte[] payload, String contentType, Class<?> type) {
		return this.converter.read(payload, contentType, ResolvableType.forClass(type));
	}

	record Reading(double celsius) {

	}

}
