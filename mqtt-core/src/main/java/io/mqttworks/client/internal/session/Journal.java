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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes to a stored session, and goes on when what was written is durable. All changes
 * of one turn of the event loop are flushed together. Event loop only.
 */
final class Journal {

	private final Logger logger;

	private final StoredSession store;

	private final Executor loop;

	private final SessionListener listener;

	/** What waits for the next flush. */
	private List<AfterFlush> steps = new ArrayList<>();

	private @Nullable MqttException failure;

	Journal(String client, StoredSession store, Executor loop, SessionListener listener) {
		this.logger = Loggers.get(Journal.class, client);
		this.store = store;
		this.loop = loop;
		this.listener = listener;
		store.failure().thenAccept((cause) -> loop.execute(() -> failed(cause)));
	}

	/**
	 * Returns the session to note changes in.
	 * @return the session
	 */
	StoredSession store() {
		return this.store;
	}

	/**
	 * Returns why nothing can be kept any more.
	 * @return the failure, or {@code null} if all is well
	 */
	@Nullable MqttException failure() {
		return this.failure;
	}

	/**
	 * Goes on when everything noted so far is durable, in the order of the calls.
	 * @param step what to do then; it is told if it is not durable
	 */
	void whenDurable(AfterFlush step) {
		this.steps.add(step);
	}

	/**
	 * Goes on when everything noted so far is durable, or cannot be any more, in the
	 * order of the calls of both kinds. For what must not stop with the store: when it
	 * has failed, messages are received and acknowledged from memory.
	 * @param step what to do then
	 */
	void whenDurableOrFailed(Runnable step) {
		this.steps.add((failure) -> step.run());
	}

	/**
	 * Ends a turn: what waits is flushed.
	 */
	void commit() {
		if (!this.steps.isEmpty()) {
			List<AfterFlush> batch = this.steps;
			this.steps = new ArrayList<>();
			this.store.flush().whenComplete((done, cause) -> this.loop.execute(() -> completed(batch, cause)));
		}
	}

	/**
	 * Goes on when messages were read.
	 * @param reading completes with them
	 * @param step what to do then; nothing if they cannot be read
	 */
	void whenRead(CompletionStage<List<StoredMessage>> reading, Consumer<List<StoredMessage>> step) {
		reading.whenComplete((messages, cause) -> this.loop.execute(() -> {
			if (cause != null) {
				failed(cause);
			}
			else {
				step.accept(messages);
			}
		}));
	}

	private void completed(List<AfterFlush> batch, @Nullable Throwable cause) {
		if (cause != null) {
			failed(cause);
		}
		batch.forEach((step) -> step.done(this.failure));
	}

	private void failed(Throwable cause) {
		if (this.failure == null) {
			Throwable reason = (cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause()
					: cause;
			this.failure = new MqttException(
					"The session store failed, so that QoS 1 and 2 messages are not published any more: "
							+ reason.getMessage(),
					null, reason);
			this.logger.warn("The session store failed. Messages are received and acknowledged all the same,"
					+ " from memory: the next process may handle QoS 2 messages twice");
			this.listener.storeFailed(this.failure);
		}
	}

	/**
	 * Closes the stored session.
	 * @return completes when all is written
	 */
	CompletionStage<Void> close() {
		return this.store.close();
	}

	/**
	 * What follows a flush.
	 */
	interface AfterFlush {

		/**
		 * Goes on.
		 * @param failure why what was written may not be durable, or {@code null}
		 */
		void done(@Nullable MqttException failure);

	}

}
