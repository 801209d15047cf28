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
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.mqttworks.client.HandlerRegistration;
import org.jspecify.annotations.Nullable;

/**
 * A stop of a container while the application goes on.
 */
class ContainerStop {

	private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

	/**
	 * Takes the container's registration away.
	 * @param registration the registration
	 * @param timeout how long that and the messages may take
	 * @param unsubscribed called when the client has taken it away, with the failure if
	 * the server refused
	 * @param late called when the time is over
	 */
	void begin(HandlerRegistration registration, Duration timeout,
			BiConsumer<ContainerStop, @Nullable Throwable> unsubscribed, Consumer<ContainerStop> late) {
		Runnable cancellation = Timer.SHARED.schedule(timeout, () -> late.accept(this));
		this.ended.whenComplete((result, failure) -> cancellation.run());
		registration.unsubscribe().whenComplete((result, failure) -> unsubscribed.accept(this, failure));
	}

	void end(@Nullable Throwable failure) {
		if (failure != null) {
			this.ended.completeExceptionally(failure);
		}
		else {
			this.ended.complete(null);
		}
	}

	/**
	 * Returns what completes with the stop; nobody can complete it from outside.
	 */
	CompletableFuture<@Nullable Void> ended() {
		return this.ended.copy();
	}

}
