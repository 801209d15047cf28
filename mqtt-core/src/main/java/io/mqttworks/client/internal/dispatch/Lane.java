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

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.mqttworks.client.AsyncMessageHandler;
import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.dispatch.InboundMessage.Outcome;
import io.mqttworks.client.internal.dispatch.InboundMessage.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * The queue in front of one registered handler, and what runs the handler: one message at
 * a time, in order, in bursts, so that a burst costs one task of the executor. Whatever
 * the handler throws ends at its message.
 */
public final class Lane implements Runnable {

	/** After so many handled messages their bytes no longer count as waiting. */
	private static final int REPORT_EVERY = 32;

	private final Dispatcher dispatcher;

	private final Handler handler;

	private final String name;

	private final HandlerFailurePolicy failurePolicy;

	/** Says which of the handler's filters a message came for. */
	private final Function<MqttMessage, List<String>> topicFilters;

	private final LaneQueue queue;

	/** The element taken from the queue last. Handler thread only. */
	private InboundMessage taken;

	/** Bytes that were added; event loop only. */
	private long added;

	/** Bytes of messages that were handled. */
	private final AtomicLong handled = new AtomicLong();

	/** How often there was something to do since the last task began; 0 for no task. */
	private final AtomicInteger signals = new AtomicInteger();

	/** Whether something was added since the last flush; event loop only. */
	private boolean touched;

	/** Whether the executor refused to run it, which is told once; event loop only. */
	private boolean refused;

	/**
	 * Messages that the handler settles later, and one until the lane is closed and
	 * empty.
	 */
	private final AtomicInteger inHand = new AtomicInteger(1);

	/** Set before the end is queued, and read after it was taken. */
	private @Nullable Runnable whenEmpty;

	/** What holds up others; written by the event loop. */
	private volatile @Nullable DeliveryOverdue overdue;

	/**
	 * The thread that runs the handler. Others may see an old value, but only ever
	 * compare it to themselves.
	 */
	private @Nullable Thread runner;

	Lane(Dispatcher dispatcher, Handler handler, String name, HandlerFailurePolicy failurePolicy,
			Function<MqttMessage, List<String>> topicFilters) {
		this.dispatcher = dispatcher;
		this.handler = handler;
		this.name = name;
		this.failurePolicy = failurePolicy;
		this.topicFilters = topicFilters;
		this.taken = new InboundMessage(MqttMessage.of("", new byte[0], Qos.AT_MOST_ONCE), 0, 0);
		this.queue = new LaneQueue(this.taken);
	}

	/**
	 * Adds a message; the handler sees it after the next flush, if not before.
	 * @param delivery the message
	 * @return whether it is the first one since the last flush
	 */
	boolean add(InboundMessage delivery) {
		int cost = delivery.cost();
		this.queue.add(delivery, cost);
		this.added += cost;
		boolean first = !this.touched;
		this.touched = true;
		return first;
	}

	/**
	 * Queues the end: there is nothing behind it.
	 * @param whenEmpty run once when the handler has settled all messages before it, on
	 * the thread that settled the last one
	 * @return whether it is the first thing that was queued since the last flush
	 */
	boolean addEnd(Runnable whenEmpty) {
		this.whenEmpty = whenEmpty;
		this.queue.add(InboundMessage.end(), 0);
		boolean first = !this.touched;
		this.touched = true;
		return first;
	}

	/**
	 * Returns whether the handler itself calls. Any thread.
	 * @return {@code true} on the thread that runs the handler now
	 */
	public boolean isRunByThisThread() {
		return this.runner == Thread.currentThread();
	}

	/**
	 * Returns how many bytes were added since this was called last.
	 * @return the bytes
	 */
	long takeBytes() {
		return this.queue.takeBytes();
	}

	/**
	 * Returns how many bytes wait for this handler. Event loop only.
	 * @return the number of bytes
	 */
	public long backlog() {
		return this.added - this.handled.get();
	}

	/**
	 * Says that a message holds up others. Event loop only.
	 * @param message the message, or {@code null} if none does any more
	 * @param since how long it has done so
	 */
	public void overdue(@Nullable MqttMessage message, Duration since) {
		this.overdue = (message != null)
				? DeliveryOverdue.of(this.name, this.topicFilters.apply(message), message.topic(), since) : null;
	}

	/**
	 * Returns what holds up others. Any thread.
	 * @return the message, or {@code null} if none does
	 */
	public @Nullable DeliveryOverdue overdue() {
		return this.overdue;
	}

	private void handled(long bytes) {
		this.handled.addAndGet(bytes);
		this.dispatcher.handled(bytes);
	}

	/**
	 * Lets the handler run.
	 * @return whether the executor took it; if not, this must be called again
	 */
	boolean flush() {
		this.touched = false;
		if (this.signals.getAndIncrement() == 0) {
			this.dispatcher.started();
			try {
				this.dispatcher.executor().execute(this);
				this.refused = false;
			}
			catch (Throwable ex) {
				// Rejected mostly, but also a thread that could not be started.
				this.signals.set(0);
				this.touched = true;
				this.dispatcher.finished();
				if (!this.refused) {
					this.refused = true;
					this.dispatcher.listener().refused(this.name, ex);
				}
				return false;
			}
		}
		return true;
	}

	@Override
	public void run() {
		HandlerRun run = this.dispatcher.begun();
		int seen = this.signals.get();
		do {
			this.runner = Thread.currentThread();
			handleAll();
			this.runner = null;
			seen = this.signals.addAndGet(-seen);
		}
		while (seen != 0);
		this.dispatcher.ended(run);
	}

