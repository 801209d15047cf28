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
import java.util.concurrent.ExecutionException;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through a container's listener: tried again when that fails, then
 * recovered, then acknowledged.
 */
class Delivery implements Runnable {

	private final MqttListenerContainer container;

	private final ListenerSettings settings;

	private final MqttMessage message;

	private final Acknowledgment acknowledgment;

	/** What the listener gets. */
	private final @Nullable TrackedAcknowledgment byHand;

	private final Attempts attempts;

	Delivery(MqttListenerContainer container, ListenerSettings settings, MqttMessage message,
			Acknowledgment acknowledgment) {
		this.container = container;
		this.settings = settings;
		this.message = message;
		this.acknowledgment = acknowledgment;
		this.byHand = (settings.ackMode() == AckMode.MANUAL) ? new TrackedAcknowledgment(acknowledgment) : null;
		this.attempts = new Attempts(settings.retryPolicy());
	}

	String topic() {
		return this.message.topic();
	}

	@Override
	public void run() {
		while (this.container.mayStart(this)) {
			CompletionStage<?> stage;
			try {
				stage = this.settings.listener().onMessage(this.message, this.byHand);
			}
			catch (Throwable ex) {
				// Waits here, so that the messages behind this one keep their order.
				if (pause(ex)) {
					continue;
				}
				return;
			}
			if (stage == null) {
				handled();
			}
			else {
				stage.whenComplete((result, failure) -> completed(failure));
			}
			return;
		}
	}

	private boolean pause(Throwable failure) {
		CompletableFuture<@Nullable Void> pause = pauseBeforeRetry(failure);
		if (pause == null) {
			recover(failure);
			return false;
		}
		try {
			pause.get();
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			recover(failure);
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void completed(@Nullable Throwable failure) {
		if (failure == null) {
			handled();
			return;
		}
		if (PendingPublishes.isGivenUp(failure)) {
			leave();
			return;
		}
		CompletableFuture<@Nullable Void> pause = pauseBeforeRetry(failure);
		if (pause == null) {
			recover(failure);
		}
		else {
			pause.thenRun(() -> this.container.executeAgain(this));
		}
	}

	private @Nullable CompletableFuture<@Nullable Void> pauseBeforeRetry(Throwable failure) {
		if (this.byHand != null && this.byHand.isUsed()) {
			return null;
		}
		Duration delay = this.attempts.next(failure);
		return (delay != null) ? this.container.pause(delay, failure) : null;
	}

	private void recover(Throwable failure) {
		MqttMessageRecoverer recoverer = this.settings.recoverer();
		if (recoverer == null || (this.byHand != null && this.byHand.isUsed())) {
			this.acknowledgment.fail(failure);
			this.container.ended();
			return;
		}
		CompletionStage<?> recovered;
		try {
			recovered = recoverer
				.recover(new FailedMessage(this.container.getId(), this.container.getClient(), this.message, failure));
		}
		catch (Throwable ex) {
			recovered = CompletableFuture.failedFuture(ex);
		}
		if (recovered == null) {
			recovered(null, failure);
		}
		else {
			this.container.pendingPublishes().add(recovered).whenComplete((result, ex) -> recovered(ex, failure));
		}
	}

	private void recovered(@Nullable Throwable recoveryFailure, Throwable failure) {
		if (recoveryFailure == null) {
			this.acknowledgment.acknowledge();
		}
		else if (PendingPublishes.isGivenUp(recoveryFailure)) {
			this.acknowledgment.leaveUnacknowledged();
		}
		else {
			this.acknowledgment.leaveUnacknowledged();
			failure.addSuppressed(recoveryFailure);
			this.acknowledgment.fail(new MqttListenerException(
					this.container + " failed, and so did its recoverer: "
							+ Failures.unwrap(recoveryFailure).getMessage() + ". The message stays unacknowledged",
					failure));
		}
		this.container.ended();
	}

	private void leave() {
		this.acknowledgment.leaveUnacknowledged();
		this.container.ended();
	}

	private void handled() {
		// Nobody needs to acknowledge QoS 0 by hand.
		if (this.byHand == null || this.message.qos() == Qos.AT_MOST_ONCE) {
			this.acknowledgment.acknowledge();
		}
		this.container.ended();
	}

}
