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

package io.mqttworks.sample.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Artemis as an MQTT broker in memory: nothing is kept when it stops.
 */
class EmbeddedBroker {

	/** How late a session, or a will, may end. */
	private static final long SCAN_MILLIS = 500;

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBroker.class);

	private final String host;

	private final int port;

	private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();

	EmbeddedBroker(String host, int port) {
		this.host = host;
		this.port = port;
		this.artemis.setConfiguration(configuration(host, port));
	}

	private static Configuration configuration(String host, int port) {
		Map<String, Object> acceptor = Map.of("host", host, "port", port, "protocols", "MQTT");
		Configuration configuration = new ConfigurationImpl();
		configuration.setName("fleet-monitor");
		configuration.setPersistenceEnabled(false);
		configuration.setSecurityEnabled(false);
		configuration.setJMXManagementEnabled(false);
		configuration.setMqttSessionScanInterval(SCAN_MILLIS);
		configuration.addAcceptorConfiguration(
				new TransportConfiguration(NettyAcceptorFactory.class.getName(), acceptor, "mqtt"));
		return configuration;
	}

	void start() {
		// Artemis logs that it cannot bind and goes on without an acceptor.
		requireFreePort();
		try {
			this.artemis.start();
			this.artemis.getActiveMQServer().getRemotingService().addIncomingInterceptor(new PromptWills());
		}
		catch (Exception ex) {
			throw new IllegalStateException("The embedded broker does not start on " + this.host + ":" + this.port, ex);
		}
		logger.info("Embedded broker listens on mqtt://{}:{}", this.host, this.port);
	}

	private void requireFreePort() {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(this.host, this.port));
		}
		catch (IOException ex) {
			throw new BrokerAddressException(this.host, this.port, ex);
		}
	}

	void stop() {
		try {
			this.artemis.stop();
		}
		catch (Exception ex) {
			logger.warn("The embedded broker did not stop properly", ex);
		}
	}

}
