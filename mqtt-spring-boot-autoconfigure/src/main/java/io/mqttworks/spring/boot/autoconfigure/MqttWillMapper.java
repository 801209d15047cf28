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

package io.mqttworks.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.Will;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.util.StringUtils;

/**
 * Maps the properties of a will to a {@link Will}.
 *
 * @param check reports what is not valid
 * @param will the properties
 */
record MqttWillMapper(PropertyCheck check, MqttWillProperties will) {

	@Nullable Will createWill(VersionPolicy version) {
		String topic = this.will.getTopic();
		if (!StringUtils.hasLength(topic)) {
			if (isTouched()) {
				throw this.check.invalid("will.topic",
						"it is missing, but other properties of the will are set; without a topic there is no will");
			}
			return null;
		}
		this.check.check("will.topic", () -> {
			Topics.validateName(topic);
			return topic;
		});
		String mqtt5OnlyPart = mqtt5OnlyPart();
		if (mqtt5OnlyPart != null && version == VersionPolicy.ONLY_3_1_1) {
			throw this.check.invalid("will." + mqtt5OnlyPart,
					"it needs MQTT 5, but " + this.check.name("version") + " is 3.1.1");
		}
		byte[] payload = payload();
		Qos qos = this.check.check("will.qos", () -> Qos.of(this.will.getQos()));
		MqttMessage message = this.check.check("will.message-expiry",
				() -> MqttMessage.builder(topic)
					.payload(payload)
					.qos(qos)
					.retain(this.will.isRetain())
					.contentType(this.will.getContentType())
					.messageExpiry(this.will.getMessageExpiry())
					.userProperties(MqttPropertiesMapper.userProperties(this.will.getUserProperties()))
					.build());
		this.check.check("will.payload", () -> Will.of(message));
		return this.check.check("will.delay", () -> new Will(message, this.will.getDelay()));
	}

	private byte[] payload() {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put(this.check.name("will.payload"), this.will.getPayload());
			entries.put(this.check.name("will.payload-base64"), this.will.getPayloadBase64());
		});
		String base64 = this.will.getPayloadBase64();
		if (base64 != null) {
			return this.check.check("will.payload-base64", () -> Base64.getDecoder().decode(base64));
		}
		String text = this.will.getPayload();
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
	}

	private boolean isTouched() {
		return this.will.getPayload() != null || this.will.getPayloadBase64() != null || this.will.isRetain()
				|| this.will.getQos() != new MqttWillProperties().getQos() || mqtt5OnlyPart() != null;
	}

	private @Nullable String mqtt5OnlyPart() {
		if (!this.will.getDelay().isZero()) {
			return "delay";
		}
		if (this.will.getContentType() != null) {
			return "content-type";
		}
		if (this.will.getMessageExpiry() != null) {
			return "message-expiry";
		}
		return this.will.getUserProperties().isEmpty() ? null : "user-properties";
	}

}
