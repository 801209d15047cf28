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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.internal.concurrent.IoThread;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from any thread over to the event loop, and bounds how many are pending:
 * from here until they are acknowledged.
 */
public final class PublishQueue implements PendingPublish.Withdrawals {

	/**
	 * Callers can be faster than the event loop drops the oldest messages. So twice the
	 * limit and twice this number of messages may be pending for a moment; beyond that
	 * the newest are refused, because with this policy no caller waits.
	 */
	private static final int OUTRUN = 512;

	private final int maxMessages;

	private final long maxBytes;

	private final OverflowPolicy policy;

	/** A stack: newest first. Emptied as a whole, so that its order can be turned. */
	private final AtomicReference<@Nullable PendingPublish> submitted = new AtomicReference<>();

	/** Messages whose futures were cancelled. */
	private final Queue<PendingPublish> withdrawn = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean withdrawing = new AtomicBoolean();

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * How many of those are in the session store only. Written by the event loop alone.
	 */
	private volatile int stored;

	private volatile long storedBytes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	/** Wakes the event loop. */
	private volatile Runnable wake = () -> {
	};

	private volatile int blocked;

	private volatile boolean closed;

	/** Runs when nothing is pending any more. */
	private volatile @Nullable Runnable whenEmpty;

	public PublishQueue(int maxMessages, long maxBytes, OverflowPolicy policy) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
		this.policy = policy;
	}

	/**
	 * Counts a message in, or refuses it. With the policy to block it waits for room. Any
	 * thread.
	 * @param publish the message
	 * @return why it is refused, or {@code null}
	 */
	public @Nullable MqttQueueFullException admit(PendingPublish publish) {
		MqttQueueFullException full = admit(publish.size());
		if (full == null) {
			publish.queue = this;
		}
		return full;
	}

	private @Nullable MqttQueueFullException admit(long size) {
		if (tryAdmit(size)) {
			return null;
		}
		return switch (this.policy) {
			case FAIL, DROP_NEWEST -> full();
			case DROP_OLDEST -> {
				// The event loop drops others, or this one if all others are on the wire;
				// but callers can be faster than it drops.
				if (isOutrun()) {
					yield full();
				}
				count(1, size);
				yield null;
			}
			case BLOCK -> (Thread.currentThread() instanceof IoThread) ? full() : awaitRoom(size);
		};
	}

	private boolean tryAdmit(long size) {
		int count = this.messages.incrementAndGet();
		long total = this.bytes.addAndGet(size);
		if (count <= this.maxMessages && (total <= this.maxBytes || count == 1)) {
			return true;
		}
		count(-1, -size);
		return false;
	}

	private @Nullable MqttQueueFullException awaitRoom(long size) {
		this.lock.lock();
		try {
			this.blocked++;
			while (!this.closed) {
				if (tryAdmit(size)) {
					return null;
				}
				this.room.await();
			}
			// The caller finds the client closed.
			count(1, size);
			return null;
		}
		catch (InterruptedException ex) {
			return interrupted(ex);
		}
		finally {
			this.blocked--;
			this.lock.unlock();
		}
	}

	private boolean isOutrun() {
		// What was never in memory does not come from callers that are too fast.
		int count = this.messages.get() - this.stored;
		long total = this.bytes.get() - this.storedBytes;
		return count / 2 - OUTRUN > this.maxMessages || (total / 2 > this.maxBytes && count > 1);
	}

	private static MqttQueueFullException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new MqttQueueFullException("Interrupted while waiting for room in the outbound queue", null, cause);
	}

	MqttQueueFullException full() {
		return new MqttQueueFullException(
				"The outbound queue is full: " + this.messages.get() + " messages with " + this.bytes.get()
						+ " bytes are pending, maxPendingMessages is " + this.maxMessages + " and maxPendingBytes is "
						+ this.maxBytes + ". Publish slower, raise the limits, or choose another overflow policy",
				null, null);
	}

	/**
	 * Counts a message in that was pending before there was this client.
	 * @param publish the message
	 */
	void restore(PendingPublish publish) {
		count(1, publish.size());
	}

	/**
	 * Counts messages in that were pending before there was this client, and are in the
	 * session store only.
	 * @param messages how many
	 * @param bytes their size
	 */
	void restore(int messages, long bytes) {
		this.stored += messages;
		this.storedBytes += bytes;
		count(messages, bytes);
	}

	/**
	 * Counts such messages out again: they are in memory, and count one by one, or stay
	 * in the store.
	 * @param messages how many
	 * @param bytes their size
	 */
	void releaseStored(int messages, long bytes) {
		this.stored -= messages;
		this.storedBytes -= bytes;
		giveBack(messages, bytes);
	}

	/**
	 * Hands an admitted message to the event loop. Any thread.
	 * @param publish the message
	 * @return whether the event loop must be woken
	 */
	public boolean submit(PendingPublish publish) {
		PendingPublish previous;
		do {
			previous = this.submitted.get();
			publish.next = previous;
		}
		while (!this.submitted.compareAndSet(previous, publish));
		return previous == null;
	}

	/**
	 * Takes all that was handed over. Event loop.
	 * @return the messages in the order they were submitted
	 */
	public PublishFifo takeAll() {
		PublishFifo fifo = new PublishFifo();
		takeAll(fifo);
		return fifo;
	}

	private void takeAll(PublishFifo fifo) {
		PendingPublish newest = this.submitted.getAndSet(null);
		PendingPublish turned = null;
		while (newest != null) {
			PendingPublish older = newest.next;
			newest.next = turned;
			turned = newest;
			newest = older;
		}
		while (turned != null) {
			PendingPublish later = turned.next;
			fifo.add(turned);
			turned = later;
		}
	}

	/**
	 * Sets how the event loop is woken when a message is withdrawn.
	 * @param wake called by any thread
	 */
	void whenWithdrawn(Runnable wake) {
		this.wake = wake;
	}

	@Override
	public void withdraw(PendingPublish publish) {
		this.withdrawn.add(publish);
		if (this.withdrawing.compareAndSet(false, true)) {
			this.wake.run();
		}
	}

	/**
	 * Takes a message whose future was cancelled. Event loop.
	 * @return the message, or {@code null} if there is none
	 */
	@Nullable PendingPublish takeWithdrawn() {
		PendingPublish publish = this.withdrawn.poll();
		if (publish == null && this.withdrawing.getAndSet(false)) {
			publish = this.withdrawn.poll();
		}
		return publish;
	}

	/**
	 * Fails what was handed over and not taken.
	 * @param cause why
	 */
	public void failSubmitted(MqttException cause) {
		PublishFifo submitted = takeAll();
		for (PendingPublish publish = submitted.poll(); publish != null; publish = submitted.poll()) {
			release(1, publish.size());
			publish.completeExceptionally(cause);
		}
	}

	/**
	 * Returns whether the oldest messages must be dropped because more are pending than
	 * allowed. With policies that do not drop the oldest, the count is above the limit
	 * only while a caller is being refused, for which no message must be dropped.
	 * @return {@code true} if messages must be dropped
	 */
	boolean isOverfull() {
		if (this.policy != OverflowPolicy.DROP_OLDEST) {
			return false;
		}
		int count = this.messages.get();
		return count > this.maxMessages || (this.bytes.get() > this.maxBytes && count > 1);
	}

	/**
	 * Counts messages out that are done. Event loop.
	 * @param count how many
	 * @param size their bytes
	 */
	public void release(int count, long size) {
		giveBack(count, size);
		tellIfEmpty();
	}

	private void giveBack(int count, long size) {
		count(-count, -size);
		if (this.blocked > 0) {
			signal();
		}
	}

	/**
	 * Tells who closed the queue if no message is pending. After
	 * {@link #releaseStored(int, long)} this is for the caller to do, when the messages
	 * that are in memory now have been counted in.
	 */
	void tellIfEmpty() {
		Runnable whenEmpty = this.whenEmpty;
		if (whenEmpty != null && messages() == 0) {
			whenEmpty.run();
		}
	}

	private void count(int count, long size) {
		this.messages.addAndGet(count);
		this.bytes.addAndGet(size);
	}

	/**
	 * Lets nobody wait for room any more. Any thread.
	 * @param whenEmpty runs on the event loop when the last pending message is counted
	 * out
	 */
	public void close(Runnable whenEmpty) {
		this.whenEmpty = whenEmpty;
		this.closed = true;
		signal();
	}

	private void signal() {
		this.lock.lock();
		try {
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	public int messages() {
		return Math.max(0, this.messages.get());
	}

	public long bytes() {
		return Math.max(0, this.bytes.get());
	}

}
