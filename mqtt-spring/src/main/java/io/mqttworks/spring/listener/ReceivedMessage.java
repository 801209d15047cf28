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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.util.Assert;

/**
 * A message on its way through a container's listener: tried again when that fails, then
 * recovered, then acknowledged.
 */
class ReceivedMessage extends QueuedMessage {

	private static final LogAccessor logger = new LogAccessor(ReceivedMessage.class);

	private final ListenerSettings settings;

	private final MqttMessage message;

	private final Acknowledgment acknowledgment;

	private final MqttMessageContext context;

	/** What the listener acknowledges with, if it is to. */
	private final @Nullable TrackedAcknowledgment byHand;

	private @Nullable Attempts attempts;

	/** Why the last attempt failed; set once the message is being recovered. */
	private @Nullable Throwable unrecovered;

	/** What came out of the last step. */
	private @Nullable CompletableFuture<@Nullable Throwable> outcome;

	/**
	 * Given back when the message ends; set while it is acknowledged, but not handled.
	 */
	private final AtomicReference<@Nullable Semaphore> inMemory = new AtomicReference<>();

	private volatile boolean left;

	ReceivedMessage(ListenerSettings settings, MqttMessage message, Acknowledgment acknowledgment,
			MqttMessageContext context) {
		this.settings = settings;
		this.message = message;
		this.context = context;
		this.byHand = (TrackedAcknowledgment) context.acknowledgment();
		this.acknowledgment = (this.byHand != null) ? this.byHand : acknowledgment;
	}

	MqttMessage message() {
		return this.message;
	}

	MqttMessageContext context() {
		return this.context;
	}

	/**
	 * Returns whether there is nothing more to do: the listener has acknowledged by hand,
	 * or the message was given up.
	 */
	boolean isSettled() {
		return this.left || (this.byHand != null && this.byHand.isUsed());
	}

	@Override
	String topic() {
		return this.message.topic();
	}

	@Override
	boolean isLostIfHeld() {
		return this.inMemory.get() != null;
	}

	@Override
	Step run() {
		try (MdcScope scope = MdcScope.open(this.settings, this.context.topicFilter())) {
			return step();
		}
	}

	private Step step() {
		if (this.left) {
			return Step.END;
		}
		if (this.outcome == null) {
			return attempt();
		}
		Throwable failure = this.outcome.join();
		this.outcome = null;
		if (this.unrecovered != null) {
			return recovered(failure, this.unrecovered);
		}
		return (failure != null) ? failed(failure) : handled();
	}

	private Step attempt() {
		CompletionStage<?> stage;
		try {
			stage = this.settings.listener().onMessage(this.message, this.context);
		}
		catch (Throwable ex) {
			return failed(ex);
		}
		return (stage != null) ? await(stage, this.context.isMethodDone()) : handled();
	}

	private CompletableFuture<@Nullable Throwable> await(CompletionStage<?> stage) {
		CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
		stage.whenComplete((result, failure) -> outcome.complete(failure));
		this.outcome = outcome;
		return outcome;
	}

	private Step await(CompletionStage<?> stage, boolean lingers) {
		CompletableFuture<@Nullable Throwable> outcome = await(stage);
		if (outcome.isDone()) {
			return run();
		}
		return lingers ? Step.linger(outcome) : Step.await(outcome);
	}

	/**
	 * Waits for a stage as a message of a batch that goes its way alone.
	 */
	void awaitAlone(CompletionStage<?> stage) {
		await(stage);
	}

	/**
	 * Goes on as such a message, without another attempt.
	 * @return what comes next: a stage to wait for, or the end
	 */
	Step goOnAlone() {
		Throwable failure = outcome().join();
		this.outcome = null;
		if (this.unrecovered != null) {
			return recovered(failure, this.unrecovered);
		}
		return (failure != null) ? recover(failure) : handled();
	}

