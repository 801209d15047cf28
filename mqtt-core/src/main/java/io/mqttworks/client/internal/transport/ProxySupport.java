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

import java.net.SocketAddress;

import io.mqttworks.client.ProxyOptions;
import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;

/**
 * Proxies. Needs {@link OptionalModule#PROXY}.
 */
final class ProxySupport {

	private ProxySupport() {
	}

	static ChannelHandler newHandler(ProxyOptions proxy, SocketAddress address) {
		String username = proxy.username();
		String password = (proxy.password() != null) ? proxy.password() : "";
		ProxyHandler handler = switch (proxy.type()) {
			case HTTP ->
				(username != null) ? new HttpProxyHandler(address, username, password) : new HttpProxyHandler(address);
			case SOCKS4 -> new Socks4ProxyHandler(address, username);
			case SOCKS5 -> new Socks5ProxyHandler(address, username, password);
		};
		// The attempt as a whole has a time-out.
		handler.setConnectTimeoutMillis(0);
		return handler;
	}

	static boolean isConnected(Object event) {
		return event instanceof ProxyConnectionEvent;
	}

}
