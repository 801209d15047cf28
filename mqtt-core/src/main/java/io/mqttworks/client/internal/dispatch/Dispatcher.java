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

package io.mqttworks.client.internal.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Hands received messages of one client to its handlers: to each handler one at a time
 * and in order, off the event loop, with a count of the bytes not yet handled. Unless
 * said otherwise methods are for the event loop.
 */
public final class Dispatcher {

	private final Executor executor;

	private final HandlerFailurePolicy failurePolicy;

	private final DispatchListener listener;

	private final long highWaterMark;

	/** Handlers that were given messages since the last flush. */
	private final List<Lane> touched = new ArrayList<>();

	private final AtomicLong unhandledBytes = new AtomicLong();

	/** Serial handlers at work and stages not yet complete. */
	private final AtomicInteger busy = new AtomicInteger();

	private final Set<HandlerRun> runs = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	private volatile boolean full;

	public Dispatcher(Executor executor, HandlerFailurePolicy failurePolicy, long highWaterMark,
			DispatchListener listener) {
		this.executor = executor;
		this.failurePolicy = failurePolicy;
		this.highWaterMark = highWaterMark;
		this.listener = listener;
	}

	/**
	 * Returns a lane for a handler. Any thread.
	 * @param handler the handler
	 * @param name what log lines call it
	 * @param failurePolicy what becomes of a message when the handler fails, or
	 * {@code null} for the client's policy
	 * @param topicFilters says which of the handler's filters a message came for; called
	 * on any thread
	 * @return the lane
	 */
	public Lane lane(Handler handler, String name, @Nullable HandlerFailurePolicy failurePolicy,
			Function<MqttMessage, List<String>> topicFilters) {
		return new Lane(this, handler, name, (failurePolicy != null) ? failurePolicy : this.failurePolicy,
				topicFilters);
	}

	/**
	 * Ends a lane that gets no messages any more.
	 * @param lane the lane
	 * @param whenEmpty run once when its handler has settled all it was given, on the
	 * thread that settled the last one; never if the dispatcher is stopped before
	 */
	public void end(Lane lane, Runnable whenEmpty) {
		if (lane.addEnd(whenEmpty)) {
			this.touched.add(lane);
		}
	}

	/**
	 * Counts a message that waits for a handler to come.
	 * @param message the message
	 */
	public void hold(InboundMessage message) {
		this.unhandledBytes.addAndGet(message.cost());
	}

	/**
	 * Counts a message no more that waited for a handler to come.
	 * @param message the message
	 */
	public void release(InboundMessage message) {
		handled(message.cost());
	}

	/**
	 * Returns how many bytes may wait for handlers before reading stops.
	 * @return the number of bytes
	 */
	public long highWaterMark() {
		return this.highWaterMark;
	}

	/**
	 * Gives a message to handlers. They see it after the next {@link #flush()}.
	 * @param delivery the message
	 * @param handlers the handlers; at least one
	 */
	public void dispatch(InboundMessage delivery, List<Lane> handlers) {
		int count = handlers.size();
		for (int i = 0; i < count; i++) {
			Lane handler = handlers.get(i);
			if (handler.add((i == 0) ? delivery : delivery.forAnotherHandler())) {
				this.touched.add(handler);
			}
		}
	}

	/**
	 * Lets handlers run on what was dispatched.
	 * @return whether the executor took all of it; if not, this must be called again
	 */
	public boolean flush() {
		if (!this.touched.isEmpty()) {
			List<Lane> handlers = List.copyOf(this.touched);
			this.touched.clear();
			for (Lane handler : handlers) {
				this.unhandledBytes.addAndGet(handler.takeBytes());
				if (!handler.flush()) {
					this.touched.add(handler);
				}
			}
		}
		return this.touched.isEmpty();
	}

	/**
	 * Returns whether so much waits for handlers, since the last {@link #flush()}, that
	 * reading from the network must stop. It stays so until half of that is handled, when
	 * {@link DispatchListener#drained()} tells.
	 * @return whether it must stop
	 */
	public boolean isFull() {
		if (this.stopped || (!this.full && this.unhandledBytes.get() < this.highWaterMark)) {
			return false;
		}
		this.full = true;
		// Handlers may have finished between the two lines above.
		return !drainedBelowHalf();
	}

	/**
	 * Returns whether no more than half of what may wait for handlers does.
	 * @return {@code true} if there is room again
	 */
	public boolean isDrained() {
		return this.stopped || drainedBelowHalf();
	}

	/**
	 * Returns whether more waits for handlers than should. Any thread.
	 * @return {@code true} if there is no room
	 */
	public boolean isOverMark() {
		return this.unhandledBytes.get() >= this.highWaterMark;
	}

	/**
	 * Returns whether twice as much waits for handlers as should. Any thread.
	 * @return {@code true} if nothing can be kept for any handler
	 */
	public boolean isFarOverMark() {
		return this.unhandledBytes.get() / 2 >= this.highWaterMark;
	}

	/**
	 * Returns whether so much waits for a handler that it is the one who holds up the
	 * others.
	 * @param handler the handler
	 * @return {@code true} from a quarter of what may wait for all of them
	 */
	public boolean hasMuch(Lane handler) {
		return handler.backlog() >= this.highWaterMark / 4;
	}

	/**
	 * Returns how many bytes wait for handlers. Any thread.
	 * @return the number of bytes
	 */
	public long unhandledBytes() {
		// A handler can be done with a message before it is counted.
		return Math.max(0, this.unhandledBytes.get());
	}

	/**
	 * Starts no handler any more; {@link DispatchListener#idle()} tells when those at
	 * work have finished, at once if there are none.
	 */
	public void stop() {
		this.busy.incrementAndGet();
		this.stopped = true;
		if (this.full) {
			// What waits is never handled; acknowledgements of what was sent still come.
			this.full = false;
			this.listener.drained();
		}
		finished();
	}

	/**
	 * Returns whether no handler is started any more. Any thread.
	 * @return whether it was stopped
	 */
	public boolean isStopped() {
		return this.stopped;
	}

	Executor executor() {
		return this.executor;
	}

	DispatchListener listener() {
		return this.listener;
	}

	void handled(long bytes) {
		this.unhandledBytes.addAndGet(-bytes);
		if (this.full && drainedBelowHalf()) {
			this.listener.drained();
		}
	}

	private boolean drainedBelowHalf() {
		if (this.unhandledBytes.get() <= this.highWaterMark / 2) {
			this.full = false;
			return true;
		}
		return false;
	}

	/**
	 * Does not wait for handlers that cannot end before the caller is done: the one that
	 * calls, and those that wait for the end of the virtual machine. Any thread.
	 */
	public void releaseCaller() {
		Thread caller = Thread.currentThread();
		for (HandlerRun run : this.runs) {
			if (run.waitsFor(caller) && run.release()) {
				finished();
			}
		}
	}

	/**
	 * A handler is at work on this thread.
	 * @return names it until its end
	 */
	HandlerRun begun() {
		HandlerRun run = new HandlerRun();
		this.runs.add(run);
		return run;
	}

	void ended(HandlerRun run) {
		this.runs.remove(run);
		if (run.release()) {
			finished();
		}
	}

	void started() {
		this.busy.incrementAndGet();
	}

	void finished() {
		if (this.busy.decrementAndGet() == 0 && this.stopped) {
			this.listener.idle();
		}
	}

}
