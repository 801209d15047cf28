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

package io.mqttworks.benchmarks.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;

/**
 * Publishes as fast as the library takes it, with a window of messages that are not yet
 * done with. When the window is full the publisher waits until half of it is free, so
 * that waking it up does not become what is measured.
 */
final class PublishLoad implements Load, Events, Runnable {

	static final String TOPIC = "bench/load";

	private final Library library;

	private final Endpoint endpoint;

	private final Control control;

	private final byte[] payload;

	private final int qos;

	private final int window;

	private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
		Thread thread = new Thread(task, "publisher");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong completed = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final AtomicBoolean waiting = new AtomicBoolean();

	private long published;

	private volatile boolean stopped;

	private Client client;

	PublishLoad(Library library, Endpoint endpoint, Control control, byte[] payload, int qos, int window) {
		this.library = library;
		this.endpoint = endpoint;
		this.control = control;
		this.payload = payload;
		this.qos = qos;
		this.window = window;
	}

	@Override
	public void start() throws Exception {
		this.client = this.library.connect(this.endpoint, "publisher", this).get(30, TimeUnit.SECONDS);
		this.thread.execute(this);
	}

	@Override
	public void run() {
		long done = this.completed.get();
		while (!this.stopped) {
			if (this.published - done >= this.window) {
				done = this.completed.get();
				if (this.published - done > this.window / 2) {
					this.waiting.set(true);
					if (!halfFree(this.completed.get()) || !this.waiting.compareAndSet(true, false)) {
						return;
					}
				}
			}
			this.published++;
			try {
				this.client.publish(TOPIC, this.payload, this.qos);
			}
			catch (Exception ex) {
				failed(ex);
			}
		}
		this.waiting.set(true);
	}

	private boolean halfFree(long completed) {
		return this.published - completed <= this.window / 2;
	}

	@Override
	public void completed() {
		long completed = this.completed.incrementAndGet();
		if (this.waiting.get() && !this.stopped && halfFree(completed) && this.waiting.compareAndSet(true, false)) {
			this.thread.execute(this);
		}
	}

	@Override
	public void failed(Throwable failure) {
		if (this.failures.incrementAndGet() == 1) {
			failure.printStackTrace();
		}
		completed();
	}

	@Override
	public void received(int length) {
		throw new IllegalStateException("Nothing was subscribed");
	}

	@Override
	public long done() {
		return this.completed.get() - this.failures.get();
	}

	@Override
	public long stop() throws Exception {
		this.stopped = true;
		Quiet.await(this.completed::get, () -> this.waiting.get() && this.published == this.completed.get());
		Quiet.await(this.control::received, () -> this.control.received() >= this.published - this.failures.get());
		long lost = this.published - this.failures.get() - this.control.received();
		this.client.close();
		this.thread.shutdown();
		return lost + this.failures.get();
	}

}
