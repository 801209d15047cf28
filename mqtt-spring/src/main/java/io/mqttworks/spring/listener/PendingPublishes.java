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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.mqttworks.client.MqttPublishException;
import org.jspecify.annotations.Nullable;

/**
 * The replies and dead letters the messages of a container wait for: for some time at
 * most. A container that stops without a connection gives them up at once, and their
 * messages stay unacknowledged.
 */
class PendingPublishes {

	private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();

	private final Duration timeout;

	private final BooleanSupplier connected;

	private volatile boolean stopping;

	/**
	 * Creates an empty set.
	 * @param timeout how long to wait for each
	 * @param connected says whether there is a connection
	 */
	PendingPublishes(Duration timeout, BooleanSupplier connected) {
		this.timeout = timeout;
		this.connected = connected;
	}

	/**
	 * Adds what is published.
	 * @param what what it is, to begin a sentence with
	 * @param published completes when the server has acknowledged it
	 * @return completes as that does; fails with a {@link MqttPublishException} when that
	 * takes too long, or with a {@link GivenUpException}
	 */
	<T> CompletableFuture<T> add(String what, CompletionStage<T> published) {
		CompletableFuture<T> result = new CompletableFuture<>();
		published.whenComplete((value, failure) -> {
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(value);
			}
		});
		if (result.isDone()) {
			return result;
		}
		this.pending.add(result);
		Runnable cancellation = Timer.SHARED.schedule(this.timeout,
				() -> result.completeExceptionally(new MqttPublishException(what + " was not acknowledged within "
						+ this.timeout.toMillis() + " ms. It was not taken back and can still arrive", null, null)));
		result.whenComplete((value, failure) -> {
			this.pending.remove(result);
			cancellation.run();
		});
		connectionLost();
		return result;
	}

	/**
	 * From now on nothing is waited for without a connection.
	 */
	void stop() {
		this.stopping = true;
		connectionLost();
	}

	void start() {
		this.stopping = false;
	}

	/**
	 * Gives up what is waited for if this is stopped, and there is no connection.
	 */
	void connectionLost() {
		if (this.stopping && !this.connected.getAsBoolean()) {
			this.pending.forEach((result) -> result.completeExceptionally(new GivenUpException()));
		}
	}

	static boolean isGivenUp(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof GivenUpException) {
				return true;
			}
		}
		return false;
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
