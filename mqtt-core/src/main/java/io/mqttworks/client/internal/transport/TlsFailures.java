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

package io.mqttworks.client.internal.transport;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.mqttworks.client.ServerAddress;
import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Says what to do when TLS fails. What the JDK and OpenSSL give is often only a word in a
 * message.
 */
final class TlsFailures {

	private TlsFailures() {
	}

	/**
	 * Explains a failed handshake.
	 * @param cause why it failed
	 * @param server the server
	 * @return the explanation
	 */
	static String explain(Throwable cause, ServerAddress server) {
		String certificate = certificate(cause);
		if (certificate != null) {
			return certificate;
		}
		if (ConnectFailures.find(cause, NotSslRecordException.class) != null) {
			return "the server does not speak TLS at this port. Check the port; " + clearText(server);
		}
		if (isAlert(cause)) {
			return alert(cause);
		}
		if (ConnectFailures.isClosed(cause)) {
			return "the server closed the connection in the TLS handshake. Check that this port speaks TLS, and"
					+ " which protocol versions and ciphers the server allows; " + clearText(server);
		}
		return "the TLS handshake failed: " + ConnectFailures.message(cause);
	}

	private static String clearText(ServerAddress server) {
		return "only if the server really has no TLS use " + (server.scheme().isWebSocket() ? "ws" : "mqtt") + "://";
	}

	private static @Nullable String certificate(Throwable cause) {
		if (ConnectFailures.find(cause, CertificateExpiredException.class) != null) {
			return "the server's certificate has expired. It must be renewed on the server; or the clock of this"
					+ " machine is wrong";
		}
		if (ConnectFailures.find(cause, CertificateNotYetValidException.class) != null) {
			return "the server's certificate is not valid yet. Check the clock of this machine";
		}
		CertificateException problem = ConnectFailures.find(cause, CertificateException.class);
		String message = (problem != null) ? ConnectFailures.message(problem) : "";
		if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
			return "the server's certificate is for another host (" + message + "). Use a name the certificate has in"
					+ " the address, or as serverName of the TLS options";
		}
		if (message.startsWith("Illegal given domain name")) {
			return "the JDK checks no certificate for a host name with an underscore (" + message
					+ "). Use another name"
					+ " in the address, or set one that the certificate has as serverName of the TLS options";
		}
		if (ConnectFailures.find(cause, CertPathBuilderException.class) != null
				|| ConnectFailures.find(cause, CertPathValidatorException.class) != null || problem != null) {
			Throwable detail = deepest(cause);
			return "the server's certificate is not trusted (" + ConnectFailures.message(detail)
					+ "). Add the certificate of its authority to the TLS options' trust; and check that the server"
					+ " sends its whole chain";
		}
		return null;
	}

	/**
	 * Returns whether the server said that it ends TLS.
	 * @param cause the failure
	 * @return whether it is an alert
	 */
	static boolean isAlert(Throwable cause) {
		SSLException problem = ConnectFailures.find(cause, SSLException.class);
		return problem != null && ConnectFailures.message(problem).toLowerCase(Locale.ROOT).contains("alert");
	}

	private static String alert(Throwable cause) {
		SSLException problem = ConnectFailures.find(cause, SSLException.class);
		String message = (problem != null) ? ConnectFailures.message(problem) : "";
		// The JDK writes "certificate_required", OpenSSL
		// "TLSV13_ALERT_CERTIFICATE_REQUIRED".
		String alert = message.toLowerCase(Locale.ROOT);
		String advice;
		if (alert.contains("certificate_required")) {
			advice = "It wants a client certificate: set one in the TLS options";
		}
		else if (alert.contains("unknown_ca") || alert.contains("bad_certificate")
				|| alert.contains("certificate_unknown") || alert.contains("unsupported_certificate")
				|| alert.contains("access_denied")) {
			advice = "It does not accept the client certificate, or there is none: set one in the TLS options that"
					+ " the server trusts";
		}
		else if (alert.contains("certificate_expired") || alert.contains("certificate_revoked")) {
			advice = "The client certificate is not valid any more: renew it";
		}
		else if (alert.contains("protocol_version")) {
			advice = "It allows none of the protocol versions of this client: check the protocols of the TLS options"
					+ " and of the server";
		}
		else if (alert.contains("handshake_failure") || alert.contains("insufficient_security")) {
			advice = "It may want a client certificate, or allow none of the ciphers of this client: check the TLS"
					+ " options";
		}
		else if (alert.contains("no_application_protocol")) {
			advice = "It knows none of the applicationProtocols of the TLS options";
		}
		else if (alert.contains("unrecognized_name")) {
			advice = "It does not know the host by this name: check the address, or the serverName of the TLS options";
		}
		else {
			advice = "Its log may say why";
		}
		return "the server ended TLS (" + message + "). " + advice;
	}

	private static Throwable deepest(Throwable cause) {
		Throwable result = cause;
		for (int depth = 0; result.getCause() != null && depth < 20; depth++) {
			result = result.getCause();
		}
		return result;
	}

}
