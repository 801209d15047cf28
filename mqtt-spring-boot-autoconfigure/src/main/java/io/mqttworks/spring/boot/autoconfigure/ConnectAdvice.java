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

import io.mqttworks.client.ConnectRemedy;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMissingModuleException;
import org.jspecify.annotations.Nullable;

/**
 * Says which properties to change when a connection cannot be made.
 */
final class ConnectAdvice {

	private ConnectAdvice() {
	}

	/**
	 * Returns what to do.
	 * @param failure why there is no connection
	 * @param prefix where the properties of the connection are
	 * @return the advice, or {@code null} if the failure says it as well
	 */
	static @Nullable String find(@Nullable Throwable failure, String prefix) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < 20; depth++) {
			if (current instanceof MqttMissingModuleException missing) {
				return "Add the dependency '" + missing.module()
						+ "' to the application, without a version: Spring Boot manages that of Netty.";
			}
			if (current instanceof MqttConnectException exception && exception.remedy() != null) {
				return advice(exception.remedy(), prefix);
			}
			current = current.getCause();
		}
		return null;
	}

	private static String advice(ConnectRemedy remedy, String prefix) {
		return switch (remedy) {
			case TRUST -> "Set '" + prefix + ".ssl.bundle' to an SSL bundle that trusts the authority of the server's"
					+ " certificate, for instance one with spring.ssl.bundle.pem.<name>.truststore.certificate.";
			case SERVER_NAME -> "Use a name the server's certificate has in '" + prefix + ".servers', or set it as '"
					+ prefix + ".ssl.server-name'.";
			case CLIENT_CERTIFICATE -> "Set '" + prefix + ".ssl.bundle' to an SSL bundle with a certificate of the"
					+ " client that the server accepts, in spring.ssl.bundle.pem.<name>.keystore.certificate and"
					+ " private-key.";
			case PROTOCOLS -> "Check spring.ssl.bundle.*.options.enabled-protocols and ciphers of the bundle in '"
					+ prefix + ".ssl.bundle', and what the server allows.";
			case APPLICATION_PROTOCOLS ->
				"Set '" + prefix + ".ssl.application-protocols' to one the server knows, or to none.";
		};
	}

}
