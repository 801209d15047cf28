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

package io.mqttworks.client;

import java.util.Map;

/**
 * What a client has done since it was built, and what it holds now. A snapshot: the
 * numbers are read one after the other.
 *
 * @param sent messages written to the server, by QoS; repetitions count
 * @param received messages received, by QoS
 * @param bytesSent bytes written, of all packets
 * @param bytesReceived bytes read, of all packets
 * @param dropped messages to publish that were given up: the queue was full or they
 * expired
 * @param unmatched messages received that matched no handler and were given up
 * @param handlerFailures messages whose handler failed
 * @param connects how often the server accepted a connection
 * @param pendingPublishes messages accepted by {@code publish} and not yet acknowledged
 * by the server, or for QoS 0 not yet written
 * @param pendingBytes the bytes of their topics and payloads
 * @param inFlight QoS 1 and 2 messages sent and not yet acknowledged by the server
 * @param unhandledBytes bytes received and not yet handled
 */
public record ClientStatistics(Map<Qos, Long> sent, Map<Qos, Long> received, long bytesSent, long bytesReceived,
		long dropped, long unmatched, long handlerFailures, long connects, int pendingPublishes, long pendingBytes,
		int inFlight, long unhandledBytes) {

	/**
	 * Copies the maps.
	 */
	public ClientStatistics {
		sent = Map.copyOf(sent);
		received = Map.copyOf(received);
	}

}
