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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.VersionPolicy;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.jspecify.annotations.Nullable;

/**
 * Apache Artemis as an MQTT broker on the loopback interface, in memory.
 */
class ArtemisMqttBroker implements EmbeddedMqtt {

	private static final String HOST = "127.0.0.1";

	private static final String ACCEPTOR = "mqtt";

	/** How late, in milliseconds, a session or a will may end. */
	private static final long SCAN_INTERVAL = 500;

	private final BrokerSettings settings;

	private final @Nullable BrokerCertificate certificate;

	/** Sees and does everything, whatever the rules are. */
	private final BrokerSettings.User observer = new BrokerSettings.User("mqtt-probe", UUID.randomUUID().toString(),
			List.of("#"), List.of("#"));

	private final Lock lock = new ReentrantLock();

	private volatile int port;

	private @Nullable EmbeddedActiveMQ artemis;

	ArtemisMqttBroker(BrokerSettings settings) {
		this.settings = settings;
		this.port = settings.port();
		this.certificate = settings.tls() ? BrokerCertificate.create() : null;
	}

	@Override
	public void start() {
		locked(this::startNow);
	}

	private void startNow() {
		if (this.artemis != null) {
			return;
		}
		ArtemisLoggers.brokerStarts();
		EmbeddedActiveMQ started = new EmbeddedActiveMQ();
		this.artemis = started;
		started.setConfiguration(configuration());
		if (!this.settings.users().isEmpty()) {
			List<BrokerSettings.User> users = new ArrayList<>(this.settings.users());
			users.add(this.observer);
			started.setSecurityManager(new UserRules(users));
		}
		try {
			started.start();
		}
		catch (Exception ex) {
			stopNow();
			throw new IllegalStateException("The embedded MQTT broker did not start", ex);
		}
		ActiveMQServer server = started.getActiveMQServer();
		NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(ACCEPTOR);
		// Artemis only logs that it cannot bind.
		if (acceptor == null || acceptor.getActualPort() <= 0) {
			stopNow();
			throw new IllegalStateException("The embedded MQTT broker cannot listen on " + HOST + ":" + this.port
					+ ": is the port in use, perhaps by the context of another test with the same port? Contexts stay"
					+ " open for tests to come: give @EmbeddedMqttBroker no port, or close the other with"
					+ " @DirtiesContext");
		}
		this.port = acceptor.getActualPort();
		server.getRemotingService().addIncomingInterceptor(new PromptWills());
		if (this.settings.version() != VersionPolicy.AUTO) {
			server.getRemotingService().addIncomingInterceptor(new OneVersionOnly(this.settings.version()));
		}
	}

	private Configuration configuration() {
		Configuration configuration = new ConfigurationImpl();
		configuration.setName("embedded-" + UUID.randomUUID());
		configuration.setPersistenceEnabled(false);
		configuration.setSecurityEnabled(!this.settings.users().isEmpty());
		configuration.setJMXManagementEnabled(false);
		configuration.setMqttSessionScanInterval(SCAN_INTERVAL);
		Map<String, Object> options = new HashMap<>(Map.of("host", HOST, "port", this.port, "protocols", "MQTT"));
		if (this.certificate != null) {
			options.putAll(this.certificate.acceptorOptions());
		}
		configuration.addAcceptorConfiguration(
				new TransportConfiguration(NettyAcceptorFactory.class.getName(), options, ACCEPTOR));
		return configuration;
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public String url() {
		return this.settings.scheme() + "://" + HOST + ":" + this.port + (this.settings.webSocket() ? "/mqtt" : "");
	}

	BrokerSettings settings() {
		return this.settings;
	}

	@Nullable BrokerCertificate certificate() {
		return this.certificate;
	}

	BrokerSettings.User observer() {
		return this.observer;
	}

	@Override
	public void stop() {
		locked(this::stopNow);
	}

	private void stopNow() {
		EmbeddedActiveMQ running = this.artemis;
		if (running == null) {
			return;
		}
		this.artemis = null;
		try {
			running.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The embedded MQTT broker did not stop", ex);
		}
		finally {
			ArtemisLoggers.brokerStops();
		}
	}

	@Override
	public void dropConnections() {
		locked(() -> {
			if (this.artemis != null) {
				server().getRemotingService()
					.getConnections()
					.forEach((connection) -> connection.getTransportConnection().close());
			}
		});
	}

	@Override
	public void clear() {
		locked(() -> new BrokerMemory(server()).clear());
	}

	private void locked(Runnable task) {
		this.lock.lock();
		try {
			task.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private ActiveMQServer server() {
		EmbeddedActiveMQ running = this.artemis;
		if (running == null) {
			throw new IllegalStateException("The embedded MQTT broker is stopped: start() it first");
		}
		return running.getActiveMQServer();
	}

}
