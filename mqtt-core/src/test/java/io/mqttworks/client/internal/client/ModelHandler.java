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

package io.mqttworks.client.internal.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.AsyncMessageHandler;
import io.mqttworks.client.Delivery;
import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.Subscription;

/**
 * A handler of a {@link DeliveryModel}: does what the schedule says, and notes what it
 * was given.
 */
final class ModelHandler {

	private static final Exception FAILURE = new Exception("The handler fails", null, false, false) {

		private static final long serialVersionUID = 1L;

	};

	private final DeliveryModel model;

	final Kind kind;

	final List<String> filters;

	/** Whether it is there from the beginning to the end. */
	final boolean stays;

	final String name;

	private final HandlerFailurePolicy policy;

	/** How often it was given which message. */
	private final Map<Integer, Integer> begun = new HashMap<>();

	/** How often it was done with which message. */
	private final Map<Integer, Integer> settled = new HashMap<>();

	/** The last message that was new, of each topic and QoS. */
	private final Map<String, Integer> last = new HashMap<>();

	private HandlerRegistration registration;

	boolean leaving;

	ModelHandler(DeliveryModel model, int number, Kind kind, List<String> filters, HandlerFailurePolicy policy,
			boolean stays) {
		this.model = model;
		this.kind = kind;
		this.filters = filters;
		this.policy = policy;
		this.stays = stays;
		this.name = kind + " " + number;
	}

	SubscribeRequest request(ModelClient client, HandlerFailurePolicy usual) {
		List<Subscription> subscriptions = this.filters.stream()
			.map((filter) -> Subscription.of(filter, (this.model.below(4) == 0) ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE))
			.toList();
		Handler handler = switch (this.kind) {
			case PLAIN, WAITING -> (MessageHandler) (message) -> {
				if (client.isAlive()) {
					plain(message);
				}
			};
			case STAGED -> (AsyncMessageHandler) this::staged;
			case MANUAL -> (DeliveryHandler) this::manual;
		};
		SubscribeRequest.Builder builder = SubscribeRequest.builder(subscriptions, handler).name(this.name);
		if (this.policy != usual) {
			builder.failurePolicy(this.policy);
		}
		return builder.build();
	}

	void registered(HandlerRegistration registration) {
		this.registration = registration;
	}

	HandlerRegistration registration() {
		return Objects.requireNonNull(this.registration);
	}

	/**
	 * Takes it away.
	 * @return completes when it is gone
	 */
	CompletableFuture<?> unsubscribe() {
		this.leaving = true;
		this.model.note(() -> "unsubscribe " + this);
		return this.model.remember(registration().unsubscribe());
	}

	boolean hasSettled(int number) {
		return this.settled.getOrDefault(number, 0) > 0;
	}

	private void begin(MqttMessage message) {
		int number = DeliveryModel.number(message);
		this.model.note(() -> this + " begins " + number);
		int times = this.begun.merge(number, 1, Integer::sum);
		if (message.qos() == Qos.EXACTLY_ONCE) {
			this.model.check(times == 1 || this.model.mayComeAgain(number, message.topic(), this),
					() -> this + " is given the QoS 2 message " + number + " again");
		}
		// What came for the filters of others only, whose handlers are gone, has no
		// place.
		boolean ordered = message.qos() == Qos.AT_MOST_ONCE || this.model.isExpected(number, this);
		if (times == 1 && ordered && this.model.keepsOrder()) {
			Integer before = this.last.put(message.topic() + message.qos(), number);
			this.model.check(before == null || before < number,
					() -> this + " is given " + number + " after " + before + " of the same topic and QoS");
		}
	}

	private void settle(int number) {
		this.settled.merge(number, 1, Integer::sum);
	}

	private void fail(int number) throws Exception {
		settle(number);
		if (this.policy == HandlerFailurePolicy.LEAVE_UNACKNOWLEDGED || this.policy == HandlerFailurePolicy.RECONNECT) {
			this.model.left(number);
		}
		throw FAILURE;
	}

	private void plain(MqttMessage message) throws Exception {
		int number = DeliveryModel.number(message);
		begin(message);
		work();
		if (this.model.mayFail() && this.model.below(12) == 0) {
			fail(number);
		}
		if (this.model.mayFail() && this.model.below(20) == 0) {
			Thread.currentThread().interrupt();
		}
		settle(number);
	}

	private CompletionStage<?> staged(MqttMessage message) throws Exception {
		int number = DeliveryModel.number(message);
		begin(message);
		work();
		CompletableFuture<Void> stage = new CompletableFuture<>();
		switch (this.model.mayFail() ? this.model.below(12) : this.model.below(11) + 1) {
			case 0 -> fail(number);
			case 1, 2, 3 -> {
				settle(number);
				stage.complete(null);
			}
			default -> this.model.later(() -> {
				if (this.model.mayFail() && this.model.below(6) == 0) {
					try {
						fail(number);
					}
					catch (Exception ex) {
						stage.completeExceptionally(ex);
					}
				}
				else {
					settle(number);
					stage.complete(null);
				}
			});
		}
		return stage;
	}

	private void manual(MqttMessage message, Delivery delivery) throws Exception {
		int number = DeliveryModel.number(message);
		begin(message);
		work();
		boolean later = this.model.below(2) == 0;
		if (later) {
			this.model.later(() -> decide(number, delivery));
		}
		else {
			decide(number, delivery);
		}
		if (this.model.mayFail() && this.model.below(12) == 0) {
			// What it has said, or says later, counts; if it has said nothing, this does.
			fail(number);
		}
	}

	private void decide(int number, Delivery delivery) {
		this.model.check(this.filters.containsAll(delivery.topicFilters()),
				() -> this + " is given " + number + " for " + delivery.topicFilters());
		int choice = this.model.mayFail() ? this.model.below(12) : 11;
		settle(number);
		switch (choice) {
			case 0 -> delivery.reject(ReasonCode.QUOTA_EXCEEDED, "No");
			case 1 -> {
				this.model.left(number);
				delivery.leaveUnacknowledged();
			}
			case 2 -> {
				this.model.left(number);
				delivery.fail(FAILURE);
			}
			default -> delivery.acknowledge();
		}
		if (this.model.below(3) == 0) {
			delivery.acknowledge();
		}
	}

	/**
	 * What a handler does beside, on its thread.
	 */
	private void work() {
		if (this.model.isClosing()) {
			return;
		}
		switch (this.model.below(10)) {
			case 0, 1 -> await(this.model.publish());
			case 2 -> this.model.publish();
			case 3 -> ModelThread.await(() -> true);
			case 4 -> {
				if (!this.stays && this.model.mayFail()) {
					await(unsubscribe());
				}
			}
			case 5 -> {
				if (this.model.mayFail()) {
					this.model.change(this);
				}
			}
			default -> {
			}
		}
	}

	private void await(CompletableFuture<?> future) {
		ModelThread.await(() -> future.isDone());
	}

	@Override
	public String toString() {
		return this.name + " of " + this.filters;
	}

	/**
	 * What handlers there are.
	 */
	enum Kind {

		/** Returns at once. */
		PLAIN,

		/** Waits on its thread. */
		WAITING,

		/** Returns a stage that completes later. */
		STAGED,

		/** Settles its messages itself. */
		MANUAL

	}

}
