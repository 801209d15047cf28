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

import java.util.ArrayDeque;
import java.util.Deque;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.PublishResult;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are done, with futures that complete when the turn ends: they run user
 * code, which must find the session at rest. Event loop only.
 */
final class Completions {

	private final PublishQueue queue;

	private final PublishFifo succeeded = new PublishFifo();

	private final Deque<Failed> failed = new ArrayDeque<>(1);

	/** How many messages have not given back their room yet. */
	private int count;

	/** The bytes of those. */
	private long bytes;

	Completions(PublishQueue queue) {
		this.queue = queue;
	}

	/**
	 * A message has arrived.
	 * @param publish the message
	 * @param result what the server said, or {@code null} if nothing but that all is well
	 */
	void succeed(PendingPublish publish, @Nullable PublishResult result) {
		release(publish);
		publish.answer = result;
		this.succeeded.add(publish);
	}

	/**
	 * A message was given up.
	 * @param publish the message
	 * @param cause why
	 */
	void fail(PendingPublish publish, MqttException cause) {
		release(publish);
		this.failed.add(new Failed(publish, cause));
	}

	/**
	 * A message is done with here, but its future waits for something else.
	 * @param publish the message
	 */
	void release(PendingPublish publish) {
		this.count++;
		this.bytes += publish.size();
	}

	/**
	 * Gives back the room of all that is done, at once, because those who publish on
	 * other threads count there, too.
	 */
	void giveBackRoom() {
		if (this.count > 0) {
			this.queue.release(this.count, this.bytes);
			this.count = 0;
			this.bytes = 0;
		}
	}

	/**
	 * Completes the futures. Whoever waits for one finds its room free.
	 */
	void complete() {
		giveBackRoom();
		for (PendingPublish publish = this.succeeded.poll(); publish != null; publish = this.succeeded.poll()) {
			publish.complete((publish.answer != null) ? publish.answer : PublishResult.SUCCESS);
		}
		for (Failed failure = this.failed.poll(); failure != null; failure = this.failed.poll()) {
			failure.publish.completeExceptionally(failure.cause);
		}
	}

	/**
	 * A message that was given up.
	 *
	 * @param publish the message
	 * @param cause why
	 */
	private record Failed(PendingPublish publish, MqttException cause) {
	}

}
