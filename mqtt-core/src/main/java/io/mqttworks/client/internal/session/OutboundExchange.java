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

/**
 * How far the exchange of a message to publish is, of QoS 1 and 2 alike (MQTT 5 section
 * 4.3). Each method is a step that leads to another state, and refuses to be one from a
 * state it does not lead from.
 */
enum OutboundExchange {

	/** Not on the wire, or to be sent as a new message. */
	WAITING,

	/** Was on the wire of an earlier connection, and is to be sent again. */
	REPLAY,

	/** PUBLISH is on the wire. */
	SENT,

	/**
	 * PUBREC arrived, or the message was set aside, and is being noted: neither PUBLISH
	 * nor PUBREL may be sent.
	 */
	RECEIVED,

	/** That is noted: PUBREL is on the wire, or to be sent again. */
	RELEASED,

	/** Acknowledged, given up or withdrawn. */
	DONE;

	/** The states by their number, without a copy for each look. */
	private static final OutboundExchange[] ALL = values();

	static OutboundExchange of(byte number) {
		return ALL[number];
	}

	byte number() {
		return (byte) ordinal();
	}

	/**
	 * PUBLISH goes out.
	 * @return the state after that
	 */
	OutboundExchange send() {
		return step(this == WAITING || this == REPLAY, SENT);
	}

	/**
	 * PUBREC arrived, or the message is not sent again though the server may have it.
	 * @return the state after that
	 */
	OutboundExchange receive() {
		return step(this == SENT || this == REPLAY, RECEIVED);
	}

	/**
	 * That PUBREC arrived is noted.
	 * @return the state after that
	 */
	OutboundExchange release() {
		return step(this == RECEIVED, RELEASED);
	}

	/**
	 * There is another connection, and the server knows the session.
	 * @return the state after that
	 */
	OutboundExchange replay() {
		return step(this == SENT || this == REPLAY, REPLAY);
	}

	/**
	 * There is another connection, and the server does not know the session.
	 * @return the state after that
	 */
	OutboundExchange startAnew() {
		return step(this == SENT || this == REPLAY, WAITING);
	}

	/**
	 * The message has arrived, or was given up.
	 * @return the state after that
	 */
	OutboundExchange end() {
		return step(this != DONE, DONE);
	}

	/**
	 * Returns whether the server has the message, so that it must not be sent again.
	 * @return {@code true} from PUBREC on
	 */
	boolean hasArrived() {
		return this == RECEIVED || this == RELEASED;
	}

	private OutboundExchange step(boolean allowed, OutboundExchange next) {
		if (!allowed) {
			throw new IllegalStateException("An exchange cannot go from " + this + " to " + next);
		}
		return next;
	}

}
