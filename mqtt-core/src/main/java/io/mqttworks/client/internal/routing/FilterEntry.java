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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter and the targets that take its messages. The client has one subscription
 * for it at the server, however many targets there are. One thread only, as the
 * {@link Router} that makes it.
 *
 * @param <T> the type of the targets
 */
public final class FilterEntry<T> {

	private final Router<T> router;

	private final int identifier;

	/** Tells which of several entries was added first. */
	private final long order;

	/** Whether the server matches topics with all of the filter. */
	private final boolean whole;

	private Subscription subscription;

	/** Replaced when it changes, because routes hand it out. */
	private List<T> targets = List.of();

	/** Those that take retained messages, or {@code null} for all. */
	private @Nullable List<T> takers;

	private boolean confirmed;

	/** Whether a message with this entry's identifier has come in this session. */
	private boolean seen;

	/**
	 * The last message that was taken although its identifier is not this entry's; only
	 * until one with its own identifier comes.
	 */
	private @Nullable MqttMessage stale;

	FilterEntry(Router<T> router, Subscription subscription, int identifier, long order, boolean whole) {
		this.router = router;
		this.subscription = subscription;
		this.identifier = identifier;
		this.order = order;
		this.whole = whole;
	}

	public String filter() {
		return this.subscription.topicFilter();
	}

	/**
	 * Returns the options that the server has been, or will be, asked for.
	 * @return the options, with this entry's filter
	 */
	public Subscription subscription() {
		return this.subscription;
	}

	public void subscription(Subscription subscription) {
		this.subscription = subscription;
		this.router.changed();
	}

	/**
	 * Returns the subscription identifier that the filter is, or can be, sent with.
	 * @return the identifier
	 */
	public int identifier() {
		return this.identifier;
	}

	public List<T> targets() {
		return this.targets;
	}

	/**
	 * Adds a target.
	 * @param target the target
	 * @param retained whether it takes retained messages from now on; otherwise from the
	 * next {@link #retainedGoTo} on that names it
	 */
	public void add(T target, boolean retained) {
		if (!retained && this.takers == null) {
			this.takers = this.targets;
		}
		else if (retained && this.takers != null) {
			this.takers = with(this.takers, target);
		}
		this.targets = with(this.targets, target);
		this.router.changed();
	}

	/**
	 * Removes a target.
	 * @param target the target
	 */
	public void remove(T target) {
		this.targets = without(this.targets, target);
		if (this.takers != null) {
			this.takers = without(this.takers, target);
		}
		this.router.changed();
	}

	/**
	 * Says who takes the retained messages that come from now on, because another
	 * SUBSCRIBE brings them again.
	 * @param takers the targets, or {@code null} for all
	 */
	public void retainedGoTo(@Nullable List<T> takers) {
		if (takers != this.takers) {
			this.takers = (takers != null) ? List.copyOf(takers) : null;
			this.router.changed();
		}
	}

	/**
	 * Returns who takes a retained message.
	 * @return all targets, or some
	 */
	List<T> takers() {
		return (this.takers == null || this.subscription.retainAsPublished()) ? this.targets : this.takers;
	}

	/**
	 * Says whether the server has accepted the subscription and still has it.
	 * @param confirmed {@code true} if it has
	 */
	public void confirmed(boolean confirmed) {
		this.confirmed = confirmed;
	}

	/**
	 * Says that the session is a new one: no message has come in it.
	 */
	public void renew() {
		this.confirmed = false;
		this.seen = false;
		this.stale = null;
	}

	long order() {
		return this.order;
	}

	/**
	 * Returns whether the server sends a copy of every message that matches. It may send
	 * those of a shared subscription to another client, the client's own messages not at
	 * all, and retained ones for some of the filters only.
	 * @return {@code true} if it surely does
	 */
	boolean isServed() {
		return this.confirmed && this.whole && !this.subscription.noLocal()
				&& this.subscription.retainHandling() == RetainHandling.SEND;
	}

	boolean isSeen() {
		return this.seen;
	}

	/**
	 * A message with this entry's identifier has come.
	 * @param message the message
	 * @return {@code true} if it is the second copy of one that was taken just before
	 * under an identifier nobody has
	 */
	boolean see(MqttMessage message) {
		MqttMessage before = this.stale;
		this.seen = true;
		this.stale = null;
		return before != null && before.topic().equals(message.topic())
				&& Arrays.equals(before.payload(), message.payload());
	}

	void takeStale(MqttMessage message) {
		this.stale = message;
	}

	private static <T> List<T> with(List<T> list, T one) {
		List<T> longer = new ArrayList<>(list);
		longer.add(one);
		return List.copyOf(longer);
	}

	private static <T> List<T> without(List<T> list, T one) {
		List<T> shorter = new ArrayList<>(list);
		shorter.removeIf((each) -> each == one);
		return List.copyOf(shorter);
	}

	@Override
	public String toString() {
		return filter();
	}

}
