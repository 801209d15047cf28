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

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * How connections of {@code mqtts} and {@code wss} addresses are encrypted. The server's
 * certificate is always checked; the defaults are those of the JDK. OpenSSL is used
 * instead of the JDK when {@code netty-tcnative} is on the class path.
 */
public final class TlsOptions {

	/** The JDK's trust and protocols, no client certificate, host names verified. */
	public static final TlsOptions DEFAULT = builder().build();

	private final @Nullable KeyManagerFactory keyManagers;

	private final @Nullable TrustManagerFactory trustManagers;

	private final List<String> protocols;

	private final List<String> ciphers;

	private final List<String> applicationProtocols;

	private final @Nullable String serverName;

	private final boolean verifyHostName;

	private TlsOptions(Builder builder) {
		this.keyManagers = builder.keyManagers;
		this.trustManagers = builder.trustManagers;
		this.protocols = builder.protocols;
		this.ciphers = builder.ciphers;
		this.applicationProtocols = builder.applicationProtocols;
		this.serverName = builder.serverName;
		this.verifyHostName = builder.verifyHostName;
	}

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns what proves who the client is, if the server asks.
	 * @return what proves who the client is; {@code null} for no client certificate
	 */
	public @Nullable KeyManagerFactory keyManagers() {
		return this.keyManagers;
	}

	/**
	 * Returns what decides which servers are trusted.
	 * @return what decides which servers are trusted; {@code null} for what the JDK
	 * trusts
	 */
	public @Nullable TrustManagerFactory trustManagers() {
		return this.trustManagers;
	}

	/**
	 * Returns the protocol versions to allow.
	 * @return the protocol versions to allow; empty for the default
	 */
	public List<String> protocols() {
		return this.protocols;
	}

	/**
	 * Returns the cipher suites to allow.
	 * @return the cipher suites to allow; empty for the default
	 */
	public List<String> ciphers() {
		return this.ciphers;
	}

	/**
	 * Returns the protocols to offer by ALPN, best first.
	 * @return the protocols to offer by ALPN; empty for none
	 */
	public List<String> applicationProtocols() {
		return this.applicationProtocols;
	}

	/**
	 * Returns the name to ask for (SNI) and to expect in the certificate.
	 * @return the name to ask for (SNI) and to expect in the certificate; {@code null}
	 * for the host of the address
	 */
	public @Nullable String serverName() {
		return this.serverName;
	}

