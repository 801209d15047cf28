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

package io.mqttworks.client.internal.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Calls that may block while a connection is made: look-ups of names, and suppliers of
 * the application. The event loops are shared by all clients and must not wait for these.
 * Whoever waits has a time-out, but a call that hangs keeps its thread. So each supplier
 * or name has a few threads at most; when all of its calls hang, it is not called again
 * until one returns.
 */
final class BlockingCalls {

	/**
	 * Name look-ups have threads of their own, as it is mostly code of the application
	 * that hangs.
	 */
	static final BlockingCalls NAMES = new BlockingCalls(new BlockingThreads("mqtt-connect-name", 256));

	static final BlockingCalls SUPPLIERS = new BlockingCalls(new BlockingThreads("mqtt-connect-options", 256));

	/** Checks certificates, for which user code or the JDK may ask somebody. */
	static final Executor TLS_TASKS = new BlockingThreads("mqtt-connect-tls", 256);

	/** How many calls of the same thing may be under way. */
	static final int MAX_CALLS = 4;

	private final Executor executor;

	private final Map<Object, Deque<Call<?>>> underWay = new HashMap<>();

	BlockingCalls(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Calls something. If it hangs in {@link #MAX_CALLS} calls, the answer of the last of
	 * them is awaited instead.
	 * @param <T> the type of the answer
	 * @param what what is called: two with equal keys give the same answers
	 * @param task the call
	 * @return the call
	 */
	@SuppressWarnings("unchecked") // Equal keys have answers of the same type.
	<T> Call<T> callOrJoin(Object what, Supplier<T> task) {
		Call<T> call = new Call<>();
		synchronized (this.underWay) {
			Deque<Call<?>> others = this.underWay.computeIfAbsent(what, (key) -> new ArrayDeque<>());
			if (others.size() >= MAX_CALLS) {
				return (Call<T>) others.getLast();
			}
			others.add(call);
		}
		run(what, task, call);
		return call;
	}

	/**
	 * Calls something whose answer is for one caller only.
	 * @param <T> the type of the answer
	 * @param what what is called
	 * @param task the call
	 * @return the call, or {@code null} if it hangs in {@link #MAX_CALLS} calls
	 */
	<T> @Nullable Call<T> call(Object what, Supplier<T> task) {
		Call<T> call = new Call<>();
		synchronized (this.underWay) {
			Deque<Call<?>> others = this.underWay.computeIfAbsent(what, (key) -> new ArrayDeque<>());
			if (others.size() >= MAX_CALLS) {
				return null;
			}
			others.add(call);
		}
		run(what, task, call);
		return call;
	}

	private <T> void run(Object what, Supplier<T> task, Call<T> call) {
		try {
			this.executor.execute(() -> {
				call.begunAt = System.nanoTime();
				T answer;
				try {
					answer = task.get();
				}
				catch (Throwable ex) {
					returned(what, call);
					call.answer.completeExceptionally(ex);
					return;
				}
				returned(what, call);
				call.answer.complete(answer);
			});
		}
		catch (Throwable ex) {
			// A thread that could not be started, for instance.
			returned(what, call);
			call.answer.completeExceptionally(ex);
		}
	}

	private void returned(Object what, Call<?> call) {
		synchronized (this.underWay) {
			Deque<Call<?>> calls = this.underWay.get(what);
			if (calls != null && calls.remove(call) && calls.isEmpty()) {
				this.underWay.remove(what);
			}
		}
	}

	/**
	 * A call.
	 *
	 * @param <T> the type of the answer
	 */
	static final class Call<T> {

		private final CompletableFuture<T> answer = new CompletableFuture<>();

		/** When it began, or 0 if there is no thread for it yet. */
		private volatile long begunAt;

		/**
		 * Returns the answer.
		 * @return completes on any thread
		 */
		CompletableFuture<T> answer() {
			return this.answer.copy();
		}

		/**
		 * Says how the call is getting on, for one that takes too long.
		 * @return for instance {@code " (it has run for 93 s)"}
		 */
		String progress() {
			long begun = this.begunAt;
			if (begun == 0) {
				return " (it has not begun yet)";
			}
			long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
			return (seconds > 0) ? " (it has run for " + seconds + " s)" : "";
		}

	}

	/**
	 * Tells objects apart by what they are and not by what they hold.
	 *
	 * @param object the object
	 */
	record Identity(Object object) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Identity identity && identity.object == this.object;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.object);
		}

	}

}
