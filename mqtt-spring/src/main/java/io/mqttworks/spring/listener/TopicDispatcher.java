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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.spring.listener.QueuedMessage.Step;
import io.mqttworks.spring.listener.TopicQueues.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;

/**
 * Works on the messages of one container. Those of a topic are taken one after the other,
 * in the order of receipt; as many topics as there are places are at work side by side,
 * the one with the oldest message first. A message that pauses holds up its topic, and
 * gives its place to another topic; a message that waits for a stage keeps both, unless
 * it says that it has been worked on.
 * <p>
 * Any thread can call. Nothing here blocks, other than the messages themselves.
 */
class TopicDispatcher {

	private static final LogAccessor logger = new LogAccessor(TopicDispatcher.class);

	private final TopicThreads threads;

	private final Timer timer;

	private final Lock lock = new ReentrantLock();

	private final TopicQueues queues;

	private final StopWaiters waiters;

	/**
	 * Creates a dispatcher that holds messages back until it is started.
	 * @param places how many topics can be at work at a time
	 * @param executor where messages are begun; one that it refuses is begun by the
	 * thread that brings it, and so are all if this is {@code null}
	 * @param laterExecutor where messages go on after a pause or a stage
	 * @param timer for pauses
	 */
	TopicDispatcher(int places, @Nullable Executor executor, Executor laterExecutor, Timer timer) {
		this.queues = new TopicQueues(places);
		this.waiters = new StopWaiters(this.queues);
		this.threads = new TopicThreads(executor, laterExecutor, timer, this::begin, this::isClosed);
		this.timer = timer;
	}