	/**
	 * Returns whether the certificate must be for the host.
	 * @return {@code true} if the host name is verified
	 */
	public boolean verifyHostName() {
		return this.verifyHostName;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TlsOptions that && Objects.equals(this.keyManagers, that.keyManagers)
				&& Objects.equals(this.trustManagers, that.trustManagers) && this.protocols.equals(that.protocols)
				&& this.ciphers.equals(that.ciphers) && this.applicationProtocols.equals(that.applicationProtocols)
				&& Objects.equals(this.serverName, that.serverName) && this.verifyHostName == that.verifyHostName);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.keyManagers, this.trustManagers, this.protocols, this.ciphers,
				this.applicationProtocols, this.serverName, this.verifyHostName);
	}

	@Override
	public String toString() {
		return "TlsOptions[" + ((this.keyManagers != null) ? "client certificate" : "no client certificate") + ", "
				+ ((this.trustManagers != null) ? "trust of its own" : "trust of the JDK") + ", protocols="
				+ this.protocols + ", ciphers=" + this.ciphers + ", applicationProtocols=" + this.applicationProtocols
				+ ", serverName=" + this.serverName + ", verifyHostName=" + this.verifyHostName + "]";
	}

	/**
	 * Builds {@link TlsOptions}.
	 */
	public static final class Builder {

		private @Nullable KeyManagerFactory keyManagers;

		private @Nullable TrustManagerFactory trustManagers;

		private List<String> protocols = List.of();

		private List<String> ciphers = List.of();

		private List<String> applicationProtocols = List.of();

		private @Nullable String serverName;

		private boolean verifyHostName = true;

		private Builder() {
		}

		/**
		 * Sets what proves who the client is; the default is no client certificate.
		 * @param keyManagers an initialized factory, or {@code null}
		 * @return this builder
		 */
		public Builder keyManagers(@Nullable KeyManagerFactory keyManagers) {
			this.keyManagers = keyManagers;
			return this;
		}

		/**
		 * Sets the client certificate from PEM files. They are read now.
		 * @param certificates a file with the certificate and those of the authorities
		 * between it and the root
		 * @param key a file with the private key, which may be the same one: PKCS#8
		 * ({@code PRIVATE KEY}, {@code ENCRYPTED PRIVATE KEY}), PKCS#1
		 * ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}). The JDK cannot
		 * decrypt all keys; then the exception says how to convert them
		 * @param password the password of the key, or {@code null}
		 * @return this builder
		 * @throws IllegalArgumentException if a file cannot be read
		 */
		public Builder clientCertificate(Path certificates, Path key, @Nullable String password) {
			return keyManagers(TlsMaterial.keyManagers(certificates, key, password));
		}

		/**
		 * Sets the client certificate from a key store. It is read now.
		 * @param keyStore a PKCS#12 or JKS file
		 * @param password the password of the store and of its key
		 * @return this builder
		 * @throws IllegalArgumentException if the file cannot be read
		 */
		public Builder keyStore(Path keyStore, String password) {
			return keyManagers(TlsMaterial.keyManagers(keyStore, password));
		}

		/**
		 * Sets which servers are trusted; the default is what the JDK trusts.
		 * @param trustManagers an initialized factory, or {@code null}
		 * @return this builder
		 */
		public Builder trustManagers(@Nullable TrustManagerFactory trustManagers) {
			this.trustManagers = trustManagers;
			return this;
		}

		/**
		 * Trusts the certificates of a PEM file, and only those. It is read now.
		 * @param certificates a file with certificates, of authorities or of servers
		 * @return this builder
		 * @throws IllegalArgumentException if the file cannot be read
		 */
		public Builder trustedCertificates(Path certificates) {
			return trustManagers(TlsMaterial.trustManagers(certificates));
		}

		/**
		 * Trusts the certificates of a store, and only those. It is read now.
		 * @param trustStore a PKCS#12 or JKS file
		 * @param password the password of the store
		 * @return this builder
		 * @throws IllegalArgumentException if the file cannot be read
		 */
		public Builder trustStore(Path trustStore, String password) {
			return trustManagers(TlsMaterial.trustManagers(trustStore, password));
		}

		/**
		 * Sets the protocol versions to allow; the default is what the JDK or OpenSSL
		 * enables.
		 * @param protocols names such as {@code TLSv1.3}; none for the default
		 * @return this builder
		 */
		public Builder protocols(String... protocols) {
			this.protocols = List.of(protocols);
			return this;
		}

		/**
		 * Sets the cipher suites to allow; the default is what the JDK or OpenSSL
		 * enables. One that is not known fails the connection.
		 * @param ciphers names such as {@code TLS_AES_128_GCM_SHA256}; none for the
		 * default
		 * @return this builder
		 */
		public Builder ciphers(String... ciphers) {
			this.ciphers = List.of(ciphers);
			return this;
		}

		/**
		 * Sets the protocols to offer by ALPN (RFC 7301); the default is none. AWS IoT
		 * Core on port 443, for instance, wants {@code x-amzn-mqtt-ca}.
		 * @param applicationProtocols the names, best first
		 * @return this builder
		 */
		public Builder applicationProtocols(String... applicationProtocols) {
			this.applicationProtocols = List.of(applicationProtocols);
			return this;
		}

		/**
		 * Sets the name to ask for (SNI) and to expect in the certificate; the default is
		 * the host of the address. For servers reached by another name than their own,
		 * for instance by an IP address.
		 * @param serverName a host name, or {@code null} for the default
		 * @return this builder
		 */
		public Builder serverName(@Nullable String serverName) {
			this.serverName = serverName;
			return this;
		}

		/**
		 * Sets whether the server's certificate must be for its host; the default is
		 * {@code true}. With {@code false}, anyone with a trusted certificate for any
		 * other host can pose as the server. Prefer to set the {@link #serverName(String)
		 * serverName}.
		 * @param verifyHostName whether to verify
		 * @return this builder
		 */
		public Builder verifyHostName(boolean verifyHostName) {
			this.verifyHostName = verifyHostName;
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 */
		public TlsOptions build() {
			return new TlsOptions(this);
		}

	}

}
