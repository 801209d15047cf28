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

package io.mqttworks.client.internal.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that an event loop completes. Waiting for it on an event loop would be a
 * deadlock and fails at once instead.
 *
 * @param <T> the result
 */
public class ClientFuture<T> extends CompletableFuture<T> {

	@Override
	public final <U> CompletableFuture<U> newIncompleteFuture() {
		return new ClientFuture<>();
	}

	@Override
	public final T get() throws InterruptedException, ExecutionException {
		refuseBlocking("get()");
		return super.get();
	}

	@Override
	public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		refuseBlocking("get()");
		return super.get(timeout, unit);
	}

	@Override
	public final T join() {
		refuseBlocking("join()");
		return super.join();
	}

	private void refuseBlocking(String call) {
		if (!isDone()) {
			IoThread.refuseBlocking(call);
		}
	}

}
