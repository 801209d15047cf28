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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import io.mqttworks.test.PacketRelay;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * The beans of a context with an embedded broker.
 */
final class EmbeddedMqttBeans {

	static final String BROKER = "embeddedMqttBroker";

	static final String PROBE = "mqttProbe";

	private static final String PAUSES = "mqttRetryPauses";

	private static final String RELAY = "mqttChaosRelay";

	private static final String RUNS = "mqttHandlerRuns";

	private static final String DETAILS = "embeddedMqttBrokerConnectionDetails";

	private EmbeddedMqttBeans() {
	}

	static void register(ConfigurableApplicationContext context, BrokerSettings settings) {
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
		ArtemisMqttBroker broker = new ArtemisMqttBroker(settings);
		broker.start();
		beans.registerSingleton(BROKER, broker);
		// The first to be registered is the last to be destroyed.
		beans.registerDisposableBean(BROKER, broker::stop);
		PacketRelay relay = relay(beans, broker);
		String url = (relay != null) ? relay.uri() : broker.url();
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(BROKER, properties(broker, url)));
		MqttProbe probe = probe(broker);
		beans.registerSingleton(PROBE, probe);
		beans.registerDisposableBean(PROBE, probe::close);
		beans.registerSingleton(RUNS, new HandlerRuns());
		beans.registerSingleton(PAUSES, new RetryPauses());
		RootBeanDefinition details = new RootBeanDefinition(MqttConnectionDetails.class,
				() -> new BrokerConnectionDetails(broker, url, context.getEnvironment()));
		// Clients are closed before the broker stops.
		details.setDependsOn(BROKER);
		beans.registerBeanDefinition(DETAILS, details);
	}

	private static @Nullable PacketRelay relay(DefaultListableBeanFactory beans, ArtemisMqttBroker broker) {
		if (!broker.settings().chaos()) {
			return null;
		}
		PacketRelay relay = PacketRelay.to(broker.port());
		beans.registerSingleton(RELAY, relay);
		beans.registerDisposableBean(RELAY, relay::close);
		return relay;
	}

	/**
	 * Connects before the application does, so as to see all that it publishes.
	 */
	private static MqttProbe probe(ArtemisMqttBroker broker) {
		MqttClientBuilder client = MqttClient.builder(broker.url())
			.version(broker.settings().version())
			.credentials(broker.observer().name(), broker.observer().password());
		BrokerCertificate certificate = broker.certificate();
		if (certificate != null) {
			client.tls(TlsOptions.builder().trustedCertificates(certificate.authority()).build());
		}
		return MqttProbe.connect(client);
	}

	private static Map<String, Object> properties(ArtemisMqttBroker broker, String url) {
		Map<String, Object> properties = new HashMap<>();
		properties.put(EmbeddedMqttBroker.PORT_PROPERTY, broker.port());
		properties.put(EmbeddedMqttBroker.URL_PROPERTY, url);
		BrokerCertificate certificate = broker.certificate();
		if (certificate != null) {
			properties.put(EmbeddedMqttBroker.CERTIFICATE_PROPERTY, certificate.authority().toUri().toString());
		}
		return properties;
	}

	/**
	 * The connection to the broker.
	 *
	 * @param broker the broker
	 * @param url its address, or that of a relay before it
	 * @param environment what the application says
	 */
	private record BrokerConnectionDetails(ArtemisMqttBroker broker, String url,
			Environment environment) implements MqttConnectionDetails {

		@Override
		public List<ServerAddress> getServers() {
			return List.of(ServerAddress.parse(this.url));
		}

		@Override
		public @Nullable String getUsername() {
			String own = this.environment.getProperty("mqtt.username");
			List<BrokerSettings.User> users = this.broker.settings().users();
			return (own != null || users.isEmpty()) ? own : users.get(0).name();
		}

		@Override
		public @Nullable String getPassword() {
			String own = this.environment.getProperty("mqtt.password");
			BrokerSettings.User user = this.broker.settings().user(getUsername());
			return (own != null || user == null) ? own : user.password();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return (this.broker.certificate() != null) ? BrokerCertificate.trust() : null;
		}

	}

}