	/**
	 * Takes a message. A dispatcher that is closed leaves it.
	 */
	void add(QueuedMessage message) {
		TopicLine line = null;
		boolean closed;
		this.lock.lock();
		try {
			closed = this.queues.mode() == Mode.CLOSED;
			if (!closed) {
				this.queues.add(message);
				line = takeToStart();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (closed) {
			message.leave();
		}
		else if (line != null) {
			start(line);
		}
	}

	/**
	 * Ends the pause of a message that {@linkplain QueuedMessage#skipsPause() needs it no
	 * more}. Who calls brings messages, and may have to work on it.
	 */
	void hurry(QueuedMessage message) {
		TopicLine line;
		this.lock.lock();
		try {
			line = this.queues.endPause(message) ? takeToStart() : null;
		}
		finally {
			this.lock.unlock();
		}
		if (line != null) {
			start(line);
		}
	}

	private @Nullable TopicLine takeToStart() {
		TopicLine line = this.queues.take();
		if (line != null && !this.threads.areOthers()) {
			line.begin();
		}
		return line;
	}

	private void start(TopicLine line) {
		if (this.threads.areOthers()) {
			this.threads.begin(line);
		}
		else {
			work(line);
		}
	}

	/**
	 * Returns how many messages have not ended.
	 */
	int size() {
		this.lock.lock();
		try {
			return this.queues.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether the calling thread is at work on one of the messages.
	 */
	boolean isAtWorkHere() {
		this.lock.lock();
		try {
			return !this.queues.running(Thread.currentThread()::equals).isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes messages again after a stop has ended, but holds them back.
	 */
	void open() {
		this.lock.lock();
		try {
			this.queues.mode(Mode.HELD);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Works on messages from now on. Who waits for an end waits no longer.
	 * @return begins; not to be run in a lock of the caller
	 */
	Runnable start() {
		return change(Mode.RUNNING, () -> {
		});
	}

	/**
	 * Begins no message any more, and ends pauses: messages are held back. Those at work
	 * go on, and so do those that would be lost otherwise.
	 * @param ended called when none is at work; one that is at work on the calling
	 * thread, or on a thread that ends the virtual machine, does not count
	 * @return begins; not to be run in a lock of the caller
	 */
	Runnable hold(Runnable ended) {
		return change(Mode.HELD, ended);
	}

	/**
	 * Works on what there is, without pauses.
	 * @param ended called when all messages have ended; one that is at work on a thread
	 * that ends the virtual machine does not count. A dispatcher that is closed stays so
	 * @return begins; not to be run in a lock of the caller
	 */
	Runnable drain(Runnable ended) {
		return change(Mode.DRAINING, ended);
	}

	private Runnable change(Mode mode, Runnable callback) {
		List<TopicLine> started = new ArrayList<>();
		List<StopWaiter> ended;
		this.lock.lock();
		try {
			if (mode != Mode.DRAINING || this.queues.mode() != Mode.CLOSED) {
				this.queues.mode(mode);
			}
			this.waiters.add(mode, callback);
			for (TopicLine line = this.queues.take(); line != null; line = this.queues.take()) {
				started.add(line);
			}
			ended = (mode == Mode.RUNNING) ? this.waiters.takeAll() : this.waiters.takeThoseAtRest();
		}
		finally {
			this.lock.unlock();
		}
		return () -> {
			started.forEach(this.threads::goOn);
			ended.forEach(StopWaiter::end);
		};
	}

	/**
	 * Leaves all messages, and those that still come. Who waits for an end waits no
	 * longer.
	 * @return how many messages were left
	 */
	int close() {
		List<QueuedMessage> left;
		List<StopWaiter> ended;
		this.lock.lock();
		try {
			this.queues.mode(Mode.CLOSED);
			left = this.queues.clear();
			ended = this.waiters.takeAll();
		}
		finally {
			this.lock.unlock();
		}
		int count = left.stream().mapToInt(QueuedMessage::count).sum();
		left.forEach(QueuedMessage::leave);
		ended.forEach(StopWaiter::end);
		return count;
	}

	private boolean isClosed(TopicLine line) {
		this.lock.lock();
		try {
			return line.isClosed();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin(TopicLine line) {
		boolean begun;
		List<StopWaiter> ended = List.of();
		this.lock.lock();
		try {
			begun = this.queues.begin(line);
			if (!begun) {
				ended = this.waiters.takeThoseAtRest();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (begun) {
			work(line);
		}
		ended.forEach(StopWaiter::end);
	}

	/**
	 * Works on topics, beginning with this one, as long as there are some.
	 */
	private void work(TopicLine first) {
		for (TopicLine line = first; line != null;) {
			line = ended(line, doNextStep(line.first()));
		}
	}

	private static Step doNextStep(QueuedMessage message) {
		try {
			return message.run();
		}
		catch (Throwable ex) {
			logger.error(ex, () -> message + " stays unacknowledged");
			message.leave();
			return Step.END;
		}
		finally {
			// What one message leaves behind must not interrupt the next one.
			Thread.interrupted();
		}
	}

	/**
	 * Says what a step led to.
	 * @return the topic to work on next, or {@code null} if there is none
	 */
	private @Nullable TopicLine ended(TopicLine line, Step step) {
		QueuedMessage message = line.first();
		CompletionStage<?> stage = step.stage();
		boolean lingers = false;
		TopicLine next;
		List<StopWaiter> ended;
		this.lock.lock();
		try {
			this.waiters.stepEnded(line);
			if (line.isClosed()) {
				this.queues.remove(line);
			}
			else if (stage != null) {
				lingers = step.lingers() && this.queues.linger(line);
				if (!lingers) {
					line.await();
				}
			}
			else if (step.pause() != null) {
				pause(line, step.pause());
			}
			else {
				this.queues.remove(line);
			}
			next = this.queues.take();
			if (next != null) {
				next.begin();
			}
			ended = this.waiters.takeThoseAtRest();
		}
		finally {
			this.lock.unlock();
		}
		if (lingers && stage != null) {
			stage.whenComplete((result, failure) -> finish(message));
		}
		else if (stage != null) {
			stage.whenComplete((result, failure) -> this.threads.goOn(line));
		}
		ended.forEach(StopWaiter::end);
		return next;
	}

	/**
	 * Ends a message that has waited without a place, or gives it one again.
	 */
	private void finish(QueuedMessage message) {
		boolean finished = message.finish();
		TopicLine started = null;
		List<StopWaiter> ended;
		this.lock.lock();
		try {
			if (finished) {
				this.queues.remove(message);
			}
			else {
				this.queues.resume(message);
				started = this.queues.take();
			}
			ended = this.waiters.takeThoseAtRest();
		}
		finally {
			this.lock.unlock();
		}
		if (started != null) {
			this.threads.goOn(started);
		}
		ended.forEach(StopWaiter::end);
	}

	private void pause(TopicLine line, Duration duration) {
		if (this.queues.mode() != Mode.RUNNING || duration.isZero() || line.first().skipsPause()) {
			this.queues.giveBack(line);
			return;
		}
		Object pause = new Object();
		this.queues.pause(line, this.timer.schedule(duration, () -> endPause(line, pause)), pause);
	}

	private void endPause(TopicLine line, Object pause) {
		TopicLine started;
		this.lock.lock();
		try {
			started = this.queues.endPause(line, pause) ? this.queues.take() : null;
		}
		finally {
			this.lock.unlock();
		}
		if (started != null) {
			this.threads.goOn(started);
		}
	}

}
