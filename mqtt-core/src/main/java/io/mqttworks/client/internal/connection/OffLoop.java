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

package io.mqttworks.client.internal.connection;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application something without blocking the event loop.
 */
final class OffLoop {

	private OffLoop() {
	}

	/**
	 * Calls a supplier on an executor and brings what its stage completes with back to
	 * the event loop.
	 * @param <T> the type of the answer
	 * @param question called on the executor; may block and throw
	 * @param executor the executor
	 * @param loop the event loop
	 * @param next takes the answer or the failure
	 */
	@SuppressWarnings("NullAway") // Of answer and failure one is null.
	static <T> void call(Supplier<CompletionStage<T>> question, Executor executor, EventLoop loop,
			BiConsumer<T, @Nullable Throwable> next) {
		Runnable ask = () -> {
			CompletionStage<T> stage;
			try {
				stage = Objects.requireNonNull(question.get(), "It returned null, not a stage");
			}
			catch (Throwable ex) {
				loop.execute(() -> next.accept(null, ex));
				return;
			}
			stage.whenComplete((answer, failure) -> loop.execute(() -> next.accept(answer, unwrap(failure))));
		};
		try {
			executor.execute(ask);
		}
		catch (Throwable ex) {
			next.accept(null, ex);
		}
	}

	private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
