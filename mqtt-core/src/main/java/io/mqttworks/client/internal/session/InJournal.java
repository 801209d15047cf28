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

import io.mqttworks.client.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps QoS 1 and 2 messages in the session store: saved before they are sent, with the
 * packet identifier they are sent with, and noted as received before PUBREL is. Event
 * loop only.
 */
final class InJournal implements OutboundStore {

	private final Journal journal;

	private final RestoredBacklog backlog;

	InJournal(Journal journal, RestoredBacklog backlog) {
		this.journal = journal;
		this.backlog = backlog;
	}

	@Override
	public boolean keeps(PendingPublish publish) {
		return publish instanceof StoredPublish;
	}

	@Override
	public @Nullable MqttException failure() {
		return this.journal.failure();
	}

	@Override
	public void save(PendingPublish publish, Next next) {
		StoredPublish stored = (StoredPublish) publish;
		stored.key = stored.sequence;
		this.journal.store().save(stored.toStore());
		goOn(publish, next);
	}

	@Override
	public void bind(PendingPublish publish, Next next) {
		this.journal.store().bind(((StoredPublish) publish).key, publish.packetId);
		goOn(publish, next);
	}

	@Override
	public void received(PendingPublish publish, Next next) {
		if (publish instanceof StoredPublish stored) {
			this.journal.store().received(stored.key);
			goOn(publish, next);
		}
		else {
			next.done(publish, null);
		}
	}

	private void goOn(PendingPublish publish, Next next) {
		this.journal.whenDurable((failure) -> next.done(publish, failure));
	}

	@Override
	public void remove(PendingPublish publish) {
		if (publish instanceof StoredPublish stored) {
			if (stored.isRestored()) {
				this.backlog.done(stored);
			}
			if (stored.key != 0) {
				this.journal.store().remove(stored.key);
			}
		}
	}

	@Override
	public void removeNow(PendingPublish publish) {
		remove(publish);
		if (publish instanceof StoredPublish) {
			this.journal.whenDurable((failure) -> {
				// Only so that it is flushed.
			});
		}
	}

}
