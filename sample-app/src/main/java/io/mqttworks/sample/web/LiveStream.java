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

package io.mqttworks.sample.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.mqttworks.sample.fleet.Fleet;
import io.mqttworks.sample.fleet.FleetChange;
import io.mqttworks.sample.messages.MessageLog;
import io.mqttworks.sample.messages.MessagePage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page, and what it has been sent.
 */
class LiveStream {

	private static final Logger logger = LoggerFactory.getLogger(LiveStream.class);

	/** A browser that went away is only noticed when something is sent. */
	private static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(10);

	private static final long NO_TIMEOUT = 0;

	private final SseEmitter emitter = new SseEmitter(NO_TIMEOUT);

	private final AtomicBoolean busy = new AtomicBoolean();

	private final Fleet fleet;

	private final MessageLog messages;

	private final Supplier<BrokerConnection> connection;

	private @Nullable BrokerConnection sentConnection;

	private long sentFleet = -1;

	private long sentMessages = -1;

	private long lastSent = System.nanoTime();

	LiveStream(Fleet fleet, MessageLog messages, Supplier<BrokerConnection> connection) {
		this.fleet = fleet;
		this.messages = messages;
		this.connection = connection;
	}

	SseEmitter emitter() {
		return this.emitter;
	}

	/**
	 * Reserves the stream for one call of {@link #send()}.
	 * @return whether nobody else has it
	 */
	boolean claim() {
		return this.busy.compareAndSet(false, true);
	}

	/**
	 * Sends what has changed.
	 * @return whether the page is still there
	 */
	boolean send() {
		try {
			sendChanges();
			return true;
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A page has gone away", ex);
			return false;
		}
		finally {
			this.busy.set(false);
		}
	}

	private void sendChanges() throws IOException {
		BrokerConnection connection = this.connection.get();
		if (!connection.equals(this.sentConnection)) {
			send("connection", connection);
			this.sentConnection = connection;
		}
		FleetChange change = this.fleet.changesSince(this.sentFleet);
		if (change.version() != this.sentFleet) {
			send("devices", change);
			this.sentFleet = change.version();
		}
		MessagePage page = this.messages.messagesSince(this.sentMessages);
		if (page.count() != this.sentMessages) {
			send("messages", page);
			this.sentMessages = page.count();
		}
		if (System.nanoTime() - this.lastSent > HEARTBEAT) {
			this.emitter.send(SseEmitter.event().comment("still here"));
			this.lastSent = System.nanoTime();
		}
	}

	private void send(String name, Object data) throws IOException {
		this.emitter.send(SseEmitter.event().name(name).data(data));
		this.lastSent = System.nanoTime();
	}

	void close() {
		this.emitter.complete();
	}

}
