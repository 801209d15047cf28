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

package io.mqttworks.test;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Apache Artemis broker inside the test's JVM, which keeps nothing on disk.
 */
public final class ArtemisBroker implements RealBroker, AutoCloseable {

	private final EmbeddedActiveMQ broker;

	private final int port;

	private ArtemisBroker(EmbeddedActiveMQ broker, int port) {
		this.broker = broker;
		this.port = port;
	}

	/**
	 * Starts a broker everybody may use.
	 * @return the broker, listening
	 */
	public static ArtemisBroker start() {
		int port = Kit.freePort();
		try {
			Configuration configuration = new ConfigurationImpl().setPersistenceEnabled(false)
				.setSecurityEnabled(false)
				.setJMXManagementEnabled(false)
				.addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT");
			configuration.addAddressSetting("#", new AddressSettings());
			EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
			broker.start();
			return new ArtemisBroker(broker, port);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Artemis did not start", ex);
		}
	}

	@Override
	public String name() {
		return "Artemis";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		try {
			this.broker.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Artemis did not stop", ex);
		}
	}

	@Override
	public String toString() {
		return name();
	}

}
