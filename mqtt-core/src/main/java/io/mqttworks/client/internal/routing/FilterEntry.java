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
import java.util.Comparator;
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter and the targets that take its messages. The client has one subscription
 * for it at the server, however many targets there are. One thread only, as the router
 * that makes it.
 *
 * @param <T> the type of the targets
 */
public final class FilterEntry<T> {

	private final Table table;

	private final int identifier;

	/** Tells which of several entries was added first. */
	private final long added;

	/**
	 * The number of the first request from which the server can have the subscription; 0
	 * while there is none.
	 */
	private long asked;

	/** The number of the last request. */
	private long lastAsked;

	/**
	 * The number of the first request that the server surely took; 0 if there is none.
	 */
	private long accepted;

	/** Whether the server matches topics with all of the filter. */
	private final boolean whole;

	private Subscription subscription;

	/** Replaced when it changes, because routes hand it out. */
	private List<T> targets = List.of();

	/** Those that take retained messages, or {@code null} for all. */
	private @Nullable List<T> takers;

	/** Whether a message with this entry's identifier has come in this session. */
	private boolean seen;

	/**
	 * Whether one of QoS 1 or 2 has: those of QoS 0 overtake what a server has queued for
	 * other filters.
	 */
	private boolean seenInOrder;

	/**
	 * What was taken although its identifier is nobody's; only until it is known that no
	 * copy under this entry's own will come.
	 */
	private @Nullable ForeignCopies foreign;

	FilterEntry(Table table, Subscription subscription, int identifier, long added, boolean whole) {
		this.table = table;
		this.subscription = subscription;
		this.identifier = identifier;
		this.added = added;
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
		this.table.changed();
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
		this.table.changed();
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
		this.table.changed();
	}

	/**
	 * Says who takes the retained messages that come from now on, because another
	 * SUBSCRIBE brings them again.
	 * @param takers the targets, or {@code null} for all
	 */
	public void retainedGoTo(@Nullable List<T> takers) {
		if (takers != this.takers) {
			this.takers = (takers != null) ? List.copyOf(takers) : null;
			this.table.changed();
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
	 * The server is being asked for the subscription.
	 */
	public void asked() {
		this.lastAsked = this.table.nextNumber();
		if (this.asked == 0) {
			this.asked = this.lastAsked;
			this.table.changed();
		}
	}

	/**
	 * The server has accepted the subscription, and has it until further notice.
	 */
	public void confirmed() {
		if (this.accepted == 0) {
			this.accepted = this.lastAsked;
		}
	}

	/**
	 * The server has refused the subscription. It may have it all the same, from a
	 * request whose answer was lost.
	 */
	public void refused() {
		this.accepted = 0;
		if (this.asked == this.lastAsked) {
			ended();
		}
	}

	/**
	 * The server is being asked to end the subscription: if it has it again, that is
	 * another one.
	 */
	public void ended() {
		this.asked = 0;
		this.accepted = 0;
		this.table.changed();
	}

	/**
	 * Says that the session is a new one: no message has come in it.
	 */
	public void renew() {
		ended();
		this.seen = false;
		this.seenInOrder = false;
		this.foreign = null;
	}

	/**
	 * Orders entries as the server came to have them, so that whatever the server sends
	 * for a later one it sends for an earlier one as well.
	 * @param one an entry
	 * @param other another one
	 * @return as a {@link Comparator} does
	 */
	static int compare(FilterEntry<?> one, FilterEntry<?> other) {
		// Those that were not asked for come last.
		int asked = Long.compareUnsigned(one.asked - 1, other.asked - 1);
		return (asked != 0) ? asked : Long.compare(one.added, other.added);
	}

	/**
	 * Returns whether the server sends a copy for this entry with every copy for another
	 * one that matches the same topic. It may send those of a shared subscription to
	 * another client, the client's own messages not at all, and retained ones for some of
	 * the filters only.
	 * @param other the other entry
	 * @return {@code true} if it surely does: it has had this subscription longer, or a
	 * message has come for it
	 */
	boolean isServedWith(FilterEntry<?> other) {
		return ((this.seenInOrder && this.asked != 0) || isOlderThan(other)) && this.whole
				&& !this.subscription.noLocal() && this.subscription.retainHandling() == RetainHandling.SEND;
	}

	// In a session of an earlier program the server may have had the other one before.
	private boolean isOlderThan(FilterEntry<?> other) {
		return this.accepted != 0 && this.accepted < other.asked && !this.table.isInherited();
	}

	/**
	 * Returns whether a message with this entry's identifier has come that a server would
	 * not have sent before the given one, if that were older.
	 * @param message a message that matches
	 * @return {@code true} if one has
	 */
	boolean isSeenBefore(MqttMessage message) {
		return (message.qos() == Qos.AT_MOST_ONCE) ? this.seen : this.seenInOrder;
	}

	/**
	 * Returns whether the next message may be another copy of one that was taken although
	 * its identifier is nobody's.
	 * @return {@code true} until it is known
	 */
	boolean awaitsCopy() {
		return this.foreign != null;
	}

	/**
	 * A message with this entry's identifier has come.
	 * @param message the message
	 * @return {@code true} if it is the second copy of one that was taken just before
	 * under an identifier nobody has
	 */
	boolean see(MqttMessage message) {
		this.seen = true;
		this.seenInOrder |= message.qos() != Qos.AT_MOST_ONCE;
		ForeignCopies taken = this.foreign;
		if (taken == null) {
			return false;
		}
		boolean copy = taken.see(message);
		if (taken.isOver()) {
			this.foreign = null;
		}
		return copy;
	}

	/**
	 * Returns whether a message with an identifier nobody has is another copy of one that
	 * was taken just before, under another identifier nobody has.
	 * @param message the message
	 * @return {@code true} if it was taken before
	 */
	boolean hasTakenForeign(MqttMessage message) {
		return this.foreign != null && this.foreign.hasOther(message);
	}

	/**
	 * A message with an identifier nobody has was taken.
	 * @param message the message
	 */
	void takeForeign(MqttMessage message) {
		if (this.foreign == null) {
			this.foreign = new ForeignCopies();
		}
		this.foreign.take(message);
	}

	/**
	 * A message with an identifier nobody has came once more, and is not handled again.
	 * @param message the message
	 */
	void repeatedForeign(MqttMessage message) {
		if (this.foreign != null) {
			this.foreign.repeated(message);
		}
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

	/**
	 * The table that an entry is in, with all others.
	 */
	interface Table {

		/**
		 * An entry has changed: routes that were found before are stale.
		 */
		void changed();

		/**
		 * Returns the number of the next event, by which events are ordered.
		 * @return a number larger than all before
		 */
		long nextNumber();

		/**
		 * Returns whether an earlier program may have begun the session.
		 * @return {@code false} if the session surely began with this client
		 */
		boolean isInherited();

	}

}
