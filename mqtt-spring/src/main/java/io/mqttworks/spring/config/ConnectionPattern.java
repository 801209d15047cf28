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

package io.mqttworks.spring.config;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;

import org.springframework.util.PatternMatchUtils;

/**
 * A handler of all connections whose names match a pattern, also of those that are added
 * later.
 */
class ConnectionPattern {

	private final String pattern;

	private final Function<String, MqttListenerEndpoint> endpoints;

	private final MqttListenerContainerFactory factory;

	/** The connections that have a container. */
	private final Set<String> connections = ConcurrentHashMap.newKeySet();

	ConnectionPattern(String pattern, Function<String, MqttListenerEndpoint> endpoints,
			MqttListenerContainerFactory factory) {
		this.pattern = pattern;
		this.endpoints = endpoints;
		this.factory = factory;
	}

	static boolean isPattern(String connection) {
		return connection.contains("*");
	}

	/**
	 * Returns whether a connection matches and has no container yet; it counts as having
	 * one from then on.
	 */
	boolean take(String connection) {
		return PatternMatchUtils.simpleMatch(this.pattern, connection) && this.connections.add(connection);
	}

	MqttListenerEndpoint endpoint(String connection) {
		return this.endpoints.apply(connection);
	}

	MqttListenerContainerFactory factory() {
		return this.factory;
	}

	void forget(String connection) {
		this.connections.remove(connection);
	}

}
