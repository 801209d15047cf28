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

import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * A message that the client of a {@link DeliveryModel} has published.
 */
final class ModelPublish {

	private final int number;

	private final Qos qos;

	private final CompletableFuture<?> future;

	private final boolean expires;

	/** Whether its process has ended before it was done, and had it in its store. */
	private boolean stored;

	/** Whether a new process must send it again, as it may have been sent. */
	private boolean begun;

	/** Whether the server took it for a message of an earlier process. */
	private boolean mistaken;

	/** Whether it was given up, and the store of its process did not know that yet. */
	private boolean revived;

	/** How often the server took it. */
	private int times;

	ModelPublish(int number, Qos qos, CompletableFuture<?> future, boolean expires) {
		this.number = number;
		this.qos = qos;
		this.future = future;
		this.expires = expires;
	}

	int number() {
		return this.number;
	}

	Qos qos() {
		return this.qos;
	}

	CompletableFuture<?> future() {
		return this.future;
	}

	/**
	 * Returns whether it comes in its turn, if it comes.
	 */
	boolean keepsOrder() {
		return !this.revived && !this.mistaken;
	}

	int times() {
		return this.times;
	}

	/**
	 * The process that published it has been killed.
	 * @param bound whether the message, in its store, has an identifier, so that it may
	 * have been sent; {@code null} if it is not in the store
	 */
	void restarted(@Nullable Boolean bound) {
		this.stored |= bound != null && !this.future.isDone();
		this.begun |= bound == Boolean.TRUE;
		this.revived |= bound != null && this.future.isCompletedExceptionally();
	}

	/**
	 * The server takes it for another message.
	 */
	void mistaken() {
		this.mistaken = true;
	}

	void taken(DeliveryModel model) {
		this.times++;
		model.check(!this.expires || this.begun, () -> "The server has taken " + this + ", which had expired");
		model.check(
				this.times == 1 || this.qos == Qos.AT_LEAST_ONCE
						|| (this.qos == Qos.EXACTLY_ONCE && !model.isSessionKept()),
				() -> "The server has taken " + this + " " + this.times + " times");
	}

	void checkEnd(DeliveryModel model) {
		model.check(!this.stored || this.expires || this.times > 0 || this.mistaken || model.mayDrop(this.number),
				() -> this + " was in the store, and has not arrived");
		boolean succeeded = this.future.isDone() && !this.future.isCompletedExceptionally();
		model.check(!succeeded || this.qos == Qos.AT_MOST_ONCE || this.times > 0 || this.mistaken,
				() -> this + " has not arrived");
		if (this.future.isCompletedExceptionally() && !this.future.isCancelled() && this.qos != Qos.AT_MOST_ONCE) {
			Throwable failure = this.future.handle((result, ex) -> ex).join();
			// The queue was full, the server refused it, or it was suspected too often.
			model.check(failure instanceof MqttPublishException || failure instanceof MqttQueueFullException,
					() -> this + " failed: " + failure);
		}
	}

	@Override
	public String toString() {
		return this.number + " " + this.qos;
	}

}
