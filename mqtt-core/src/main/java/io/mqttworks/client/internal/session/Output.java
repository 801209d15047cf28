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

import io.mqttworks.client.internal.codec.Packet;

/**
 * The connection, as a session sees it: packets out, in the version that was agreed on.
 * They are collected, and go out with {@link #flush()}, which is called once for each
 * turn. Event loop only.
 */
public interface Output {

	/**
	 * Returns whether the connection takes more messages now. Packets that must go out,
	 * such as acknowledgements, may be sent all the same.
	 * @return false while the network is slower than the messages come
	 */
	boolean isWritable();

	/**
	 * Sends a packet that is not a message.
	 * @param packet the packet
	 */
	void send(Packet packet);

	/**
	 * Sends an acknowledgement that says nothing but that all is well.
	 * @param type its packet type, PUBACK to PUBCOMP
	 * @param packetId the packet identifier
	 */
	void acknowledge(int type, int packetId);

	/**
	 * Sends a message, unless its packet is too large. The size is known here and nowhere
	 * else, because it depends on the version, on what is left of the message's expiry
	 * and on the alias.
	 * @param publish the message, with the packet identifier it is to have
	 * @param duplicate the DUP flag
	 * @param topicAlias the alias to send, or 0
	 * @param aliasKnown whether the server knows the alias, so that the topic stays out
	 * @param maximumSize the largest packet that the server takes, in bytes
	 * @return the size of the packet; if it is above the maximum, nothing was sent
	 */
	long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown, long maximumSize);

	/**
	 * Has a QoS 0 message completed, by {@link Session#flushed}, when what was sent so
	 * far is out.
	 * @param publish the message
	 */
	void completeWhenFlushed(PendingPublish publish);

	/**
	 * Writes out what was sent, as far as the network takes it.
	 */
	void flush();

	/**
	 * Reads from the connection, or stops to.
	 * @param on whether to read
	 */
	void read(boolean on);

}
