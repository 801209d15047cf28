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

import io.mqttworks.client.MqttMissingModuleException;

/**
 * A part of Netty that is an optional dependency. Classes that use one must only be
 * loaded after {@link #isPresent} or {@link #require} was called here.
 */
enum OptionalModule {

	/** Linux' own network I/O. */
	EPOLL("netty-transport-classes-epoll", "io.netty.channel.epoll.Epoll"),

	/** WebSocket. */
	HTTP("netty-codec-http", "io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler"),

	/** SOCKS. */
	SOCKS("netty-codec-socks", "io.netty.handler.codec.socksx.v5.Socks5Message"),

	/** Proxies; it needs those of HTTP and SOCKS. */
	PROXY("netty-handler-proxy", "io.netty.handler.proxy.ProxyHandler");

	private final String artifact;

	private final String className;

	OptionalModule(String artifact, String className) {
		this.artifact = artifact;
		this.className = className;
	}

	/**
	 * Returns the class whose presence tells that the module is there.
	 * @return its name
	 */
	String className() {
		return this.className;
	}

	/**
	 * Returns whether the module is on the class path.
	 * @return {@code true} if its classes can be loaded
	 */
	boolean isPresent() {
		try {
			Class.forName(this.className, false, OptionalModule.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Fails unless the module is on the class path.
	 * @param what what needs it
	 */
	void require(String what) {
		if (!isPresent()) {
			String module = "io.netty:" + this.artifact;
			throw new MqttMissingModuleException(what + " cannot be used: " + module
					+ " is not on the class path. Add it as a dependency, in the version of the other Netty modules",
					module);
		}
	}

}
