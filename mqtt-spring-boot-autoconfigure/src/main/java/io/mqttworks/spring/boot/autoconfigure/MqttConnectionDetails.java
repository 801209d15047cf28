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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.List;

import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the servers are and how to log in.
 */
public interface MqttConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the servers, in the order they are tried.
	 * @return the addresses; at least one
	 */
	List<ServerAddress> getServers();

	/**
	 * Returns the user name.
	 * @return the user name, or {@code null}
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Returns the password.
	 * @return the password, or {@code null}
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Returns what to trust, and the client's certificate. Asked before every attempt to
	 * connect to an encrypted address, on a thread that may block.
	 * @return the bundle, or {@code null} for what the JDK trusts
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