	/**
	 * Returns what completes when the message goes on.
	 */
	CompletableFuture<@Nullable Throwable> outcome() {
		Assert.state(this.outcome != null, "The message waits for nothing");
		return this.outcome;
	}

	@Override
	boolean finish() {
		Throwable failure = (this.outcome != null) ? this.outcome.join() : null;
		if (failure != null && !this.left && !PendingPublishes.isGivenUp(failure)) {
			return false;
		}
		run();
		return true;
	}

	private Step failed(Throwable failure) {
		if (PendingPublishes.isGivenUp(failure)) {
			return leaveUnacknowledged();
		}
		if (this.byHand != null && this.byHand.isUsed()) {
			return failedForGood(failure);
		}
		if (this.attempts == null) {
			this.attempts = new Attempts(this.settings.retryPolicy());
		}
		Duration pause = this.attempts.next(failure);
		if (pause == null) {
			return recover(failure);
		}
		logger.debug(failure, () -> this.settings + " tries again in " + pause.toMillis() + " ms");
		acknowledgeBeforeRetry();
		return Step.pause(pause);
	}

	/**
	 * Acknowledges the message already, if that is asked for and there is room for it.
	 */
	void acknowledgeBeforeRetry() {
		Semaphore room = this.settings.retriesInMemory();
		if (room != null && this.byHand == null && !isLostIfHeld() && room.tryAcquire()) {
			this.inMemory.set(room);
			this.acknowledgment.acknowledge();
		}
	}

	private Step failedForGood(Throwable failure) {
		this.acknowledgment.fail(failure);
		return end();
	}

	/**
	 * Ends a message that is not tried again.
	 * @return what comes next: a stage to wait for, or the end
	 */
	Step recover(Throwable failure) {
		MqttMessageRecoverer recoverer = this.settings.recoverer();
		if (recoverer == null) {
			return failedForGood(failure);
		}
		CompletionStage<?> recovered;
		try {
			recovered = recoverer
				.recover(new FailedMessage(this.settings.id(), this.settings.client(), this.message, failure));
		}
		catch (Throwable ex) {
			recovered = CompletableFuture.failedFuture(ex);
		}
		if (recovered == null) {
			return recovered(null, failure);
		}
		this.unrecovered = failure;
		return await(this.context.pendingPublishes().add("The dead letter", recovered), true);
	}

	private Step recovered(@Nullable Throwable recoveryFailure, Throwable failure) {
		if (recoveryFailure == null) {
			this.acknowledgment.acknowledge();
			return end();
		}
		boolean lost = isLostIfHeld();
		leaveUnacknowledged();
		if (lost || !PendingPublishes.isGivenUp(recoveryFailure)) {
			failure.addSuppressed(recoveryFailure);
			this.acknowledgment.fail(new MqttListenerException(this.settings + " failed, and so did its recoverer: "
					+ Failures.unwrap(recoveryFailure).getMessage()
					+ (lost ? ". The message was acknowledged when it failed first, and is lost"
							: ". The message stays unacknowledged"),
					failure));
		}
		return Step.END;
	}

	/**
	 * Ends a message that has been handled.
	 */
	Step handled() {
		// Nobody needs to acknowledge QoS 0 by hand.
		if (this.byHand == null || this.message.qos() == Qos.AT_MOST_ONCE) {
			this.acknowledgment.acknowledge();
		}
		return end();
	}

	private Step end() {
		Semaphore room = this.inMemory.getAndSet(null);
		if (room != null) {
			room.release();
		}
		return Step.END;
	}

	private Step leaveUnacknowledged() {
		this.left = true;
		this.acknowledgment.leaveUnacknowledged();
		return end();
	}

	@Override
	void leave() {
		if (isLostIfHeld()) {
			logger.warn(() -> this.settings + " gives up a message for '" + topic()
					+ "' that was acknowledged when it failed first: it is lost");
		}
		leaveUnacknowledged();
	}

	@Override
	public String toString() {
		return "A message of " + this.message.payload().length + " bytes for '" + topic() + "' in " + this.settings;
	}

}
