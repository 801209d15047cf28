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

package io.mqttworks.client.internal.routing;

import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;

/**
 * A subscribed topic filter and where its messages go.
 *
 * @param <T> the type of the target
 */
public final class FilterEntry<T> {

	private final Subscription subscription;

	private final T target;

	private final int identifier;

	/** Whether nothing that matches is kept from this client. */
	private final boolean complete;

	private boolean confirmed;

	/**
	 * Creates an entry.
	 * @param subscription the filter and its options
	 * @param target where its messages go
	 * @param identifier the subscription identifier it is, or can be, sent with
	 */
	public FilterEntry(Subscription subscription, T target, int identifier) {
		this.subscription = subscription;
		this.target = target;
		this.identifier = identifier;
		this.complete = !subscription.topicFilter().startsWith("$share/") && !subscription.noLocal()
				&& subscription.retainHandling() == RetainHandling.SEND;
	}

	public Subscription subscription() {
		return this.subscription;
	}

	public String filter() {
		return this.subscription.topicFilter();
	}

	public T target() {
		return this.target;
	}

	public int identifier() {
		return this.identifier;
	}

	/**
	 * Returns whether the server has accepted the subscription and still has it.
	 * @return whether it has
	 */
	public boolean isConfirmed() {
		return this.confirmed;
	}

	/**
	 * Returns whether the server sends a copy of every message that matches. It may send
	 * those of a shared subscription to another client, the client's own messages not at
	 * all, and retained ones for some of the filters only.
	 * @return whether it surely does
	 */
	boolean isServed() {
		return this.confirmed && this.complete;
	}

	public void confirmed(boolean confirmed) {
		this.confirmed = confirmed;
	}

}
