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

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The replies and dead letters the messages of a container wait for. Only a server can
 * end that: without a connection a container that stops gives them up, and their messages
 * stay unacknowledged.
 */
class PendingPublishes {

	private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

	private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();

	/** Says whether there is a connection; {@code null} unless the container stops. */
	private volatile @Nullable BooleanSupplier connected;

	/**
	 * Adds what is published.
	 * @param published completes when the server has acknowledged it
	 * @return completes as that does, or fails with a {@link GivenUpException}
	 */
	<T> CompletableFuture<T> add(CompletionStage<T> published) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.pending.add(result);
		published.whenComplete((value, failure) -> {
			this.pending.remove(result);
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(value);
			}
		});
		giveUpWithoutConnection();
		return result;
	}

	/**
	 * From now on nothing is waited for without a connection.
	 * @param connected says whether there is one
	 */
	void stop(BooleanSupplier connected) {
		this.connected = connected;
		giveUpWithoutConnection();
	}

	void start() {
		this.connected = null;
	}

	private void giveUpWithoutConnection() {
		BooleanSupplier connected = this.connected;
		if (connected == null || this.pending.isEmpty()) {
			return;
		}
		if (connected.getAsBoolean()) {
			LATER.execute(this::giveUpWithoutConnection);
			return;
		}
		for (CompletableFuture<?> result : this.pending) {
			this.pending.remove(result);
			result.completeExceptionally(new GivenUpException());
		}
	}

	static boolean isGivenUp(Throwable failure) {
		return Failures.unwrap(failure) instanceof GivenUpException;
	}

	/**
	 * Nobody waits any more for something to be published.
	 */
	@SuppressWarnings("serial")
	private static final class GivenUpException extends RuntimeException {

		GivenUpException() {
			super("The container stops and there is no connection");
		}

	}

}
