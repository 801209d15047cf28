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

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Pings when one of the directions was silent for too long, and notices a server that
 * does not answer (MQTT 5 section 3.1.2.10). It has one timer, which looks once an
 * interval and is not restarted with each packet. Event loop only.
 */
final class KeepAlive {

	/** The longest wait for an answer. */
	private static final long MAX_TIMEOUT = TimeUnit.SECONDS.toNanos(30);

	/**
	 * How many times, while an answer is due, to look whether the network has taken
	 * something.
	 */
	private static final int LOOKS = 8;

	private final EventLoop loop;

	private final Pinger pinger;

	/** Silence after which to ping: a little less than the interval the server knows. */
	private final long silence;

	private final long timeout;

	private long lastRead = System.nanoTime();

	/** When the ping was sent that has no answer; 0 for none. */
	private long pinged;

	private boolean readingStopped;

	private @Nullable Future<?> timer;

	/**
	 * Creates a keep-alive.
	 * @param loop the event loop
	 * @param seconds the interval; more than 0
	 * @param pinger sends pings
	 */
	KeepAlive(EventLoop loop, int seconds, Pinger pinger) {
		this.loop = loop;
		this.pinger = pinger;
		this.silence = TimeUnit.SECONDS.toNanos(seconds) / 10 * 9;
		this.timeout = Math.min(MAX_TIMEOUT, TimeUnit.SECONDS.toNanos(seconds));
	}

	void start() {
		schedule(this.silence);
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * Something arrived: the server is alive.
	 */
	void read() {
		this.lastRead = System.nanoTime();
		this.pinged = 0;
	}

	/**
	 * Reading was stopped or goes on. While it is stopped no answer can arrive, and none
	 * is missed.
	 * @param stopped whether it is stopped
	 */
	void readingStopped(boolean stopped) {
		this.readingStopped = stopped;
		if (!stopped && this.pinged != 0) {
			this.pinged = System.nanoTime();
		}
	}

	private void schedule(long delay) {
		this.timer = this.loop.schedule(this::check, Math.max(delay, 1), TimeUnit.NANOSECONDS);
	}

	private void check() {
		long now = System.nanoTime();
		// The answer to a ping cannot come before what was sent ahead of it was taken.
		long taken = this.pinger.lastTaken();
		long waitsSince = (this.pinged != 0 && taken - this.pinged > 0) ? taken : this.pinged;
		if (this.pinged != 0 && !this.readingStopped && now - waitsSince >= this.timeout) {
			this.pinger.serverIsSilent(TimeUnit.NANOSECONDS.toMillis(now - this.lastRead));
			return;
		}
		long sinceWrite = now - this.pinger.lastWrite();
		long sinceRead = now - this.lastRead;
		boolean answerDue = this.pinged != 0;
		if (sinceWrite >= this.silence || (!answerDue && !this.readingStopped && sinceRead >= this.silence)) {
			this.pinger.ping();
			this.pinged = answerDue ? this.pinged : now;
			waitsSince = answerDue ? waitsSince : now;
			sinceWrite = 0;
			answerDue = true;
		}
		long next = this.silence - sinceWrite;
		if (answerDue) {
			next = Math.min(next, this.timeout - (now - waitsSince));
			next = Math.max(Math.min(next, this.timeout / LOOKS), TimeUnit.MILLISECONDS.toNanos(10));
		}
		else if (!this.readingStopped) {
			next = Math.min(next, this.silence - sinceRead);
		}
		schedule(next);
	}

	/**
	 * Sends pings.
	 */
	interface Pinger {

		void ping();

		long lastWrite();

		long lastTaken();

		void serverIsSilent(long millis);

	}

}
