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

import org.jspecify.annotations.Nullable;

/**
 * Finds the message that a server answers by ending the connection. When connections end
 * several times in a row with the same message first in flight, and nothing was
 * acknowledged in between, the message is suspected. Then a connection has to prove with
 * an answered PINGREQ that it is not the line that breaks, and only the suspected message
 * is sent. When that ends, too, it is the message. Event loop only.
 */
final class PoisonWatch {

	/** How many of the ends must have followed the suspected message alone. */
	static final int ALONE = 2;

	private final int threshold;

	/** The first in flight when a connection ended last. */
	private @Nullable PendingPublish first;

	private int ends;

	/** Whether the connection there is now has answered a ping. */
	private boolean proven;

	/** Whether the connection ends because it is to. */
	private boolean endingOnRequest;

	/**
	 * Creates a watch.
	 * @param threshold after how many ends in a row it is the message, at least 3; 0 for
	 * never
	 */
	PoisonWatch(int threshold) {
		this.threshold = threshold;
	}

	/**
	 * Returns whether there is a suspected message, so that no other is sent.
	 * @return {@code true} until it is acknowledged or given up
	 */
	boolean isSuspecting() {
		if (this.first != null && this.first.exchange() == OutboundExchange.DONE) {
			acknowledged();
		}
		return this.first != null && this.threshold > 0 && this.ends >= this.threshold - ALONE;
	}

	/**
	 * Returns the suspected message, if the connection has proven itself.
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish suspect() {
		return (this.proven && isSuspecting()) ? this.first : null;
	}

	/**
	 * The server answered a PINGREQ.
	 */
	void pingAnswered() {
		this.proven = true;
	}

	/**
	 * The server acknowledged a message.
	 */
	void acknowledged() {
		this.first = null;
		this.ends = 0;
	}

	/**
	 * The connection is about to end because it is to, whatever was sent.
	 */
	void endingOnRequest() {
		this.endingOnRequest = true;
	}

	/**
	 * The connection has ended.
	 * @param first the first message in flight, or {@code null}
	 * @return how many times in a row connections ended with it, if that is enough to set
	 * it aside; 0 if not
	 */
	int ended(@Nullable PendingPublish first) {
		boolean counts = first != null && !this.endingOnRequest;
		this.proven = false;
		this.endingOnRequest = false;
		if (!counts) {
			return 0;
		}
		if (this.first != first) {
			this.first = first;
			this.ends = 0;
		}
		this.ends++;
		if (this.threshold == 0 || this.ends < this.threshold) {
			return 0;
		}
		int enough = this.ends;
		acknowledged();
		return enough;
	}

}
