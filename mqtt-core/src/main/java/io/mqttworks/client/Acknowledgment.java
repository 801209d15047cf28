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

package io.mqttworks.client;

import org.jspecify.annotations.Nullable;

/**
 * Says what became of a received message. The first call counts, later ones do nothing.
 * Any thread may call. Of a QoS 0 message nothing is sent.
 */
public interface Acknowledgment {

	/**
	 * The message is handled.
	 */
	void acknowledge();

	/**
	 * The message is not accepted. The server does not send it again; on 3.1.1 it is not
	 * told either.
	 * @param reasonCode an error code a PUBACK or PUBREC can have: 0x80, 0x83, 0x87,
	 * 0x90, 0x97 or 0x99
	 * @param reasonString what to add for people, or {@code null}
	 * @throws IllegalArgumentException for another code
	 */
	void reject(ReasonCode reasonCode, @Nullable String reasonString);

	/**
	 * The message stays unacknowledged: the server sends it again after the next
	 * reconnection to the same session. Messages behind it can be acknowledged.
	 */
	void leaveUnacknowledged();

	/**
	 * The message could not be handled: it is logged and told to the
	 * {@linkplain ErrorListener listeners}, and {@link HandlerFailurePolicy} decides, as
	 * when a handler throws.
	 * @param cause why
	 */
	void fail(Throwable cause);

}
