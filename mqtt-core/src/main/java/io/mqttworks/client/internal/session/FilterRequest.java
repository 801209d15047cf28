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

import java.util.List;

import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.codec.Packet;
import io.netty.buffer.ByteBufUtil;

/**
 * A SUBSCRIBE or UNSUBSCRIBE that waits for its answer.
 */
sealed interface FilterRequest extends PacketIdHolder {

	/**
	 * Returns how many filters it has.
	 * @return the number
	 */
	int size();

	/**
	 * Returns its packet.
	 * @param packetId the packet identifier
	 * @return the packet
	 */
	Packet packet(int packetId);

	/**
	 * SUBSCRIBE.
	 *
	 * @param identifier the subscription identifier, or 0
	 * @param filters the filters
	 * @param options how each is subscribed
	 * @param calls those that wait for the answer about each
	 * @param userProperties the user properties
	 */
	record Subscribe(int identifier, List<SubscribedFilter> filters, List<Subscription> options,
			List<List<SubscribeCall>> calls, List<UserProperty> userProperties) implements FilterRequest {

		@Override
		public int size() {
			return this.filters.size();
		}

		@Override
		public Packet packet(int packetId) {
			return new Packet.Subscribe(packetId, this.identifier, this.options, this.userProperties);
		}

	}

	/**
	 * UNSUBSCRIBE.
	 *
	 * @param filters the filters
	 * @param calls those that wait for the answer about each
	 */
	record Unsubscribe(List<SubscribedFilter> filters, List<List<SubscribeCall>> calls) implements FilterRequest {

		@Override
		public int size() {
			return this.filters.size();
		}

		@Override
		public Packet packet(int packetId) {
			return new Packet.Unsubscribe(packetId, this.filters.stream().map(SubscribedFilter::filter).toList(),
					this.calls.stream()
						.flatMap(List::stream)
						.distinct()
						.flatMap((call) -> call.requestProperties().stream())
						.toList());
		}

	}

	/**
	 * UNSUBSCRIBE of filters that an earlier program may have left.
	 *
	 * @param topic the topic that was seen
	 * @param filters the filters
	 * @param last whether it is the last one for the topic
	 */
	record Stale(String topic, List<String> filters, boolean last) implements FilterRequest {

		@Override
		public int size() {
			return this.filters.size();
		}

		@Override
		public Packet packet(int packetId) {
			return new Packet.Unsubscribe(packetId, this.filters, List.of());
		}

	}

	/**
	 * Returns what a filter takes in SUBSCRIBE.
	 * @param filter the filter
	 * @return the number of bytes
	 */
	static int subscribeBytes(String filter) {
		return 2 + ByteBufUtil.utf8Bytes(filter) + 1;
	}

	/**
	 * Returns what a filter takes in UNSUBSCRIBE.
	 * @param filter the filter
	 * @return the number of bytes
	 */
	static int unsubscribeBytes(String filter) {
		return 2 + ByteBufUtil.utf8Bytes(filter);
	}

	/**
	 * Returns what properties take, their length included.
	 * @param mqtt5 whether there are properties
	 * @param identifier the subscription identifier, or 0
	 * @param userProperties the user properties
	 * @return the number of bytes
	 */
	static int propertyBytes(boolean mqtt5, int identifier, List<UserProperty> userProperties) {
		if (!mqtt5) {
			return 0;
		}
		int bytes = (identifier != 0) ? 1 + variableBytes(identifier) : 0;
		for (UserProperty property : userProperties) {
			bytes += 5 + ByteBufUtil.utf8Bytes(property.name()) + ByteBufUtil.utf8Bytes(property.value());
		}
		return variableBytes(bytes) + bytes;
	}

	/**
	 * Returns the size of a packet.
	 * @param content the bytes behind the packet identifier
	 * @return the number of bytes
	 */
	static long packetBytes(long content) {
		return 1 + variableBytes(content + 2) + content + 2;
	}

	private static int variableBytes(long value) {
		int bytes = 1;
		for (long rest = value >>> 7; rest > 0; rest >>>= 7) {
			bytes++;
		}
		return bytes;
	}

}
