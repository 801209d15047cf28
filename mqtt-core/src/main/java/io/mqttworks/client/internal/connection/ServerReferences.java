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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.ServerAddress;
import org.slf4j.Logger;

/**
 * Reads the Server Reference of MQTT 5 (section 4.11): addresses separated by spaces,
 * mostly {@code host:port} without a scheme.
 */
final class ServerReferences {

	private ServerReferences() {
	}

	/**
	 * Reads a reference.
	 * @param reference the reference
	 * @param from the server that sent it: gives the scheme where there is none, and is
	 * not left for a server without TLS if it has TLS itself
	 * @param logger is told of those that cannot be used
	 * @return the servers; those that cannot be used are left out
	 */
	static List<ServerAddress> parse(String reference, ServerAddress from, Logger logger) {
		List<ServerAddress> servers = new ArrayList<>();
		for (String part : reference.strip().split("\\s+")) {
			try {
				ServerAddress server = ServerAddress
					.parse(part.contains("://") ? part : from.scheme().name() + "://" + part + path(from));
				if (from.scheme().isTls() && !server.scheme().isTls()) {
					logger.warn("{} names {}, which has no TLS; not followed", from, server);
				}
				else {
					servers.add(server);
				}
			}
			catch (IllegalArgumentException ex) {
				logger.warn("{} names another server in a form that is not understood: {}", from, ex.getMessage());
			}
		}
		return servers;
	}

	private static String path(ServerAddress from) {
		return from.scheme().isWebSocket() ? from.path() : "";
	}

}
