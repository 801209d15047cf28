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

package io.mqttworks.client.internal.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.SubscriptionStatus.State;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.FilterEntry;
import org.jspecify.annotations.Nullable;

/**
 * A filter at the server: who shares it, and how it stands. Event loop only, but for
 * {@link #status()}.
 */
final class SubscribedFilter {

	private final FilterEntry<Lane> entry;

	private final List<Registration> members = new ArrayList<>(1);

	/** Those that wait for the answer to a SUBSCRIBE that is still to be sent. */
	private final List<SubscribeCall> subscribing = new ArrayList<>(1);

	/** Those that wait for the answer to an UNSUBSCRIBE that is still to be sent. */
	private final List<SubscribeCall> unsubscribing = new ArrayList<>(0);

	/** Lanes that joined since the last SUBSCRIBE was sent. */
	private final List<Lane> newcomers = new ArrayList<>(0);

	/**
	 * Those for whom the SUBSCRIBE that waits for its answer brings retained messages.
	 */
	private List<Lane> awaiting = List.of();

	private volatile SubscriptionStatus status;

	/** Whether it waits in a line to be sent. */
	private boolean queued;

	/** Whether a SUBSCRIBE is to be sent. */
	private boolean subscribeDue;

	/** Whether an UNSUBSCRIBE is to be sent. */
	private boolean unsubscribeDue;

	/** Whether the filter goes as soon as the server has let go of it. */
	private boolean leaving;

	/** Whether a SUBSCRIBE was sent in this session. */
	private boolean sent;

	/** Whether a SUBSCRIBE waits for its answer. */
	private boolean asked;

	/** How many UNSUBSCRIBEs wait for their answer. */
	private int unsubscribes;

	/** How many UNSUBSCRIBEs were lost with their connection. */
	private int lost;

	/** Whether it is asked for alone, because it may be what ends connections. */
	private boolean suspect;

	/** How many connections ended in a row while it alone was asked for. */
	private int ended;

	/** The pause before it is asked for again; 0 while it is not refused. */
	private long pauseMillis;

	/** When it is asked for again. */
	private long nextAttempt;

	SubscribedFilter(FilterEntry<Lane> entry) {
		this.entry = entry;
		this.status = new SubscriptionStatus(entry.filter(), State.WAITING, null);
	}

	String filter() {
		return this.entry.filter();
	}

	FilterEntry<Lane> entry() {
		return this.entry;
	}

	// Who shares it

	List<Registration> members() {
		return this.members;
	}

	boolean hasMembers() {
		return !this.members.isEmpty();
	}

	void join(Registration member, Subscription subscription) {
		if (this.members.isEmpty()) {
			this.entry.subscription(subscription);
		}
		else {
			Qos highest = (subscription.qos().compareTo(qos()) > 0) ? subscription.qos() : qos();
			this.entry.subscription(new Subscription(subscription.topicFilter(), highest, subscription.noLocal(),
					subscription.retainAsPublished(), subscription.retainHandling()));
		}
		this.members.add(member);
		this.entry.add(member.lane(), !this.sent);
		if (this.sent) {
			this.newcomers.add(member.lane());
		}
		this.subscribing.add(member.result());
		this.subscribeDue = true;
	}

	private Qos qos() {
		return this.entry.subscription().qos();
	}

	boolean remove(Registration member) {
		if (!this.members.remove(member)) {
			return false;
		}
		this.entry.remove(member.lane());
		this.newcomers.remove(member.lane());
		this.subscribing.remove(member.result());
		if (this.members.isEmpty()) {
			this.subscribeDue = false;
		}
		return true;
	}

	/**
	 * Returns whether a SUBSCRIBE may have both filters.
	 * @param other another filter
	 * @return {@code true} if the same handler came first to both, with the same
	 * properties
	 */
	boolean goesWith(SubscribedFilter other) {
		return hasMembers() && other.hasMembers() && this.members.get(0) == other.members.get(0)
				&& (this.members.equals(other.members) || userProperties().equals(other.userProperties()));
	}

	List<UserProperty> userProperties() {
		Set<UserProperty> properties = new LinkedHashSet<>(0);
		this.members.forEach((member) -> properties.addAll(member.userProperties()));
		return List.copyOf(properties);
	}

	// What is to be sent

	boolean isQueued() {
		return this.queued;
	}

	void queued(boolean queued) {
		this.queued = queued;
	}

	boolean isSubscribeDue() {
		return this.subscribeDue && !this.asked;
	}

	void subscribeDue() {
		this.subscribeDue = true;
	}

	boolean isUnsubscribeDue() {
		return this.unsubscribeDue;
	}

	boolean isLeaving() {
		return this.leaving;
	}

