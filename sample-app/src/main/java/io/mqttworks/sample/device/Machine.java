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

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.stereotype.Component;

/**
 * Reads the load and memory of the machine, or of the container, this application runs
 * on.
 */
@Component
class Machine {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	Telemetry read() {
		double total = this.system.getTotalMemorySize();
		double memory = (total > 0) ? 1 - this.system.getFreeMemorySize() / total : 0;
		// Negative or no number until the system has something to tell.
		double load = this.system.getCpuLoad();
		return new Telemetry((load >= 0) ? round(load) : 0, round(Math.max(0, memory)));
	}

	private static double round(double share) {
		return Math.round(share * 1000) / 1000.0;
	}

}
