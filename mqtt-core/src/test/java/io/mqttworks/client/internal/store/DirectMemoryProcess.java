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

import java.nio.file.Path;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;

/**
 * A process that saves a message larger than its memory outside the heap.
 */
final class DirectMemoryProcess {

	private DirectMemoryProcess() {
	}

	/**
	 * Runs until the message is saved.
	 * @param args the directory, and the size of the message in bytes
	 */
	public static void main(String[] args) {
		StoredSession session = new FileSessionStore(Path.of(args[0])).open("c");
		byte[] payload = new byte[Integer.parseInt(args[1])];
		session.save(new StoredMessage(1, MqttMessage.of("t", payload, Qos.AT_LEAST_ONCE), null, 0, false));
		session.save(new StoredMessage(2, MqttMessage.of("t", "behind it", Qos.AT_LEAST_ONCE), null, 0, false));
		session.close().toCompletableFuture().join();
	}

}
