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

package io.mqttworks.spring.boot.autoconfigure.health;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.health.contributor.Status;

/**
 * Configuration properties of the health of connections.
 */
@ConfigurationProperties("mqtt.health")
public class MqttHealthProperties {

	/**
	 * Health of a connection whose server has refused subscriptions of handlers. The
	 * details name them in any case.
	 */
	private RefusedSubscriptions refusedSubscriptions = RefusedSubscriptions.OUT_OF_SERVICE;

	public RefusedSubscriptions getRefusedSubscriptions() {
		return this.refusedSubscriptions;
	}

	public void setRefusedSubscriptions(RefusedSubscriptions refusedSubscriptions) {
		this.refusedSubscriptions = refusedSubscriptions;
	}

	/**
	 * What refused subscriptions mean for the health.
	 */
	public enum RefusedSubscriptions {

		/** DOWN, as without a connection. */
		DOWN(Status.DOWN),

		/** OUT_OF_SERVICE. */
		OUT_OF_SERVICE(Status.OUT_OF_SERVICE),

		/** UP, as if they were not refused. */
		UP(Status.UP);

		private final Status status;

		RefusedSubscriptions(Status status) {
			this.status = status;
		}

		Status status() {
			return this.status;
		}

	}

}
