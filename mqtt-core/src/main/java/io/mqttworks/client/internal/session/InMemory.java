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
 * Keeps nothing beyond the end of the process, so that everything goes on at once.
 */
final class InMemory implements OutboundStore {

	@Override
	public boolean keeps(PendingPublish publish) {
		return false;
	}

	@Override
	public @Nullable MqttException failure() {
		return null;
	}

	@Override
	public void save(PendingPublish publish, Next next) {
		next.done(publish, null);
	}

	@Override
	public void bind(PendingPublish publish, Next next) {
		next.done(publish, null);
	}

	@Override
	public void received(PendingPublish publish, Next next) {
		next.done(publish, null);
	}

	@Override
	public void remove(PendingPublish publish) {
	}

	@Override
	public void removeNow(PendingPublish publish) {
	}

}
