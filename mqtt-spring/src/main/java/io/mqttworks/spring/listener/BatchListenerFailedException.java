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

package io.mqttworks.spring.listener;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler method of batches that knows which message it failed on. Those
 * before it count as handled, and are acknowledged. It and those behind it are tried
 * again; when there is no further attempt, the recoverer takes it, and those behind it go
 * on as a batch.
 * <p>
 * Not for a method that works on messages side by side, or that takes everything back
 * when it fails, as in a transaction: with any other exception none counts as handled.
 */
@SuppressWarnings("serial")
public class BatchListenerFailedException extends RuntimeException {

	private final int index;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param index the place of the message in the batch, from 0
	 */
	public BatchListenerFailedException(String message, int index) {
		this(message, null, index);
	}

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param cause why; the retry policy is asked with it, and a dead letter names it
	 * @param index the place of the message in the batch, from 0
	 */
	public BatchListenerFailedException(String message, @Nullable Throwable cause, int index) {
		super(message, cause);
		this.index = index;
	}

	/**
	 * Returns which message the method failed on.
	 * @return its place in the batch, from 0
	 */
	public int getIndex() {
		return this.index;
	}

}
