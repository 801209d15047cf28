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

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;

/**
 * Notes the changes of a session.
 *
 * @param changes where to
 */
record ChangeRecorder(List<Change> changes) implements StoredSession {

	@Override
	public RestoredSession restore() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void server(String name) {
		this.changes.add(new Change.Server(name));
	}

	@Override
	public void save(StoredMessage message) {
		this.changes.add(new Change.Save(message));
	}

	@Override
	public void bind(long key, int packetId) {
		this.changes.add(new Change.Bind(key, packetId));
	}

	@Override
	public void received(long key) {
		this.changes.add(new Change.Received(key));
	}

	@Override
	public void remove(long key) {
		this.changes.add(new Change.Remove(key));
	}

	@Override
	public void handled(int packetId) {
		this.changes.add(new Change.Handled(packetId));
	}

	@Override
	public void forget(int packetId) {
		this.changes.add(new Change.Forget(packetId));
	}

	@Override
	public CompletionStage<Void> flush() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> close() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<MqttException> failure() {
		throw new UnsupportedOperationException();
	}

}
