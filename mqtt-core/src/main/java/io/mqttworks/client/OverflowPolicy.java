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

/**
 * What happens to a message to publish when the outbound queue is full.
 */
public enum OverflowPolicy {

	/** Its future fails with {@link MqttQueueFullException}. */
	FAIL,

	/**
	 * The oldest message that was not sent yet is dropped to make room; its future fails.
	 * The calling thread never waits. If threads publish faster than messages can be
	 * dropped, so that about twice the limits are pending, further messages fail as with
	 * {@link #FAIL}.
	 */
	DROP_OLDEST,

	/** It is dropped: its future fails, and the listeners are told. */
	DROP_NEWEST,

	/**
	 * The calling thread waits for room. On the event loop, where that would be a
	 * deadlock, as {@link #FAIL}.
	 */
	BLOCK

}
