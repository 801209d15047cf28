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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic in a {@link TopicDispatcher}, which calls all methods in its
 * lock.
 */
class TopicLine {

	private final String topic;

	private QueuedMessage first;

	private QueuedMessage last;

	private State state = State.READY;

	private boolean closed;

	private @Nullable Thread thread;

	/** Tells a pause from those before it. */
	private @Nullable Object pause;

	private @Nullable Runnable pauseCancellation;

	TopicLine(QueuedMessage message) {
		this.topic = message.topic();
		this.first = message;
		this.last = message;
	}

	String topic() {
		return this.topic;
	}

	QueuedMessage first() {
		return this.first;
	}

	/**
	 * Returns how long the first message has waited, compared with others: the lower, the
	 * longer.
	 */
	long number() {
		return this.first.number();
	}

	boolean isLostIfHeld() {
		return this.first.isLostIfHeld();
	}

	State state() {
		return this.state;
	}

	/**
	 * Returns the thread that is at work on the first message, or {@code null}.
	 */
	@Nullable Thread thread() {
		return this.thread;
	}

	void append(QueuedMessage message) {
		this.last.following(message);
		this.last = message;
	}

	/**
	 * Removes the first message.
	 * @return {@code true} if there is another one
	 */
	boolean removeFirst() {
		QueuedMessage following = this.first.following();
		if (following == null) {
			return false;
		}
		this.first = following;
		return true;
	}

	void ready() {
		this.thread = null;
		this.state = State.READY;
	}

	void taken() {
		this.state = State.TAKEN;
	}

	/**
	 * Is at work on this thread from now on.
	 * @return {@code true} if there is something to do
	 */
	boolean begin() {
		if (this.closed) {
			return false;
		}
		this.state = State.RUNNING;
		this.thread = Thread.currentThread();
		return true;
	}

	void await() {
		this.thread = null;
		this.state = State.WAITING;
	}

	/**
	 * Begins a pause.
	 * @param pause tells it from other pauses
	 * @param cancellation to call when it ends before its time
	 */
	void pause(Object pause, Runnable cancellation) {
		this.thread = null;
		this.state = State.PAUSED;
		this.pause = pause;
		this.pauseCancellation = cancellation;
	}

	boolean isPausedBy(Object pause) {
		return this.pause == pause;
	}

	void endPause() {
		if (this.pauseCancellation != null) {
			this.pauseCancellation.run();
		}
		this.pauseCancellation = null;
		this.pause = null;
		this.state = State.READY;
	}

	/**
	 * Begins no message any more.
	 * @return the messages, the one at work included
	 */
	List<QueuedMessage> close() {
		this.closed = true;
		if (this.state == State.PAUSED) {
			endPause();
		}
		List<QueuedMessage> messages = new ArrayList<>();
		for (QueuedMessage message = this.first; message != null; message = message.following()) {
			messages.add(message);
		}
		return messages;
	}

	boolean isClosed() {
		return this.closed;
	}

	enum State {

		/** Waits for a place. */
		READY,

		/** Has a place, and is on its way to a thread. */
		TAKEN,

		/** Has a place, and is at work on a thread. */
		RUNNING,

		/** Has a place, and waits for a stage. */
		WAITING,

		/** Has no place until a pause is over. */
		PAUSED

	}

}
