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

import io.mqttworks.client.ConnectRemedy;
import io.mqttworks.client.ServerAddress;
import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Says what to do when TLS fails. The JDK and OpenSSL often tell the reason only by a
 * word in a message.
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
	static Advice explain(Throwable cause, ServerAddress server) {
		Advice certificate = certificate(cause);
		if (certificate != null) {
			return certificate;
		}
		if (Causes.find(cause, NotSslRecordException.class) != null) {
			return Advice.of("the server does not speak TLS at this port. Check the port; " + clearText(server));
		}
		if (isAlert(cause)) {
			return alert(cause);
		}
		if (Causes.isClosed(cause)) {
			return Advice
				.of("the server closed the connection in the TLS handshake. Check that this port speaks TLS, and"
						+ " which protocol versions and ciphers the server allows; " + clearText(server));
		}
		return Advice.of("the TLS handshake failed: " + Causes.message(cause));
	}

	private static String clearText(ServerAddress server) {
		return "only if the server really has no TLS use " + (server.scheme().isWebSocket() ? "ws" : "mqtt") + "://";
	}

	private static @Nullable Advice certificate(Throwable cause) {
		if (Causes.find(cause, CertificateExpiredException.class) != null) {
			return Advice.of("the server's certificate has expired. It must be renewed on the server; or the clock of"
					+ " this machine is wrong");
		}
		if (Causes.find(cause, CertificateNotYetValidException.class) != null) {
			return Advice.of("the server's certificate is not valid yet. Check the clock of this machine");
		}
		CertificateException problem = Causes.find(cause, CertificateException.class);
		String message = (problem != null) ? Causes.message(problem) : "";
		if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
			return new Advice("the server's certificate is for another host (" + message
					+ "). Use a name the certificate has in the address, or set it with TlsOptions.Builder.serverName",
					ConnectRemedy.SERVER_NAME);
		}
		if (message.startsWith("Illegal given domain name")) {
			return new Advice("the JDK checks no certificate for a host name with an underscore (" + message
					+ "). Use another name in the address, or set one that the certificate has with"
					+ " TlsOptions.Builder.serverName", ConnectRemedy.SERVER_NAME);
		}
		if (Causes.find(cause, CertPathBuilderException.class) != null
				|| Causes.find(cause, CertPathValidatorException.class) != null || problem != null) {
			Throwable detail = Causes.deepest(cause);
			return new Advice("the server's certificate is not trusted (" + Causes.message(detail)
					+ "). Set the certificate of its authority with TlsOptions.Builder.trustedCertificates; and check"
					+ " that the server sends its whole chain", ConnectRemedy.TRUST);
		}
		return null;
	}

	/**
	 * Returns whether the server said that it ends TLS.
	 * @param cause the failure
	 * @return {@code true} if the failure is a TLS alert
	 */
	static boolean isAlert(Throwable cause) {
		SSLException problem = Causes.find(cause, SSLException.class);
		return problem != null && Causes.message(problem).toLowerCase(Locale.ROOT).contains("alert");
	}

	private static Advice alert(Throwable cause) {
		SSLException problem = Causes.find(cause, SSLException.class);
		String message = (problem != null) ? Causes.message(problem) : "";
		// The JDK writes "certificate_required", OpenSSL
		// "TLSV13_ALERT_CERTIFICATE_REQUIRED".
		Advice advice = alert(message.toLowerCase(Locale.ROOT));
		return new Advice("the server ended TLS (" + message + "). " + advice.text(), advice.remedy());
	}

	private static Advice alert(String alert) {
		if (alert.contains("certificate_required")) {
			return new Advice("It wants a client certificate: set one with TlsOptions.Builder.clientCertificate",
					ConnectRemedy.CLIENT_CERTIFICATE);
		}
		if (alert.contains("unknown_ca") || alert.contains("bad_certificate") || alert.contains("certificate_unknown")
				|| alert.contains("unsupported_certificate") || alert.contains("access_denied")) {
			return new Advice("It does not accept the client certificate, or there is none: set one that the server"
					+ " trusts with TlsOptions.Builder.clientCertificate", ConnectRemedy.CLIENT_CERTIFICATE);
		}
		if (alert.contains("certificate_expired") || alert.contains("certificate_revoked")) {
			return new Advice("The client certificate is not valid any more: renew it",
					ConnectRemedy.CLIENT_CERTIFICATE);
		}
		if (alert.contains("protocol_version")) {
			return new Advice("It allows none of the protocol versions of this client: check"
					+ " TlsOptions.Builder.protocols, and those of the server", ConnectRemedy.PROTOCOLS);
		}
		if (alert.contains("handshake_failure") || alert.contains("insufficient_security")) {
			return new Advice("It may want a client certificate, or allow none of the ciphers of this client: check"
					+ " TlsOptions.Builder.clientCertificate and ciphers", ConnectRemedy.CLIENT_CERTIFICATE);
		}
		if (alert.contains("no_application_protocol")) {
			return new Advice("It knows none of TlsOptions.Builder.applicationProtocols",
					ConnectRemedy.APPLICATION_PROTOCOLS);
		}
		if (alert.contains("unrecognized_name")) {
			return new Advice(
					"It does not know the host by this name: check the address, or" + " TlsOptions.Builder.serverName",
					ConnectRemedy.SERVER_NAME);
		}
		return Advice.of("Its log may say why");
	}

	/**
	 * What to do about a failure.
	 *
	 * @param text in words
	 * @param remedy what has to be set, or {@code null} if that is not known
	 */
	record Advice(String text, @Nullable ConnectRemedy remedy) {

		static Advice of(String text) {
			return new Advice(text, null);
		}

	}

}
