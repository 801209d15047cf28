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

package io.mqttworks.client.internal.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.mqttworks.client.ServerAddress;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerList} and {@link ServerReferences}.
 */
class ServerListTests {

	private static final Logger LOGGER = LoggerFactory.getLogger(ServerListTests.class);

	private static final ServerAddress A = ServerAddress.parse("mqtt://a");

	private static final ServerAddress B = ServerAddress.parse("mqtt://b");

	private static final ServerAddress C = ServerAddress.parse("mqtt://c");

	@Test
	void roundTriesEachServerOnceInOrder() {
		assertThat(round(new ServerList(List.of(A, B, C), false))).containsExactly(A, B, C);
	}

	@Test
	void lastGoodServerComesFirstUntilItFails() {
		ServerList servers = new ServerList(List.of(A, B, C), false);
		servers.good(C);
		assertThat(round(servers)).containsExactly(C, A, B);
		servers.bad(C);
		assertThat(round(servers)).containsExactly(A, B, C);
	}

	@Test
	void shuffledRoundTriesEachServerOnceInSomeOrder() {
		ServerList servers = new ServerList(List.of(A, B, C), true);
		Set<List<ServerAddress>> orders = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			List<ServerAddress> order = round(servers);
			assertThat(order).containsExactlyInAnyOrder(A, B, C);
			orders.add(order);
		}
		assertThat(orders).hasSizeGreaterThan(1);
	}

	@Test
	void namedServersAreTriedBeforeTheRestOfTheRound() {
		ServerList servers = new ServerList(List.of(A, B), false);
		servers.startRound();
		assertThat(servers.next()).isEqualTo(A);
		servers.tryFirst(List.of(C, B));
		assertThat(rest(servers)).containsExactly(C, B);
	}

	@Test
	void referenceWithoutSchemeHasThatOfTheServer() {
		assertThat(ServerReferences.parse("c:1884 mqtts://b [::1]:1883", A, LOGGER)).containsExactly(
				ServerAddress.parse("mqtt://c:1884"), ServerAddress.parse("mqtts://b"),
				ServerAddress.parse("mqtt://[::1]:1883"));
	}

	@Test
	void referenceNeverLeadsAwayFromTls() {
		ServerAddress secure = ServerAddress.parse("mqtts://a");
		assertThat(ServerReferences.parse("mqtt://b mqtts://c d", secure, LOGGER))
			.containsExactly(ServerAddress.parse("mqtts://c"), ServerAddress.parse("mqtts://d"));
	}

	@Test
	void referenceThatIsNotUnderstoodIsLeftOut() {
		assertThat(ServerReferences.parse("http://b:80/x ///", A, LOGGER)).isEmpty();
	}

	private static List<ServerAddress> round(ServerList servers) {
		servers.startRound();
		return rest(servers);
	}

	private static List<ServerAddress> rest(ServerList servers) {
		List<ServerAddress> order = new ArrayList<>();
		while (servers.hasNext()) {
			order.add(servers.next());
		}
		return order;
	}

}
