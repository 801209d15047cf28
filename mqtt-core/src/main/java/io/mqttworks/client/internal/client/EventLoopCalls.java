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

package io.mqttworks.client.internal.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.internal.concurrent.Loop;
import io.netty.channel.EventLoop;

/**
 * Brings calls to the event loop. Any thread.
 */
final class EventLoopCalls implements Loop {

	private final EventLoop loop;

	/** Set by the first call of close. */
	private final AtomicBoolean closing;

	EventLoopCalls(EventLoop loop, AtomicBoolean closing) {
		this.loop = loop;
		this.closing = closing;
	}

	static MqttClosedException closed() {
		return new MqttClosedException("The client is closed", null, null);
	}

	/**
	 * Runs a call of the application on the event loop.
	 * @param call the call; it may throw
	 * @param future fails if the call throws or the client is closed
	 */
	void run(Runnable call, CompletableFuture<?> future) {
		try {
			this.loop.execute(() -> {
				if (this.closing.get()) {
					future.completeExceptionally(closed());
					return;
				}
				try {
					call.run();
				}
				catch (Throwable ex) {
					future.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			future.completeExceptionally(closed());
		}
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The client is closed: there is no one to tell, and what was kept is kept.
			return;
		}
	}

	@Override
	public void schedule(Runnable task, long millis) {
		try {
			this.loop.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The client is closed: nothing is left to wait for.
			return;
		}
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

}
