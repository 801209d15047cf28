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
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.spi.StoredMessage;

/**
 * A task for the writer thread, which does them in the order in which they were queued.
 */
sealed interface Work permits Change, Work.Answered {

	/**
	 * A task whose end somebody waits for.
	 */
	sealed interface Answered extends Work {

		/**
		 * Returns who waits.
		 * @return the future to complete
		 */
		CompletableFuture<?> future();

	}

	/**
	 * Asks to be told when everything before it is durable.
	 *
	 * @param future completes then
	 */
	record Flush(CompletableFuture<Void> future) implements Answered {
	}

	/**
	 * Asks to make everything before it durable, and to close the files.
	 *
	 * @param future completes then
	 */
	record Close(CompletableFuture<Void> future) implements Answered {
	}

	/**
	 * Asks for messages of the backlog.
	 *
	 * @param future completes with them
	 * @param reading reads them
	 */
	record Read(CompletableFuture<List<StoredMessage>> future, Reading reading) implements Answered {
	}

	/**
	 * Reads messages from files.
	 */
	interface Reading {

		List<StoredMessage> read() throws Exception;

	}

}
