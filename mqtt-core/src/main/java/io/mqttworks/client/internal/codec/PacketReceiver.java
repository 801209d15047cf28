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

package io.mqttworks.client.internal.codec;

import io.mqttworks.client.MqttMessage;
import io.netty.buffer.ByteBuf;

/**
 * Takes what {@link PacketReader} finds in the bytes. Any of the methods may throw
 * {@link io.mqttworks.client.MqttProtocolException}, which ends the reading.
 */
public interface PacketReceiver {

	/**
	 * Finds the topic of a PUBLISH: by its name, by its alias, or, when both are there,
	 * by the name, which the alias stands for from now on.
	 * @param buffer holds the name; not to be kept, indexes not to be moved
	 * @param index where the name's UTF-8 starts
	 * @param length the length of the name in bytes; 0 if only the alias was sent
	 * @param alias the alias; 0 if there is none
	 * @return the topic
	 */
	Topic topic(ByteBuf buffer, int index, int length, int alias);

	/**
	 * A PUBLISH arrived.
	 * @param message the message
	 * @param topic what {@link #topic} returned for it
	 */
	void publish(MqttMessage message, Topic topic);

	/**
	 * A PUBACK, PUBREC, PUBREL or PUBCOMP arrived that says nothing but that all is well:
	 * no object is made for it.
	 * @param type the packet's type
	 * @param packetId the packet identifier
	 */
	void acknowledged(int type, int packetId);

	/**
	 * Any other packet arrived, or an acknowledgement with a reason.
	 * @param packet the packet
	 */
	void packet(Packet packet);

}
