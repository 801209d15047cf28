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

package io.mqttworks.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;

/**
 * Stops timers of connections so that nothing is left of one that is removed meanwhile:
 * either its removal sees the timer, or this sees the removal.
 *
 * @param registry where timers are
 * @param connections the connections
 */
record ConnectionTimers(MeterRegistry registry, MqttConnections connections) {

	Timer.Sample start() {
		return Timer.start(this.registry);
	}

	void stop(Timer.Sample sample, MqttClient client, Timer.Builder builder) {
		String name = this.connections.getName(client);
		if (client.state() == ConnectionState.CLOSED && !this.connections.getClients().containsValue(client)) {
			return;
		}
		Timer timer = builder.tag("connection", name).register(this.registry);
		sample.stop(timer);
		if (!name.equals(this.connections.getName(client))) {
			this.registry.remove(timer);
		}
	}

}
