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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;

/**
 * Who has asked for which filters, with which options: so that a contradiction is told to
 * the one who causes it, at once, although the filters live on the event loop. Guarded by
 * its caller.
 */
final class FilterClaims {

	private final Map<String, Claim> claims = new HashMap<>();

	/**
	 * Claims filters for an owner.
	 * @param subscriptions the filters and options
	 * @param owner who wants them
	 * @throws IllegalArgumentException if one is claimed with other options than QoS and
	 * RetainHandling; then none is claimed
	 */
	void claim(List<Subscription> subscriptions, Registration owner) {
		for (Subscription subscription : subscriptions) {
			Claim claim = this.claims.get(subscription.topicFilter());
			if (claim != null && !shared(claim.options).equals(shared(subscription))) {
				throw new IllegalArgumentException("The topic filter '" + subscription.topicFilter()
						+ "' has a handler already and is subscribed with " + options(claim.options)
						+ "; another handler cannot have it with " + options(subscription)
						+ ". Use the same options, or a filter of its own");
			}
		}
		for (Subscription subscription : subscriptions) {
			this.claims.computeIfAbsent(subscription.topicFilter(), (filter) -> new Claim(subscription)).owners
				.add(owner);
		}
	}

	/**
	 * Gives up what an owner has of some filters.
	 * @param filters the filters
	 * @param owner the owner
	 */
	void release(Collection<String> filters, Registration owner) {
		for (String filter : filters) {
			Claim claim = this.claims.get(filter);
			if (claim != null && claim.owners.remove(owner) && claim.owners.isEmpty()) {
				this.claims.remove(filter);
			}
		}
	}

	/**
	 * Gives up filters for all who have them.
	 * @param filters the filters
	 */
	void release(Collection<String> filters) {
		filters.forEach(this.claims::remove);
	}

	// QoS is the highest of all; RetainHandling says what happens when one is added.
	private static Subscription shared(Subscription subscription) {
		return new Subscription(subscription.topicFilter(), Qos.AT_MOST_ONCE, subscription.noLocal(),
				subscription.retainAsPublished(), RetainHandling.SEND);
	}

	private static String options(Subscription subscription) {
		return "noLocal=" + subscription.noLocal() + ", retainAsPublished=" + subscription.retainAsPublished();
	}

	private static final class Claim {

		private final Subscription options;

		private final List<Registration> owners = new ArrayList<>(1);

		Claim(Subscription options) {
			this.options = options;
		}

	}

}
