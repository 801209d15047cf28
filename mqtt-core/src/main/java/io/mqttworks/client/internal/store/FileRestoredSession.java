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

package io.mqttworks.client.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.mqttworks.client.internal.store.MessageIndex.Entry;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a log held when it was opened.
 *
 * @param inFlight the messages with packet identifiers
 * @param backlog those without
 * @param handled the identifiers of handled messages
 * @param lastKey the largest key
 * @param server which server the session belongs to, if it is known
 * @param damage what was found damaged
 */
record FileRestoredSession(List<StoredMessage> inFlight, Backlog backlog, Collection<Integer> handled, long lastKey,
		@Nullable String server, List<String> damage) implements RestoredSession {

	static FileRestoredSession of(SegmentedLog log, Backlog backlog) throws IOException {
		LogState state = log.state();
		List<Entry> bound = new ArrayList<>();
		state.messages().forEach((entry) -> {
			if (entry.packetId() != 0) {
				bound.add(entry);
			}
		});
		List<StoredMessage> inFlight = new ArrayList<>(bound.size());
		try (MessageReader reader = log.reader()) {
			for (Entry entry : bound) {
				inFlight.add(reader.read(entry));
			}
		}
		return new FileRestoredSession(inFlight, backlog, state.handled(), state.messages().lastKey(), state.server(),
				log.damage());
	}

}
