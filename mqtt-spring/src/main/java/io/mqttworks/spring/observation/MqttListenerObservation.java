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

package io.mqttworks.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of handlers.
 */
public enum MqttListenerObservation implements ObservationDocumentation {

	/**
	 * A message that is handled.
	 */
	LISTENER_OBSERVATION {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMqttListenerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityTags.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return MqttSpanTags.values();
		}

	};

	/**
	 * Tags of metrics and spans.
	 */
	public enum LowCardinalityTags implements KeyName {

		/**
		 * Name of the connection.
		 */
		CONNECTION("connection"),

		/**
		 * Id of the container.
		 */
		LISTENER("listener"),

		/**
		 * Topic filter that matched.
		 */
		FILTER("filter"),

		/**
		 * Quality of service the message was delivered with.
		 */
		QOS("qos");

		private final String name;

		LowCardinalityTags(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

}
