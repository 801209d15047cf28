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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mqttworks.spring.listener.TopicLine.State;
import org.jspecify.annotations.Nullable;

/**
 * The books of a {@link TopicDispatcher}, which calls all methods in its lock: which
 * topics have messages, and which of them may be worked on.
 */
class TopicQueues {

	/** How many messages may wait for stages without a place. */
	private static final int MAX_LINGERING = 100;

	private final int places;

	private final Map<String, TopicLine> lines = new HashMap<>();

	/** Topics that wait for a place, or for the start. */
	private final Queue<TopicLine> ready = new PriorityQueue<>(Comparator.comparingLong(TopicLine::number));

	/** Topics that go on although the others are held back. */
	private final Queue<TopicLine> unstoppable = new ArrayDeque<>();

	/** Messages that wait for stages without a place. */
	private final Set<QueuedMessage> lingering = Collections.newSetFromMap(new IdentityHashMap<>());

	/** Such messages that are worked on once more, beside others of their topics. */
	private final Set<TopicLine> resumed = Collections.newSetFromMap(new IdentityHashMap<>());

	private Mode mode = Mode.HELD;

	/** Places that are taken. */
	private int atWork;

	/** Messages that have not ended. */
	private int size;

	private long received;

	TopicQueues(int places) {
		this.places = places;
	}

	Mode mode() {
		return this.mode;
	}

	int size() {
		return this.size;
	}

	/**
	 * Puts a message behind those of its topic.
	 */
	void add(QueuedMessage message) {
		message.number(this.received++);
		this.size++;
		TopicLine line = this.lines.get(message.topic());
		if (line != null) {
			line.append(message);
			return;
		}
		line = new TopicLine(message);
		this.lines.put(message.topic(), line);
		this.ready.add(line);
	}

	/**
	 * Changes what may be worked on. In any mode but {@link Mode#RUNNING} pauses end.
	 */
	void mode(Mode mode) {
		this.mode = mode;
		if (mode != Mode.RUNNING) {
			all().filter((line) -> line.state() == State.PAUSED).forEach((line) -> {
				line.endPause();
				this.ready.add(line);
			});
		}
		if (mode == Mode.HELD) {
			this.ready.stream().filter(this::isUnstoppable).forEach(this.unstoppable::add);
			this.ready.removeIf(this::isUnstoppable);
		}
	}

	/**
	 * Forgets everything. What is at work keeps its place until its step is over.
	 * @return the messages
	 */
	List<QueuedMessage> clear() {
		List<QueuedMessage> messages = new ArrayList<>();
		all().forEach((line) -> {
			messages.addAll(line.close());
			if (line.state() == State.TAKEN || line.state() == State.WAITING) {
				this.atWork--;
			}
		});
		messages.addAll(this.lingering);
		this.size = 0;
		this.lines.clear();
		this.resumed.clear();
		this.lingering.clear();
		this.ready.clear();
		this.unstoppable.clear();
		return messages;
	}

	/**
	 * Gives a free place to the topic whose first message has waited longest.
	 * @return the topic, or {@code null} if there is none, or no place
	 */
	@Nullable TopicLine take() {
		if (this.atWork == this.places) {
			return null;
		}
		TopicLine line = this.unstoppable.poll();
		if (line == null && this.mode != Mode.HELD) {
			line = this.ready.poll();
		}
		if (line != null) {
			this.atWork++;
			line.taken();
		}
		return line;
	}

	/**
	 * Begins to work on a topic that has a place, unless it is to be held back by now.
	 * @return {@code true} if there is something to do
	 */
	boolean begin(TopicLine line) {
		if (this.mode == Mode.HELD && line.state() == State.TAKEN && !line.isClosed() && !isUnstoppable(line)) {
			giveBack(line);
			return false;
		}
		return line.begin();
	}

	/**
	 * Gives a place back, with the first message to be worked on again later.
	 */
	void giveBack(TopicLine line) {
		this.atWork--;
		enqueue(line);
	}

	/**
	 * Gives a place back for the time of a pause.
	 */
	void pause(TopicLine line, Runnable cancellation, Object pause) {
		this.atWork--;
		line.pause(pause, cancellation);
	}

	/**
	 * Ends a pause.
	 * @return {@code true} if it was under way
	 */
	boolean endPause(TopicLine line, Object pause) {
		if (!line.isPausedBy(pause)) {
			return false;
		}
		line.endPause();
		enqueue(line);
		return true;
	}

	/**
	 * Ends the pause of a message that needs it no more.
	 * @return {@code true} if it was under way
	 */
	boolean endPause(QueuedMessage message) {
		TopicLine line = this.lines.get(message.topic());
		if (line == null || line.first() != message || line.state() != State.PAUSED || !message.skipsPause()) {
			return false;
		}
		line.endPause();
		enqueue(line);
		return true;
	}

	/**
	 * Gives a place back: the first message has ended.
	 */
	void remove(TopicLine line) {
		this.atWork--;
		if (line.isClosed()) {
			return;
		}
		this.size--;
		if (line.removeFirst()) {
			enqueue(line);
		}
		else {
			this.lines.remove(line.topic(), line);
			this.resumed.remove(line);
		}
	}

	/**
	 * Lets the first message wait for a stage without a place, if there is room for it.
	 * @return {@code true} if it does; otherwise it keeps its place
	 */
	boolean linger(TopicLine line) {
		if (this.lingering.size() == MAX_LINGERING) {
			return false;
		}
		QueuedMessage message = line.first();
		remove(line);
		message.following(null);
		this.lingering.add(message);
		this.size++;
		return true;
	}

	/**
	 * Forgets a message that has waited without a place, and has ended.
	 */
	void remove(QueuedMessage message) {
		if (this.lingering.remove(message)) {
			this.size--;
		}
	}

	/**
	 * Lets a message that has waited without a place wait for one.
	 */
	void resume(QueuedMessage message) {
		if (this.lingering.remove(message)) {
			TopicLine line = new TopicLine(message);
			this.resumed.add(line);
			enqueue(line);
		}
	}

	private void enqueue(TopicLine line) {
		line.ready();
		((this.mode == Mode.HELD && isUnstoppable(line)) ? this.unstoppable : this.ready).add(line);
	}

	private boolean isUnstoppable(TopicLine line) {
		return line.isLostIfHeld() || this.resumed.contains(line);
	}

	/**
	 * Returns whether no message is at work or goes on, other than some.
	 */
	boolean isIdle(Set<TopicLine> excused) {
		return this.atWork == excused.size() && this.unstoppable.isEmpty() && this.lingering.isEmpty();
	}

	/**
	 * Returns whether there is no message, other than the first ones of some topics.
	 */
	boolean isEmpty(Set<TopicLine> excused) {
		return this.size == excused.size();
	}

	/**
	 * Returns the topics that are at work on some threads.
	 */
	Set<TopicLine> running(Predicate<Thread> thread) {
		return all().filter((line) -> line.thread() != null && thread.test(line.thread())).collect(Collectors.toSet());
	}

	private Stream<TopicLine> all() {
		return Stream.concat(this.lines.values().stream(), this.resumed.stream());
	}

	/**
	 * What may be worked on.
	 */
	enum Mode {

		/** Everything. */
		RUNNING,

		/** Nothing but what would be lost. */
		HELD,

		/** Everything, without pauses. */
		DRAINING,

		/** Nothing, and nothing is taken. */
		CLOSED

	}

}
