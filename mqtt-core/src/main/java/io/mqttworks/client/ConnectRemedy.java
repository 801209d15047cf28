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

/**
 * What most likely has to be set so that a connection is made: for frameworks that name
 * their own setting for it.
 *
 * @see MqttConnectException#remedy()
 */
public enum ConnectRemedy {

	/**
	 * The server's certificate is not trusted: {@link TlsOptions.Builder#trustManagers}
	 * and its siblings.
	 */
	TRUST,

	/**
	 * The server's certificate is for another host, or the server does not know the host
	 * by its name: {@link TlsOptions.Builder#serverName}.
	 */
	SERVER_NAME,

	/**
	 * The server wants a client certificate, or another one than it got:
	 * {@link TlsOptions.Builder#clientCertificate} and its siblings.
	 */
	CLIENT_CERTIFICATE,

	/**
	 * The server allows none of the versions or ciphers of TLS:
	 * {@link TlsOptions.Builder#protocols} and {@link TlsOptions.Builder#ciphers}.
	 */
	PROTOCOLS,

	/**
	 * The server knows none of the protocols offered by ALPN:
	 * {@link TlsOptions.Builder#applicationProtocols}.
	 */
	APPLICATION_PROTOCOLS

}
