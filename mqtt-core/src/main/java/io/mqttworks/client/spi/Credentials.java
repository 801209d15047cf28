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

package io.mqttworks.client.spi;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT carries to prove who the client is. Never shown in {@code toString()}.
 *
 * @param username the user name, at most 65,535 bytes of UTF-8, or {@code null}
 * @param password the password or token, at most 65,535 bytes, or {@code null}; not
 * copied. On 3.1.1 a password needs a user name
 */
public record Credentials(@Nullable String username, byte @Nullable [] password) {

	/** Neither user name nor password. */
	public static final Credentials NONE = new Credentials(null, null);

	/**
	 * Returns a user name and a password that is sent as UTF-8.
	 * @param username the user name
	 * @param password the password
	 * @return the credentials
	 */
	public static Credentials of(@Nullable String username, @Nullable String password) {
		return new Credentials(username, (password != null) ? password.getBytes(StandardCharsets.UTF_8) : null);
	}

	@Override
	public String toString() {
		return "Credentials[username=" + ((this.username != null) ? "set" : "none") + ", password="
				+ ((this.password != null) ? "set" : "none") + "]";
	}

}
