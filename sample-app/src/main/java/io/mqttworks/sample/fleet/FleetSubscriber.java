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

import io.mqttworks.sample.device.Telemetry;
import io.mqttworks.spring.annotation.MqttSubscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

/**
 * Takes what the devices say.
 */
@Component
class FleetSubscriber {

	private static final Logger logger = LoggerFactory.getLogger(FleetSubscriber.class);

	private final Fleet fleet;

	FleetSubscriber(Fleet fleet) {
		this.fleet = fleet;
	}

	@MqttSubscribe("devices/{id}/telemetry")
	void onTelemetry(@Payload Telemetry telemetry, @DestinationVariable String id) {
		this.fleet.addReading(id, telemetry);
	}

	@MqttSubscribe("devices/{id}/status")
	void onStatus(@Payload(required = false) @Nullable String status, @DestinationVariable String id) {
		if (status == null) {
			this.fleet.clearStatus(id);
			return;
		}
		switch (status.strip()) {
			case "online" -> this.fleet.setStatus(id, true);
			case "offline" -> this.fleet.setStatus(id, false);
			default -> logger.warn("Status of device '{}' ignored: it is neither 'online' nor 'offline'", id);
		}
	}

}
