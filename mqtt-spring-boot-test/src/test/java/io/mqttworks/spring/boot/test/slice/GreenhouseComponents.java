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

package io.mqttworks.spring.boot.test.slice;

import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;

import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/**
 * What component scanning finds: a handler, and something else.
 */
final class GreenhouseComponents {

	private GreenhouseComponents() {
	}

	/**
	 * What a measured temperature is.
	 *
	 * @param celsius the temperature
	 */
	record Measurement(double celsius) {
	}

	/**
	 * Decides; not a part of the slice.
	 */
	@Service
	static class Thermostat {

		boolean isHot(double celsius) {
			return celsius > 30;
		}

	}

	/**
	 * Has nothing to do with MQTT.
	 */
	@Service
	static class Watering {

	}

	/**
	 * Switches the fan.
	 */
	@Component("fan")
	static class Fan {

		private final MqttTemplate mqtt;

		private final Thermostat thermostat;

		Fan(MqttTemplate mqtt, Thermostat thermostat) {
			this.mqtt = mqtt;
			this.thermostat = thermostat;
		}

		@MqttSubscribe("greenhouse/temperature")
		void measured(Measurement measurement) {
			if (this.thermostat.isHot(measurement.celsius())) {
				this.mqtt.send("greenhouse/fan", "on");
			}
		}

	}

}
