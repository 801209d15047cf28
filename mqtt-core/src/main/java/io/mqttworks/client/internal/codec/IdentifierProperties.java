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

import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The properties of most messages: one Subscription Identifier and nothing else. They are
 * the same for every message of a subscription, and made once: that saves 100 bytes and
 * the general reader for each message.
 */
final class IdentifierProperties {

	private static final int SLOTS = 16;

	/** Made with the first message. */
	private @Nullable MessageProperties @Nullable [] slots;

	private MessageProperties properties = MessageProperties.NONE;

	/**
	 * Reads the properties of a PUBLISH if they are one Subscription Identifier.
	 * @param bytes the packet
	 * @param index where the length of the properties is
	 * @param end where the packet ends
	 * @return where the properties end, or 0 if there is anything else, or anything wrong
	 */
	int read(ByteBuf bytes, int index, int end) {
		if (index + 2 >= end || bytes.getByte(index + 1) != Property.SUBSCRIPTION_IDENTIFIER.id()) {
			return 0;
		}
		int last = index + 1 + bytes.getByte(index);
		int read = VariableByteInteger.read(bytes, index + 2, Math.min(last, end));
		if (read < 0 || index + 2 + VariableByteInteger.length(read) != last) {
			return 0;
		}
		int identifier = VariableByteInteger.value(read);
		if (identifier == 0 || VariableByteInteger.size(identifier) != VariableByteInteger.length(read)) {
			return 0;
		}
		this.properties = properties(identifier);
		return last;
	}

	private MessageProperties properties(int identifier) {
		@Nullable MessageProperties[] slots = this.slots;
		if (slots == null) {
			slots = new @Nullable MessageProperties[SLOTS];
			this.slots = slots;
		}
		int slot = identifier & (SLOTS - 1);
		MessageProperties known = slots[slot];
		if (known == null || known.subscriptionIdentifiers().get(0) != identifier) {
			known = new MessageProperties(null, false, null, null, null, List.of(), List.of(identifier));
			slots[slot] = known;
		}
		return known;
	}

	/**
	 * Returns what was read last.
	 * @return the properties
	 */
	MessageProperties properties() {
		return this.properties;
	}

}
