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

package io.mqttworks.sample.fleet;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of the fleet to remember.
 *
 * @param maxDevices Number of devices to remember; the one not seen for longest makes
 * room.
 * @param maxReadings Number of readings to remember of each device.
 * @param onlineFor Time after a reading in which a device without a status counts as
 * online.
 */
@ConfigurationProperties("sample.fleet")
@Validated
record FleetProperties(@DefaultValue("200") @Min(1) int maxDevices, @DefaultValue("60") @Min(1) int maxReadings,
		@DefaultValue("10s") Duration onlineFor) {
}
