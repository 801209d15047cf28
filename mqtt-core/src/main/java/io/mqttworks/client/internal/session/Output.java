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

import io.netty.buffer.ByteBuf;

/**
 * Where a session writes its packets: collects them, and writes them out together. Event
 * loop only.
 */
public interface Output {

	/**
	 * Returns whether the connection takes more messages now. Packets that must go out,
	 * such as acknowledgements, may be written all the same.
	 * @return whether it does
	 */
	boolean isWritable();

	/**
	 * Returns the buffer to write a packet to.
	 * @param bytes the size of the packet
	 * @return a buffer with that much room at its writer index
	 */
	ByteBuf reserve(int bytes);

	/**
	 * Writes a payload too large to be collected, after what was written before. Until it
	 * is out, {@link #isWritable()} says no.
	 * @param payload the payload
	 */
	void stream(byte[] payload);

	/**
	 * Completes a QoS 0 message when what was written so far is out.
	 * @param publish the message
	 */
	void completeWhenFlushed(PendingPublish publish);

}
