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

package io.mqttworks.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for what must come, and finds free ports.
 */
public final class Kit {

	/** How long to wait for what must come; only failures take so long. */
	public static final Duration TIMEOUT = Duration.ofSeconds(15);

	/** How long to watch that something does not come. */
	public static final Duration MOMENT = Duration.ofMillis(200);

	/**
	 * A thread for each task. What waits must not use the common pool: with two
	 * processors it has one thread.
	 */
	public static final Executor NEW_THREADS = (task) -> {
		Thread thread = new Thread(task, "test");
		thread.setDaemon(true);
		thread.start();
	};

	private Kit() {
	}

	/**
	 * Waits for a future.
	 * @param future the future
	 * @param <T> what it completes with
	 * @return what it completed with
	 */
	public static <T> T await(CompletableFuture<T> future) {
		return await(future, TIMEOUT);
	}

	/**
	 * Waits for a future.
	 * @param future the future
	 * @param timeout how long
	 * @param <T> what it completes with
	 * @return what it completed with
	 */
	public static <T> T await(CompletableFuture<T> future, Duration timeout) {
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("The future did not complete within " + timeout, ex);
		}
		catch (ExecutionException ex) {
			throw new AssertionError("The future failed: " + ex.getCause(), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Waits for a future to fail.
	 * @param future the future
	 * @param type what it must fail with
	 * @param <E> what it must fail with
	 * @return the failure
	 */
	public static <E extends Throwable> E awaitFailure(CompletableFuture<?> future, Class<E> type) {
		Throwable failure;
		try {
			Object value = future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			throw new AssertionError(
					"Expected the future to fail with " + type.getSimpleName() + ", but it completed with " + value);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("The future did not complete within " + TIMEOUT, ex);
		}
		catch (ExecutionException ex) {
			failure = ex.getCause();
		}
		catch (CancellationException ex) {
			failure = ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		if (!type.isInstance(failure)) {
			throw new AssertionError(
					"Expected the future to fail with " + type.getSimpleName() + ", but it failed with " + failure,
					failure);
		}
		return type.cast(failure);
	}

	/**
	 * Returns a port of the loopback interface nobody listens on. Not one of those that
	 * systems give to outgoing connections, which would take it before it is used.
	 * @return the port
	 */
	public static int freePort() {
		for (int i = 0; i < 100; i++) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// In use: try another one.
			}
		}
		throw new IllegalStateException("No free port between 10000 and 32000");
	}

}
