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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import org.jspecify.annotations.Nullable;

/**
 * A handler and the topic filters it was registered for with
 * {@link MqttClient#subscribe(SubscribeRequest)}. Any thread.
 * <p>
 * Handlers with an equal filter share its subscription: each takes all of its messages,
 * at its own pace, and a message is acknowledged when all of them have handled it.
 */
public interface HandlerRegistration {

	/**
	 * Returns what the server said to all filters.
	 * @return completes when the server has accepted all of them; fails with
	 * {@link MqttSubscribeException} if it refused one. The handler stays registered even
	 * then, and the client subscribes to a refused filter again; see {@link #status()}
	 */
	CompletableFuture<SubscribeResult> result();

	/**
	 * Returns the current status of the filters.
	 * @return the status of each filter, in the order of the request
	 */
	List<SubscriptionStatus> status();

	/**
	 * Returns the message of this handler for which the acknowledgements of all others
	 * wait, because those leave in the order of receipt (MQTT 5 section 4.6).
	 * {@link ErrorListener#onDeliveryOverdue} is told once; this method returns the
	 * message for as long as it is overdue, give or take a second.
	 * @return what is overdue, or {@code null} if nothing is
	 */
	@Nullable DeliveryOverdue overdue();

	/**
	 * Asks the server again, at once, for the filters it has refused. Without a
	 * connection they are asked for with the next one anyway.
	 */
	void askAgain();

	/**
	 * Takes the handler away: it gets no new messages from now on, handles those it has
	 * been given, and filters that no other handler has are unsubscribed. Further calls
	 * do nothing.
	 * @return completes when the handler has no message left and the server has answered;
	 * without a connection the answer is not waited for, and the UNSUBSCRIBE is sent with
	 * the next one. Called by the handler itself, it waits for the answer only, not for
	 * messages
	 */
	CompletableFuture<SubscribeResult> unsubscribe();

}
