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

package io.mqttworks.client.internal.session;

/**
 * What an {@link OutboundSession} keeps to.
 *
 * @param topicAliasMaximum how many topic aliases it uses at most
 * @param maxInFlight how many QoS 1 and 2 messages are in flight at most
 * @param poisonThreshold after how many ends of connections in a row a message is set
 * aside, at least 3; 0 for never
 */
record OutboundSettings(int topicAliasMaximum, int maxInFlight, int poisonThreshold) {

	static final int MAX_IN_FLIGHT = 65_535;

	static final int POISON_THRESHOLD = 5;

}
