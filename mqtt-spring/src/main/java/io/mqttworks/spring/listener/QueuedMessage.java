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

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A message in a {@link TopicDispatcher}, which takes it step by step to its end.
 */
abstract class QueuedMessage {

	/** The message of the same topic behind this one; the dispatcher's. */
	private @Nullable QueuedMessage following;

	/** The place in the order of receipt; the dispatcher's. */
	private long number;

	/**
	 * Returns the topic. Messages of one topic are taken one after the other.
	 */
	abstract String topic();

	/**
	 * Does the next step. Called again, never by two threads at a time, until it returns
	 * {@link Step#END}.
	 */
	abstract Step run();

	/**
	 * Ends if that takes no code of the application. Called once, on any thread, when the
	 * stage of {@link Step#linger} is complete.
	 * @return {@code true} if this has ended; otherwise {@link #run()} is called again
	 */
	abstract boolean finish();

	/**
	 * Returns whether nobody but this process has the message any more, so that it must
	 * not be held back for later.
	 */
	boolean isLostIfHeld() {
		return false;
	}

	/**
	 * Returns how many messages of the server this is.
	 */
	int count() {
		return 1;
	}

	/**
	 * Returns whether the pause this is in, or has just asked for, is not needed any
	 * more. Called in the lock of the dispatcher.
	 */
	boolean skipsPause() {
		return false;
	}

	/**
	 * Gives the message up: it stays unacknowledged. Can be called while {@link #run()}
	 * is at work on another thread.
	 */
	abstract void leave();

	final @Nullable QueuedMessage following() {
		return this.following;
	}

	final void following(@Nullable QueuedMessage following) {
		this.following = following;
	}

	final long number() {
		return this.number;
	}

	final void number(long number) {
		this.number = number;
	}

	/**
	 * What comes after a step.
	 *
	 * @param pause how long to wait before the next step, without keeping others from
	 * their work; {@code null} not to wait
	 * @param stage what to wait for before the next step; {@code null} not to wait
	 * @param lingers whether the message has been worked on but for the stage, so that
	 * the next one of the topic need not wait
	 */
	record Step(@Nullable Duration pause, @Nullable CompletionStage<?> stage, boolean lingers) {

		/** There is nothing more to do. */
		static final Step END = new Step(null, null, false);

		static Step pause(Duration pause) {
			return new Step(pause, null, false);
		}

		static Step await(CompletionStage<?> stage) {
			return new Step(null, stage, false);
		}

		static Step linger(CompletionStage<?> stage) {
			return new Step(null, stage, true);
		}

	}

}
