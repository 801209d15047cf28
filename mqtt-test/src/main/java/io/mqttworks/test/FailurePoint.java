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

package io.mqttworks.test;

/**
 * Where a connection of an {@link OrdinaryServer} fails: each step of the exchanges of
 * QoS 1 and 2, in both directions, is between two of these points.
 */
public enum FailurePoint {

	/** Nowhere. */
	NEVER,

	/** Closed as soon as it is made. */
	BEFORE_CONNECT,

	/** Closed on CONNECT, without an answer. */
	BEFORE_CONNACK,

	/** CONNACK 0x88 (3.1.1: 3), server unavailable. */
	REFUSED,

	/** Closed after CONNACK. */
	AFTER_CONNACK,

	/** The client's PUBLISH is lost. */
	PUBLISH_LOST,

	/** The server takes the client's PUBLISH of QoS 1; the PUBACK is lost. */
	PUBACK_LOST,

	/** Closed after PUBACK. */
	AFTER_PUBACK,

	/** The server takes the client's PUBLISH of QoS 2; the PUBREC is lost. */
	PUBREC_LOST,

	/** Closed after PUBREC. */
	AFTER_PUBREC,

	/** The client's PUBREL is lost. */
	PUBREL_LOST,

	/** The server takes the PUBREL; the PUBCOMP is lost. */
	PUBCOMP_LOST,

	/** Closed after PUBCOMP. */
	AFTER_PUBCOMP,

	/** Closed after the server's PUBLISH. */
	AFTER_DELIVERY,

	/** The client's acknowledgement of QoS 1 is lost. */
	DELIVERY_PUBACK_LOST,

	/** Closed after the client's acknowledgement of QoS 1. */
	AFTER_DELIVERY_PUBACK,

	/** The client's PUBREC is lost. */
	DELIVERY_PUBREC_LOST,

	/** The server takes the client's PUBREC; its PUBREL is lost. */
	DELIVERY_PUBREL_LOST,

	/** Closed after the server's PUBREL. */
	AFTER_DELIVERY_PUBREL,

	/** The client's PUBCOMP is lost. */
	DELIVERY_PUBCOMP_LOST,

	/** Closed after the client's PUBCOMP. */
	AFTER_DELIVERY_PUBCOMP

}
