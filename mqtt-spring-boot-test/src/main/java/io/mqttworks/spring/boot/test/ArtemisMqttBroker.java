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

package io.mqttworks.spring.boot.test;

import java.util.Map;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Apache Artemis as an MQTT broker on the loopback interface, in memory.
 */
class ArtemisMqttBroker {

	private static final String HOST = "127.0.0.1";

	private static final String ACCEPTOR = "mqtt";

	/** How late, in milliseconds, a session or a will may end. */
	private static final long SCAN_INTERVAL = 500;

	private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();

	private int port;

	ArtemisMqttBroker(int port) {
		this.port = port;
	}

	void start() {
		quieten();
		this.artemis.setConfiguration(configuration());
		try {
			this.artemis.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The embedded MQTT broker did not start", ex);
		}
		NettyAcceptor acceptor = (NettyAcceptor) this.artemis.getActiveMQServer()
			.getRemotingService()
			.getAcceptor(ACCEPTOR);
		// Artemis only logs that it cannot bind.
		if (acceptor == null || acceptor.getActualPort() <= 0) {
			stop();
			throw new IllegalStateException(
					"The embedded MQTT broker cannot listen on " + HOST + ":" + this.port + ": is the port in use?");
		}
		this.port = acceptor.getActualPort();
	}

	/**
	 * It tells of every message, and of every queue without a dead-letter address.
	 */
	private static void quieten() {
		LoggingSystem logging = LoggingSystem.get(ArtemisMqttBroker.class.getClassLoader());
		logging.setLogLevel("org.apache.activemq.audit", LogLevel.OFF);
		logging.setLogLevel("org.apache.activemq.artemis", LogLevel.ERROR);
	}

	private Configuration configuration() {
		Configuration configuration = new ConfigurationImpl();
		configuration.setPersistenceEnabled(false);
		configuration.setSecurityEnabled(false);
		configuration.setJMXManagementEnabled(false);
		configuration.setMqttSessionScanInterval(SCAN_INTERVAL);
		configuration.addAcceptorConfiguration(new TransportConfiguration(NettyAcceptorFactory.class.getName(),
				Map.of("host", HOST, "port", this.port, "protocols", "MQTT"), ACCEPTOR));
		return configuration;
	}

	int getPort() {
		return this.port;
	}

	String getUrl() {
		return "mqtt://" + HOST + ":" + this.port;
	}

	void stop() {
		// A context that was started since has set the levels anew.
		quieten();
		try {
			this.artemis.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The embedded MQTT broker did not stop", ex);
		}
	}

}