	private void handleAll() {
		long bytes = 0;
		int count = 0;
		InboundMessage last = this.taken;
		while (!this.dispatcher.isStopped()) {
			InboundMessage delivery = last.takeNext();
			if (delivery == null) {
				break;
			}
			last = delivery;
			if (delivery.isEnd()) {
				settledLater();
				continue;
			}
			int cost = delivery.cost();
			if (handle(delivery)) {
				bytes += cost;
				if (++count == REPORT_EVERY) {
					handled(bytes);
					count = 0;
					bytes = 0;
				}
			}
			// What one message leaves behind must not interrupt the next one.
			Thread.interrupted();
		}
		this.taken = last;
		if (count > 0) {
			handled(bytes);
		}
	}

	private void settledLater() {
		if (this.inHand.decrementAndGet() == 0) {
			Objects.requireNonNull(this.whenEmpty).run();
		}
	}

	/**
	 * Runs the handler.
	 * @return whether the message is handled; otherwise {@link #settledLater} will be
	 * called
	 */
	private boolean handle(InboundMessage delivery) {
		MqttMessage message = delivery.message();
		try {
			if (this.handler instanceof AsyncMessageHandler async) {
				return handleAsync(async, delivery);
			}
			if (this.handler instanceof DeliveryHandler manual) {
				return handleManually(manual, delivery);
			}
			((MessageHandler) this.handler).onMessage(message);
			settle(delivery, Outcome.ACCEPTED, null);
		}
		catch (Throwable ex) {
			fail(delivery, ex);
		}
		return true;
	}

	private boolean handleAsync(AsyncMessageHandler async, InboundMessage delivery) throws Exception {
		int cost = delivery.cost();
		CompletionStage<?> stage = Objects.requireNonNull(async.onMessage(delivery.message()),
				"The handler returned null, not a stage");
		this.dispatcher.started();
		this.inHand.incrementAndGet();
		stage.whenComplete((result, failure) -> {
			if (failure != null) {
				fail(delivery, failure);
			}
			else {
				settle(delivery, Outcome.ACCEPTED, null);
			}
			handled(cost);
			settledLater();
			this.dispatcher.finished();
		});
		return false;
	}

	private boolean handleManually(DeliveryHandler manual, InboundMessage delivery) throws Exception {
		Manual acknowledgment = new Manual(delivery);
		this.inHand.incrementAndGet();
		try {
			manual.onMessage(delivery.message(), acknowledgment);
		}
		catch (Throwable ex) {
			if (acknowledgment.decide()) {
				settledLater();
				throw ex;
			}
			// The handler settled the message itself before it failed.
			this.dispatcher.listener().failed(this.name, delivery.message(), ex);
			return false;
		}
		if (delivery.isAcknowledged() || manual.settlesQos0() || !acknowledgment.decide()) {
			return false;
		}
		settledLater();
		return true;
	}

	private void fail(InboundMessage delivery, Throwable cause) {
		this.dispatcher.listener().failed(this.name, delivery.message(), cause);
		switch (this.failurePolicy) {
			case ACKNOWLEDGE -> settle(delivery, Outcome.ACCEPTED, null);
			case REJECT ->
				settle(delivery, Outcome.REJECTED, new Rejection(ReasonCode.UNSPECIFIED_ERROR, "The handler failed"));
			case LEAVE_UNACKNOWLEDGED -> settle(delivery, Outcome.LEFT, null);
			case RECONNECT -> {
				settle(delivery, Outcome.LEFT, null);
				if (delivery.isAcknowledged()) {
					this.dispatcher.listener().reconnect(delivery);
				}
			}
		}
	}

	private void settle(InboundMessage delivery, Outcome outcome, @Nullable Rejection rejection) {
		if (delivery.isAcknowledged()) {
			InboundMessage whole = delivery.settle(outcome, rejection);
			if (whole != null) {
				this.dispatcher.listener().settled(whole);
			}
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Settles a message when the application says so.
	 */
	private final class Manual implements io.mqttworks.client.Delivery {

		private final InboundMessage delivery;

		private final MqttMessage message;

		private final int cost;

		private final AtomicBoolean decided = new AtomicBoolean();

		Manual(InboundMessage delivery) {
			this.delivery = delivery;
			this.message = delivery.message();
			this.cost = delivery.cost();
		}

		@Override
		public List<String> topicFilters() {
			return Lane.this.topicFilters.apply(this.delivery.message());
		}

		@Override
		public void acknowledge() {
			decide(Outcome.ACCEPTED, null);
		}

		@Override
		public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
			switch (reasonCode) {
				case UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, TOPIC_NAME_INVALID,
						QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID ->
					decide(Outcome.REJECTED, new Rejection(reasonCode, reasonString));
				default -> throw new IllegalArgumentException(
						"A message cannot be rejected with " + reasonCode + "; see the codes a PUBACK can have");
			}
		}

		@Override
		public void leaveUnacknowledged() {
			decide(Outcome.LEFT, null);
		}

		@Override
		public void fail(Throwable cause) {
			if (decide()) {
				Lane.this.fail(this.delivery, cause);
				done();
			}
			else {
				Lane.this.dispatcher.listener().failed(Lane.this.name, this.message, cause);
			}
		}

		boolean decide() {
			return this.decided.compareAndSet(false, true);
		}

		private void decide(Outcome outcome, @Nullable Rejection rejection) {
			if (decide()) {
				settle(this.delivery, outcome, rejection);
				done();
			}
		}

		private void done() {
			Lane.this.handled(this.cost);
			settledLater();
		}

	}

}
