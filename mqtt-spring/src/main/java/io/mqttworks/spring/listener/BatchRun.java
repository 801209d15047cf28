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
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.spring.listener.QueuedMessage.Step;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;

/**
 * Takes the messages of one batch to their ends: together, again when that fails, and one
 * by one when there is no further attempt, so that only those that fail alone are
 * recovered.
 */
class BatchRun {

	private static final LogAccessor logger = new LogAccessor(BatchRun.class);

	private static final Step GO_ON = Step.pause(Duration.ZERO);

	private final ListenerSettings settings;

	private final BatchHandlerMethodListener listener;

	/** What is not handled yet, in order. */
	private final Set<ReceivedMessage> rest;

	/** What waits for its dead letter to be acknowledged. */
	private final List<ReceivedMessage> recovering = new ArrayList<>();

	/** What the attempt is about. */
	private List<ReceivedMessage> tried = List.of();

	/** The same, as the method gets it. */
	private List<BatchEntry> entries = List.of();

	private @Nullable CompletableFuture<@Nullable Throwable> outcome;

	private @Nullable Attempts attempts;

	private boolean oneByOne;

	BatchRun(ListenerSettings settings, BatchHandlerMethodListener listener, List<ReceivedMessage> messages) {
		this.settings = settings;
		this.listener = listener;
		this.rest = new LinkedHashSet<>(messages);
	}

	/**
	 * Does the next step.
	 */
	Step next() {
		CompletableFuture<@Nullable Throwable> outcome = this.outcome;
		if (outcome != null) {
			this.outcome = null;
			return attempted(outcome.join());
		}
		this.rest.removeIf(ReceivedMessage::isSettled);
		return this.rest.isEmpty() ? end() : attempt();
	}

	private Step attempt() {
		this.tried = new ArrayList<>();
		this.entries = new ArrayList<>();
		List<ReceivedMessage> chosen = this.oneByOne ? List.of(this.rest.iterator().next()) : List.copyOf(this.rest);
		for (ReceivedMessage message : chosen) {
			try {
				prepare(message, this.settings.listener().onMessage(message.message(), message.context()));
			}
			catch (Throwable ex) {
				if (!this.oneByOne && !Failures.isFatal(ex)) {
					return attempted(ex);
				}
				this.rest.remove(message);
				recover(message, ex);
			}
		}
		if (this.tried.isEmpty()) {
			return goOn();
		}
		CompletionStage<?> stage;
		try {
			stage = this.listener.onBatch(this.entries, acknowledgment(), this.tried.get(0).context());
		}
		catch (Throwable ex) {
			return attempted(ex);
		}
		return (stage != null) ? await(stage) : attempted(null);
	}

	/**
	 * Takes a message into the attempt, unless the listener did not hand it on.
	 */
	private void prepare(ReceivedMessage message, @Nullable CompletionStage<?> stage) {
		BatchEntry entry = message.context().takeBatchEntry();
		if (entry != null) {
			this.tried.add(message);
			this.entries.add(entry);
			return;
		}
		this.rest.remove(message);
		if (stage == null) {
			message.handled();
		}
		else {
			message.awaitAlone(stage);
			this.recovering.add(message);
		}
	}

	private @Nullable Acknowledgment acknowledgment() {
		if (this.settings.ackMode() == AckMode.AUTO) {
			return null;
		}
		return new BatchAcknowledgment(this.tried.stream()
			.map((message) -> message.context().acknowledgment())
			.filter(Objects::nonNull)
			.toList());
	}

	private Step await(CompletionStage<?> stage) {
		CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
		stage.whenComplete((result, failure) -> outcome.complete(failure));
		if (outcome.isDone()) {
			return attempted(outcome.join());
		}
		this.outcome = outcome;
		return Step.await(outcome);
	}

	/**
	 * Says what comes after an attempt.
	 */
	private Step attempted(@Nullable Throwable failure) {
		if (failure == null) {
			handled(this.tried.size());
			return goOn();
		}
		int index = index(failure);
		handled(index);
		for (int i = Math.max(index, 0); i < this.entries.size(); i++) {
			this.entries.get(i).outcome().completeExceptionally(failure);
		}
		if (this.oneByOne) {
			fail(0, failure);
			return goOn();
		}
		if (this.rest.removeIf(ReceivedMessage::isSettled) && this.rest.isEmpty()) {
			logger.warn(failure, () -> this.settings + " failed after it had settled all messages of a batch by hand");
			return end();
		}
		// Some were handled: it is another batch.
		if (this.attempts == null || index > 0) {
			this.attempts = new Attempts(this.settings.retryPolicy());
		}
		Duration pause = this.attempts.next(failure);
		if (pause != null) {
			logger.debug(failure, () -> this.settings + " tries a batch of " + this.rest.size() + " messages again in "
					+ pause.toMillis() + " ms");
			this.rest.forEach(ReceivedMessage::acknowledgeBeforeRetry);
			return Step.pause(pause);
		}
		this.attempts = null;
		if (index >= 0) {
			fail(index, failure);
		}
		else {
			logger.debug(failure, () -> this.settings + " failed on a batch of " + this.rest.size()
					+ " messages, and gets them one by one");
			this.oneByOne = true;
		}
		return goOn();
	}

	private void handled(int count) {
		for (int i = 0; i < count; i++) {
			this.rest.remove(this.tried.get(i));
			this.tried.get(i).handled();
			this.entries.get(i).outcome().complete(null);
		}
	}

	/**
	 * Returns which message the method says it failed on, or -1.
	 */
	private int index(Throwable failure) {
		BatchListenerFailedException told = Failures.find(failure, BatchListenerFailedException.class);
		if (told == null) {
			return -1;
		}
		if (told.getIndex() < 0 || told.getIndex() >= this.tried.size()) {
			logger.warn(() -> this.settings + " says that it failed on message " + told.getIndex() + " of a batch of "
					+ this.tried.size() + "; none counts as handled");
			return -1;
		}
		return told.getIndex();
	}

	/**
	 * Asks the error handler about a message, and has it recovered if it does not help.
	 */
	private void fail(int index, Throwable failure) {
		ReceivedMessage message = this.tried.get(index);
		if (!this.rest.remove(message)) {
			return;
		}
		try {
			this.listener.handleFailure(this.entries.get(index), failure);
		}
		catch (Throwable ex) {
			recover(message, ex);
			return;
		}
		message.handled();
	}

	private void recover(ReceivedMessage message, Throwable failure) {
		if (message.recover(failure).stage() != null) {
			this.recovering.add(message);
		}
	}

	/**
	 * Gives the dispatcher the chance to hold back what is left.
	 */
	private Step goOn() {
		return this.rest.isEmpty() ? end() : GO_ON;
	}

	private Step end() {
		for (Iterator<ReceivedMessage> messages = this.recovering.iterator(); messages.hasNext();) {
			ReceivedMessage message = messages.next();
			if (message.outcome().isDone() && message.goOnAlone().stage() == null) {
				messages.remove();
			}
		}
		if (this.recovering.isEmpty()) {
			return Step.END;
		}
		return Step.await(CompletableFuture
			.allOf(this.recovering.stream().map(ReceivedMessage::outcome).toArray(CompletableFuture[]::new)));
	}

}
