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

package io.mqttworks.client.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.InboundMessage;

/**
 * Messages that nobody has a filter for, as long as somebody may come: for a time after
 * the connection was made or the last handler was registered, and as far as there is
 * room. Event loop only.
 */
final class UnmatchedMessages {

	private final long holdNanos;

	private final int receiveMaximum;

	private final Dispatcher dispatcher;

	private final Loop loop;

	/** Whether handlers are just being added. */
	private final BooleanSupplier changing;

	/** Takes those nobody came for. */
	private final Consumer<Held> givenUp;

	private final Deque<Held> held = new ArrayDeque<>(1);

	private long heldBytes;

	/** How many may be held, so that others find room in the window. */
	private int mostMessages;

	private long until;

	private boolean timer;

	UnmatchedMessages(MqttClientOptions options, Dispatcher dispatcher, Loop loop, BooleanSupplier changing,
			Consumer<Held> givenUp) {
		this.holdNanos = options.unmatchedHoldTime().toNanos();
		this.receiveMaximum = options.receiveMaximum();
		this.dispatcher = dispatcher;
		this.loop = loop;
		this.changing = changing;
		this.givenUp = givenUp;
	}

	void connected(boolean mqtt5) {
		// On 3.1.1 the server's window is its own affair.
		this.mostMessages = mqtt5 ? this.receiveMaximum / 2 : Integer.MAX_VALUE;
		handlersMayCome();
	}

	private void handlersMayCome() {
		this.until = this.loop.nanoTime() + this.holdNanos;
	}

	/**
	 * Returns whether handlers are still expected.
	 * @return {@code true} if the time is not over
	 */
	boolean mayHandlersCome() {
		return this.changing.getAsBoolean() || this.until - this.loop.nanoTime() > 0;
	}

	/**
	 * Keeps a message, or gives it up.
	 * @param message the message
	 * @param topic its topic
	 */
	void add(InboundMessage message, Topic topic) {
		Held one = new Held(message, topic);
		long cost = message.cost();
		boolean room = this.held.size() < this.mostMessages
				&& this.heldBytes + cost <= this.dispatcher.highWaterMark() / 2;
		boolean acknowledged = message.message().qos() != Qos.AT_MOST_ONCE;
		if (!room || !(acknowledged ? mayHandlersCome() : this.changing.getAsBoolean())) {
			this.givenUp.accept(one);
			return;
		}
		this.held.add(one);
		this.heldBytes += cost;
		this.dispatcher.hold(message);
		startTimer();
	}

	private void startTimer() {
		if (!this.timer) {
			this.timer = true;
			long nanos = Math.max(0, this.until - this.loop.nanoTime());
			this.loop.schedule(this::timeIsUp, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
		}
	}

	private void timeIsUp() {
		this.timer = false;
		if (this.held.isEmpty()) {
			return;
		}
		if (mayHandlersCome()) {
			startTimer();
			return;
		}
		List<Held> all = List.copyOf(this.held);
		clear();
		all.forEach(this.givenUp);
		this.dispatcher.flush();
	}

	/**
	 * Returns whether a message waits here.
	 * @param message the message
	 * @return {@code true} if no handler has it
	 */
	boolean holds(InboundMessage message) {
		return this.held.stream().anyMatch((one) -> one.message == message);
	}

	/**
	 * Handlers were added.
	 * @param taken says whether one takes a message, and gives it to that one
	 */
	void handlersAdded(Predicate<Held> taken) {
		handlersMayCome();
		if (this.held.isEmpty()) {
			return;
		}
		List<Held> candidates = new ArrayList<>(this.held);
		this.held.clear();
		for (Held one : candidates) {
			if (taken.test(one)) {
				release(one);
			}
			else {
				this.held.add(one);
			}
		}
		this.dispatcher.flush();
	}

	/**
	 * The connection is gone: the messages come again with the session.
	 * @return the messages
	 */
	List<Held> disconnected() {
		List<Held> all = List.copyOf(this.held);
		clear();
		return all;
	}

	private void clear() {
		this.held.forEach(this::release);
		this.held.clear();
	}

	private void release(Held one) {
		this.heldBytes -= one.message.cost();
		this.dispatcher.release(one.message);
	}

	/**
	 * A message without a handler.
	 *
	 * @param message the message
	 * @param topic its topic
	 */
	record Held(InboundMessage message, Topic topic) {
	}

}
