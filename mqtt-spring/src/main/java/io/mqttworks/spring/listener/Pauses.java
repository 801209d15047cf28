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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The pauses between attempts, which end early when the container stops.
 */
class Pauses {

	private final Set<CompletableFuture<?>> pauses = ConcurrentHashMap.newKeySet();

	/**
	 * Begins a pause.
	 * @return completes when it is over
	 */
	CompletableFuture<@Nullable Void> begin(Duration duration) {
		CompletableFuture<@Nullable Void> pause = new CompletableFuture<>();
		this.pauses.add(pause);
		pause.whenComplete((result, failure) -> this.pauses.remove(pause));
		return pause.completeOnTimeout(null, duration.toMillis(), TimeUnit.MILLISECONDS);
	}

	void endAll() {
		this.pauses.forEach((pause) -> pause.complete(null));
	}

}
