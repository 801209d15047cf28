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

/**
 * Told what goes wrong beside the connection, so that nothing is lost in silence. Called
 * one event at a time on the handler executor; exceptions are logged. Everything told
 * here is logged as well.
 */
public interface ErrorListener {

	/**
	 * A subscription was refused, at first or later. It is asked for again after a pause
	 * and with each new connection; this is told once, until it is accepted or refused
	 * for another reason.
	 * @param topicFilter the filter
	 * @param reasonCode the server's reason
	 */
	default void onSubscriptionRefused(String topicFilter, ReasonCode reasonCode) {
	}

	/**
	 * A message to publish was given up: the queue was full or the message expired. Its
	 * future failed as well. For a message of an earlier process, which nobody has a
	 * future of, this is told whenever it fails, for instance if the server refuses it.
	 * @param message the message
	 * @param cause why
	 */
	default void onMessageDropped(MqttMessage message, MqttException cause) {
	}

	/**
	 * The {@linkplain MqttClientBuilder#sessionStore session store} failed, for instance
	 * because the disk is full. Until the client is closed and another one built,
	 * messages of QoS 1 and 2 are refused, and received messages of QoS 2 are handled but
	 * not acknowledged, so that the server sends them again.
	 * @param cause why
	 */
	default void onStoreFailed(MqttException cause) {
	}

	/**
	 * A handler failed; {@link HandlerFailurePolicy} says what became of the message.
	 * @param message the message
	 * @param cause what the handler threw
	 */
	default void onHandlerFailed(MqttMessage message, Throwable cause) {
	}

	/**
	 * A message was given up because it matched no handler. With QoS 1 and 2 it has
	 * waited for {@link MqttClientBuilder#unmatchedHoldTime}, if there was room, and was
	 * acknowledged without being handled.
	 * @param message the message
	 */
	default void onMessageUnmatched(MqttMessage message) {
	}

}