	void leave(@Nullable SubscribeCall call) {
		this.leaving = true;
		this.unsubscribeDue = true;
		if (call != null) {
			this.unsubscribing.add(call);
		}
	}

	/**
	 * Is wanted again.
	 * @return those whose UNSUBSCRIBE is not sent any more
	 */
	List<SubscribeCall> stay() {
		this.leaving = false;
		this.unsubscribeDue = false;
		return take(this.unsubscribing);
	}

	// What was sent, and what came of it

	/**
	 * SUBSCRIBE is being sent.
	 * @return those that wait for its answer
	 */
	List<SubscribeCall> subscribed() {
		// Where the server has the subscription, only those that are new lack the
		// retained
		// messages that another SUBSCRIBE brings.
		boolean there = this.sent && this.status.state() == State.SUBSCRIBED;
		this.awaiting = there ? List.copyOf(this.newcomers) : List.of();
		this.entry.retainedGoTo(there ? this.awaiting : null);
		this.newcomers.clear();
		this.entry.asked();
		this.sent = true;
		this.asked = true;
		this.subscribeDue = false;
		return take(this.subscribing);
	}

	/**
	 * The server granted it.
	 */
	void granted() {
		this.asked = false;
		this.suspect = false;
		this.ended = 0;
		this.pauseMillis = 0;
		this.entry.confirmed();
	}

	void refused(long pauseMillis, long nextAttempt) {
		this.asked = false;
		this.subscribeDue = false;
		this.pauseMillis = pauseMillis;
		this.nextAttempt = nextAttempt;
	}

	/**
	 * The connection ended before the answer came.
	 * @param calls those that wait for it
	 */
	void notAnswered(List<SubscribeCall> calls) {
		this.asked = false;
		this.subscribing.addAll(calls);
		this.newcomers.addAll(this.awaiting);
		this.newcomers.retainAll(this.entry.targets());
		if (hasMembers()) {
			this.subscribeDue = true;
		}
	}

	List<SubscribeCall> unsubscribed() {
		// If it stays after all, another subscription begins behind this one.
		this.entry.ended();
		this.unsubscribeDue = false;
		this.unsubscribes++;
		return take(this.unsubscribing);
	}

	/**
	 * An UNSUBSCRIBE was answered, or lost.
	 * @return {@code true} if it was the last word on the filter
	 */
	boolean unsubscribeAnswered() {
		this.unsubscribes--;
		return this.leaving && this.unsubscribes == 0 && !this.unsubscribeDue;
	}

	/**
	 * An UNSUBSCRIBE was lost with its connection.
	 * @return how often that has happened
	 */
	int unsubscribeLost() {
		unsubscribeAnswered();
		this.unsubscribeDue = this.leaving;
		return ++this.lost;
	}

	List<SubscribeCall> takeSubscribing() {
		return take(this.subscribing);
	}

	List<SubscribeCall> takeUnsubscribing() {
		return take(this.unsubscribing);
	}

	/**
	 * The server has a new session, without subscriptions.
	 */
	void renew() {
		this.entry.renew();
		this.entry.retainedGoTo(null);
		this.newcomers.clear();
		this.sent = false;
		this.subscribeDue = hasMembers();
		if (this.status.state() == State.SUBSCRIBED) {
			status(State.WAITING, null);
		}
	}

	// Suspicion

	boolean isSuspect() {
		return this.suspect;
	}

	void suspect() {
		this.suspect = true;
	}

	int endedConnection() {
		this.suspect = true;
		return ++this.ended;
	}

	/**
	 * Returns whether it is asked for after pauses only, not with each connection.
	 * @param times after how many ended connections that is
	 * @return {@code true} if it has ended so many
	 */
	boolean hasEnded(int times) {
		return this.ended >= times;
	}

	long pauseMillis() {
		return this.pauseMillis;
	}

	long nextAttempt() {
		return this.nextAttempt;
	}

	// How it stands

	/**
	 * Returns how the filter stands at the server. Any thread.
	 * @return the status
	 */
	SubscriptionStatus status() {
		return this.status;
	}

	/**
	 * Changes the status.
	 * @param state the state
	 * @param code the server's code
	 * @return {@code true} if it was another one before
	 */
	boolean status(State state, @Nullable ReasonCode code) {
		SubscriptionStatus changed = new SubscriptionStatus(filter(), state, code);
		if (changed.equals(this.status)) {
			return false;
		}
		this.status = changed;
		return true;
	}

	private static <E> List<E> take(List<E> list) {
		List<E> taken = List.copyOf(list);
		list.clear();
		return taken;
	}

	@Override
	public String toString() {
		return filter();
	}

}
