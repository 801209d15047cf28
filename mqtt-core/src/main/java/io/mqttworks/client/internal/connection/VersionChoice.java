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

package io.mqttworks.client.internal.connection;

import java.util.LinkedHashMap;
import java.util.Map;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.VersionPolicy;

/**
 * Which version to offer to a server. MQTT 5 is offered first with each connection; 3.1.1
 * follows when the server says that 5 is too new, or seems to be one that only closes the
 * connection then. Event loop only.
 */
final class VersionChoice {

	/**
	 * How many times in a row a server must close instead of answering before 3.1.1 is
	 * tried. Fewer prove nothing: a load balancer without a server behind it closes as
	 * well, and so does a server that is starting.
	 */
	static final int CLOSES = 3;

	/**
	 * Servers named by redirects are remembered as well, and there may be any number of
	 * them.
	 */
	private static final int MAX_SERVERS = 64;

	private final VersionPolicy policy;

	private final boolean fallBack;

	private final Map<ServerAddress, Seen> servers = new LinkedHashMap<>(2) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<ServerAddress, Seen> eldest) {
			return size() > MAX_SERVERS;
		}

	};

	/**
	 * Creates a choice.
	 * @param policy what the user allows
	 * @param needsMqtt5 whether 3.1.1 is of no use
	 */
	VersionChoice(VersionPolicy policy, boolean needsMqtt5) {
		this.policy = policy;
		this.fallBack = policy == VersionPolicy.AUTO && !needsMqtt5;
	}

	/**
	 * Returns the version to offer first.
	 * @return the version
	 */
	MqttVersion first() {
		return (this.policy == VersionPolicy.ONLY_3_1_1) ? MqttVersion.MQTT_3_1_1 : MqttVersion.MQTT_5;
	}

	/**
	 * A server accepted.
	 * @param server the server
	 * @param version the version it speaks
	 */
	void accepted(ServerAddress server, MqttVersion version) {
		Seen seen = seen(server);
		seen.speaksMqtt5 |= version == MqttVersion.MQTT_5;
		seen.closesOnMqtt5 = version != MqttVersion.MQTT_5 && seen.closes > 0;
		seen.closes = 0;
	}

	private Seen seen(ServerAddress server) {
		return this.servers.computeIfAbsent(server, (key) -> new Seen());
	}

	/**
	 * Returns whether to offer 3.1.1 at once after an attempt that failed.
	 * @param attempt the attempt
	 * @param end how it ended
	 * @return {@code true} if the version seems to be the reason
	 */
	boolean fallsBack(ConnectAttempt attempt, ConnectionEnd end) {
		if (!this.fallBack || !attempt.isMqtt5()) {
			return false;
		}
		Seen seen = seen(attempt.server());
		if (!end.unanswered()) {
			seen.closes = 0;
			return end.reasonCode() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
		}
		seen.closes++;
		return seen.closesOnMqtt5 || (seen.closes % CLOSES == 0 && !seen.speaksMqtt5);
	}

	/**
	 * What was seen of a server.
	 */
	private static final class Seen {

		/** How often in a row it closed the connection instead of answering. */
		private int closes;

		private boolean speaksMqtt5;

		/** Whether its last connection is one on 3.1.1, after it had closed on 5. */
		private boolean closesOnMqtt5;

	}

}
