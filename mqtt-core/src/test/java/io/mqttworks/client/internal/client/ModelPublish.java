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

/**
 * A message that the client of a {@link DeliveryModel} has published.
 */
final class ModelPublish {

	private final int number;

	private final Qos qos;

	private final CompletableFuture<?> future;

	/** How often the server took it. */
	private int times;

	ModelPublish(int number, Qos qos, CompletableFuture<?> future) {
		this.number = number;
		this.qos = qos;
		this.future = future;
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

	int times() {
		return this.times;
	}

	void taken(DeliveryModel model) {
		this.times++;
		model.check(
				this.times == 1 || this.qos == Qos.AT_LEAST_ONCE
						|| (this.qos == Qos.EXACTLY_ONCE && !model.isSessionKept()),
				() -> "The server has taken " + this + " " + this.times + " times");
	}

	void checkEnd(DeliveryModel model) {
		boolean succeeded = this.future.isDone() && !this.future.isCompletedExceptionally();
		model.check(!succeeded || this.qos == Qos.AT_MOST_ONCE || this.times > 0, () -> this + " has not arrived");
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
