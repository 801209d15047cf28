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

package io.mqttworks.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Told what goes wrong with messages, subscriptions, handlers and the session store, so
 * that nothing is lost in silence. Connections have a {@link ConnectionListener}. Called
 * one event at a time where handlers run, never on the event loop; exceptions are logged.
 * Everything told here is logged as well.
 * <p>
 * Events wait for a listener that is slow, up to 1,024 of them, with messages of together
 * 4 MiB. What does not fit is counted, and {@link #onEventsLost} tells how many.
 */
public interface ErrorListener {

	/**
	 * A subscription was refused, at first or later. The client subscribes again after a
	 * pause and with each new connection; the event is not repeated until the
	 * subscription was accepted, or is refused for another reason.
	 * @param event the filter and the server's reason
	 */
	default void onSubscriptionRefused(SubscriptionRefused event) {
	}

	/**
	 * A message to publish was given up: the queue was full, the message expired, or it
	 * was set aside. Its future failed as well. A message that an earlier process has
	 * published has no future: for such a message this is told whenever it fails, for
	 * instance if the server refuses it.
	 * @param event the message and why
	 */
	default void onMessageDropped(MessageDropped event) {
	}

	/**
	 * The {@linkplain MqttClientBuilder#sessionStore session store} failed, for instance
	 * because the disk is full. Until the client is closed and another one built,
	 * messages of QoS 1 and 2 are refused, and received messages of QoS 2 are handled but
	 * not acknowledged, so that the server sends them again.
	 * @param event why
	 */
	default void onStoreFailed(StoreFailed event) {
	}

	/**
	 * The {@linkplain MqttClientBuilder#sessionStore session store} found, when the
	 * client was built, that a part of what it keeps is damaged. Messages in that part
	 * are lost, or are sent or handled again although they were done; the rest is used.
	 * Told once for each damage.
	 * @param event what is damaged, what that means, and where a copy is kept
	 */
	default void onStoreDamaged(StoreDamaged event) {
	}

	/**
	 * A handler failed; {@link HandlerFailurePolicy} says what became of the message.
	 * @param event the handler, the message and what was thrown
	 */
	default void onHandlerFailed(HandlerFailed event) {
	}

	/**
	 * A message was given up because it matched no handler. With QoS 1 and 2 it has
	 * waited for {@link MqttClientBuilder#unmatchedHoldTime}, if there was room, and was
	 * acknowledged without being handled.
	 * @param event the message
	 */
	default void onMessageUnmatched(MessageUnmatched event) {
	}

	/**
	 * A message of QoS 1 or 2 is with its handler for longer than
	 * {@link MqttClientBuilder#deliveryTimeout} allows, or so long that it holds up the
	 * acknowledgement of others.
	 * @param event the handler, the topic and for how long
	 */
	default void onDeliveryOverdue(DeliveryOverdue event) {
	}

	/**
	 * Received messages of QoS 0 were dropped because handlers are too slow
	 * ({@link InboundOverflowPolicy#DROP_NEWEST}). Drops that follow one another closely
	 * are told as one event.
	 * @param event how many
	 */
	default void onInboundDropped(InboundDropped event) {
	}

	/**
	 * Events of this client were not told, to this listener or another one, because a
	 * listener was so slow that too many waited.
	 * @param event how many
	 */
	default void onEventsLost(EventsLost event) {
	}

	/**
	 * A subscription was refused.
	 */
	final class SubscriptionRefused {

		private final String topicFilter;

		private final ReasonCode reasonCode;

		private SubscriptionRefused(String topicFilter, ReasonCode reasonCode) {
			this.topicFilter = Objects.requireNonNull(topicFilter, "topicFilter");
			this.reasonCode = Objects.requireNonNull(reasonCode, "reasonCode");
		}

		/**
		 * Creates an event.
		 * @param topicFilter the topic filter
		 * @param reasonCode the server's reason
		 * @return the event
		 */
		public static SubscriptionRefused of(String topicFilter, ReasonCode reasonCode) {
			return new SubscriptionRefused(topicFilter, reasonCode);
		}

		/**
		 * Returns the topic filter.
		 * @return the topic filter
		 */
		public String topicFilter() {
			return this.topicFilter;
		}

		/**
		 * Returns the server's reason.
		 * @return the server's reason
		 */
		public ReasonCode reasonCode() {
			return this.reasonCode;
		}

		@Override
		public String toString() {
			return "SubscriptionRefused[topicFilter=" + Text.escape(this.topicFilter) + ", reasonCode="
					+ this.reasonCode + "]";
		}

	}

	/**
	 * A message to publish was given up.
	 */
	final class MessageDropped {

		private final MqttMessage message;

		private final MqttException cause;

		private MessageDropped(MqttMessage message, MqttException cause) {
			this.message = Objects.requireNonNull(message, "message");
			this.cause = Objects.requireNonNull(cause, "cause");
		}

		/**
		 * Creates an event.
		 * @param message the message
		 * @param cause why it was given up
		 * @return the event
		 */
		public static MessageDropped of(MqttMessage message, MqttException cause) {
			return new MessageDropped(message, cause);
		}

		/**
		 * Returns the message.
		 * @return the message
		 */
		public MqttMessage message() {
			return this.message;
		}

		/**
		 * Returns why it was given up.
		 * @return why it was given up
		 */
		public MqttException cause() {
			return this.cause;
		}

		@Override
		public String toString() {
			return "MessageDropped[message=" + this.message + ", cause=" + this.cause + "]";
		}

	}

	/**
	 * The session store failed.
	 */
	final class StoreFailed {

		private final MqttException cause;

		private StoreFailed(MqttException cause) {
			this.cause = Objects.requireNonNull(cause, "cause");
		}

		/**
		 * Creates an event.
		 * @param cause why it failed
		 * @return the event
		 */
		public static StoreFailed of(MqttException cause) {
			return new StoreFailed(cause);
		}

		/**
		 * Returns why it failed.
		 * @return why it failed
		 */
		public MqttException cause() {
			return this.cause;
		}

		@Override
		public String toString() {
			return "StoreFailed[cause=" + this.cause + "]";
		}

	}

	/**
	 * A part of the session store is damaged.
	 */
	final class StoreDamaged {

		private final MqttException cause;

		private StoreDamaged(MqttException cause) {
			this.cause = Objects.requireNonNull(cause, "cause");
		}

		/**
		 * Creates an event.
		 * @param cause what is damaged, what that means, and where a copy is kept
		 * @return the event
		 */
		public static StoreDamaged of(MqttException cause) {
			return new StoreDamaged(cause);
		}

		/**
		 * Returns what is damaged.
		 * @return what is damaged, what that means, and where a copy is kept
		 */
		public MqttException cause() {
			return this.cause;
		}

		@Override
		public String toString() {
			return "StoreDamaged[cause=" + this.cause + "]";
		}

	}

	/**
	 * A handler failed.
	 */
	final class HandlerFailed {

		private final String handlerName;

		private final MqttMessage message;

		private final Throwable cause;

		private HandlerFailed(String handlerName, MqttMessage message, Throwable cause) {
			this.handlerName = Objects.requireNonNull(handlerName, "handlerName");
			this.message = Objects.requireNonNull(message, "message");
			this.cause = Objects.requireNonNull(cause, "cause");
		}

		/**
		 * Creates an event.
		 * @param handlerName the name of the handler; without one its topic filters
		 * @param message the message
		 * @param cause what the handler threw
		 * @return the event
		 */
		public static HandlerFailed of(String handlerName, MqttMessage message, Throwable cause) {
			return new HandlerFailed(handlerName, message, cause);
		}

		/**
		 * Returns the name of the handler.
		 * @return the name of the handler; without one its topic filters
		 */
		public String handlerName() {
			return this.handlerName;
		}

		/**
		 * Returns the message.
		 * @return the message
		 */
		public MqttMessage message() {
			return this.message;
		}

		/**
		 * Returns what the handler threw.
		 * @return what the handler threw
		 */
		public Throwable cause() {
			return this.cause;
		}

		@Override
		public String toString() {
			return "HandlerFailed[handlerName=" + Text.escape(this.handlerName) + ", message=" + this.message
					+ ", cause=" + this.cause + "]";
		}

	}

	/**
	 * A message matched no handler.
	 */
	final class MessageUnmatched {

		private final MqttMessage message;

		private MessageUnmatched(MqttMessage message) {
			this.message = Objects.requireNonNull(message, "message");
		}

		/**
		 * Creates an event.
		 * @param message the message
		 * @return the event
		 */
		public static MessageUnmatched of(MqttMessage message) {
			return new MessageUnmatched(message);
		}

		/**
		 * Returns the message.
		 * @return the message
		 */
		public MqttMessage message() {
			return this.message;
		}

		@Override
		public String toString() {
			return "MessageUnmatched[message=" + this.message + "]";
		}

	}

	/**
	 * A message is with its handler for too long.
	 */
	final class DeliveryOverdue {

		private final String handlerName;

		private final List<String> topicFilters;

		private final String topic;

		private final Duration since;

		private DeliveryOverdue(String handlerName, List<String> topicFilters, String topic, Duration since) {
			this.handlerName = Objects.requireNonNull(handlerName, "handlerName");
			this.topicFilters = List.copyOf(topicFilters);
			this.topic = Objects.requireNonNull(topic, "topic");
			this.since = Objects.requireNonNull(since, "since");
		}

		/**
		 * Creates an event.
		 * @param handlerName the name of the handler; without one its topic filters
		 * @param topicFilters the filters of the handler that match the message
		 * @param topic the topic of the message
		 * @param since how long others wait for the message
		 * @return the event
		 */
		public static DeliveryOverdue of(String handlerName, List<String> topicFilters, String topic, Duration since) {
			return new DeliveryOverdue(handlerName, topicFilters, topic, since);
		}

		/**
		 * Returns the name of the handler.
		 * @return the name of the handler; without one its topic filters
		 */
		public String handlerName() {
			return this.handlerName;
		}

		/**
		 * Returns the filters of the handler that match the message.
		 * @return the topic filters; none if the handler was taken away meanwhile
		 */
		public List<String> topicFilters() {
			return this.topicFilters;
		}

		/**
		 * Returns the topic of the message.
		 * @return the topic of the message
		 */
		public String topic() {
			return this.topic;
		}

		/**
		 * Returns how long the acknowledgements of others wait for the message.
		 * @return how long the message has been the first of those that are not
		 * acknowledged
		 */
		public Duration since() {
			return this.since;
		}

		@Override
		public String toString() {
			return "DeliveryOverdue[handlerName=" + Text.escape(this.handlerName) + ", topicFilters="
					+ Text.escape(this.topicFilters.toString()) + ", topic=" + Text.escape(this.topic) + ", since="
					+ this.since + "]";
		}

	}

	/**
	 * Received messages of QoS 0 were dropped.
	 */
	final class InboundDropped {

		private final long count;

		private final long bytes;

		private InboundDropped(long count, long bytes) {
			this.count = count;
			this.bytes = bytes;
		}

		/**
		 * Creates an event.
		 * @param count how many messages were dropped
		 * @param bytes the bytes that these messages had
		 * @return the event
		 */
		public static InboundDropped of(long count, long bytes) {
			return new InboundDropped(count, bytes);
		}

		/**
		 * Returns how many messages were dropped.
		 * @return how many messages were dropped
		 */
		public long count() {
			return this.count;
		}

		/**
		 * Returns the bytes that these messages had.
		 * @return the bytes that these messages had
		 */
		public long bytes() {
			return this.bytes;
		}

		@Override
		public String toString() {
			return "InboundDropped[count=" + this.count + ", bytes=" + this.bytes + "]";
		}

	}

	/**
	 * Events were not told.
	 */
	final class EventsLost {

		private final long count;

		private EventsLost(long count) {
			this.count = count;
		}

		/**
		 * Creates an event.
		 * @param count how many events were not told
		 * @return the event
		 */
		public static EventsLost of(long count) {
			return new EventsLost(count);
		}

		/**
		 * Returns how many events were not told.
		 * @return how many events were not told
		 */
		public long count() {
			return this.count;
		}

		@Override
		public String toString() {
			return "EventsLost[count=" + this.count + "]";
		}

	}

}
