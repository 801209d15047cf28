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

import io.netty.util.NetUtil;

/**
 * What a host in a server address can be: a name or an IP address.
 */
final class HostNames {

	private HostNames() {
	}

	/**
	 * Returns whether a host is an IP address, which needs no look-up.
	 * @param host a name or an address
	 * @return {@code true} for an IPv4 or IPv6 address
	 */
	static boolean isAddress(String host) {
		return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
	}

	/**
	 * Removes the zone of an IPv6 address ({@code %eth0}), which has a meaning on this
	 * machine only.
	 * @param host a name or an address
	 * @return the host as the server knows it
	 */
	static String withoutZone(String host) {
		int zone = host.indexOf('%');
		return (zone >= 0) ? host.substring(0, zone) : host;
	}

}
