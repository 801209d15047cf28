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

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The device this application is.
 *
 * @param id Identifier of this device in topics; the host name unless set.
 * @param interval Time between two readings.
 */
@ConfigurationProperties("sample.device")
@Validated
record DeviceProperties(
		@NotBlank @Size(max = 100) @Pattern(regexp = "[^/+#\\p{Cntrl}]*",
				message = "must not have '/', '+', '#' or control characters: it is one level of a topic") String id,
		@DefaultValue("1s") Duration interval) {
}
