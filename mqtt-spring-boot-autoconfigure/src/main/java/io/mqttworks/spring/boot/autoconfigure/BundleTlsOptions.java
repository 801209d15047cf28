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

import java.util.function.Supplier;

import io.mqttworks.client.TlsOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes TLS options from an SSL bundle. After a reload the bundle is another object, and
 * the options are made anew for the next connection; until then they stay the same.
 */
class BundleTlsOptions implements Supplier<TlsOptions> {

	private final Supplier<@Nullable SslBundle> bundle;

	private final MqttSslProperties ssl;

	private volatile @Nullable Converted last;

	/**
	 * Creates a supplier.
	 * @param bundle asked for the bundle each time
	 * @param ssl what is not in a bundle
	 */
	BundleTlsOptions(Supplier<@Nullable SslBundle> bundle, MqttSslProperties ssl) {
		this.bundle = bundle;
		this.ssl = ssl;
	}

	@Override
	public TlsOptions get() {
		SslBundle bundle = this.bundle.get();
		Converted last = this.last;
		if (last == null || last.bundle() != bundle) {
			last = new Converted(bundle, convert(bundle));
			this.last = last;
		}
		return last.options();
	}

	private TlsOptions convert(@Nullable SslBundle bundle) {
		TlsOptions.Builder builder = TlsOptions.builder()
			.verifyHostName(this.ssl.isVerifyHostname())
			.serverName(this.ssl.getServerName())
			.applicationProtocols(this.ssl.getApplicationProtocols().toArray(String[]::new));
		if (bundle != null) {
			SslManagerBundle managers = bundle.getManagers();
			builder.keyManagers(managers.getKeyManagerFactory()).trustManagers(managers.getTrustManagerFactory());
			SslOptions options = bundle.getOptions();
			builder.protocols(array(options.getEnabledProtocols())).ciphers(array(options.getCiphers()));
		}
		return builder.build();
	}

	private static String[] array(String @Nullable [] names) {
		return (names != null) ? names : new String[0];
	}

	/**
	 * A bundle and what was made of it.
	 *
	 * @param bundle the bundle
	 * @param options the options
	 */
	private record Converted(@Nullable SslBundle bundle, TlsOptions options) {

	}

}
