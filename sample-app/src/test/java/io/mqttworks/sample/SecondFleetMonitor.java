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

package io.mqttworks.sample;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Another instance of the application that uses a broker outside of it.
 */
public final class SecondFleetMonitor implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private SecondFleetMonitor(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an instance.
	 * @param device the identifier of its device
	 * @param server the address of its broker
	 * @param port where its page is; 0 for any free port
	 * @return the instance
	 */
	public static SecondFleetMonitor start(String device, String server, int port) {
		return new SecondFleetMonitor(new SpringApplicationBuilder(FleetMonitorApplication.class).run(
				"--server.port=" + port, "--sample.device.id=" + device, "--sample.broker.enabled=false",
				"--mqtt.servers=" + server, "--mqtt.reconnect.min-delay=50ms"));
	}

	/**
	 * Returns where its page is.
	 * @return the port
	 */
	public int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
