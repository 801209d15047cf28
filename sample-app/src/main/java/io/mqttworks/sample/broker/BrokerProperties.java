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

package io.mqttworks.sample.broker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The embedded broker. It asks nobody for a password, so by default only this machine
 * reaches it.
 *
 * @param enabled Whether to start a broker inside the application.
 * @param host Address the broker listens on; 0.0.0.0 for all.
 * @param port Port the broker listens on.
 */
@ConfigurationProperties("sample.broker")
@Validated
record BrokerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("127.0.0.1") @NotBlank String host,
		@DefaultValue("1883") @Min(1) @Max(65535) int port) {
}
