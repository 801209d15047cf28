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

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.MqttMessage;

/**
 * Packets as nested lists that are equal if the packets say the same: records hold arrays
 * and messages, which compare by identity.
 */
final class PacketValues {

	private PacketValues() {
	}

	static Object of(Object value) {
		if (value instanceof byte[] bytes) {
			return ByteBuffer.wrap(bytes);
		}
		if (value instanceof List<?> list) {
			return list.stream().map(PacketValues::of).toList();
		}
		if (value instanceof MqttMessage message) {
			return List.of(message.topic(), ByteBuffer.wrap(message.payload()), message.qos(), message.retain(),
					message.duplicate(), message.packetId(), of(message.properties()));
		}
		if (value instanceof Record) {
			return ofRecord(value);
		}
		return (value != null) ? value : "null";
	}

	private static Object ofRecord(Object record) {
		List<Object> values = new ArrayList<>();
		values.add(record.getClass().getSimpleName());
		try {
			for (RecordComponent component : record.getClass().getRecordComponents()) {
				values.add(component.getName() + "=");
				values.add(of(component.getAccessor().invoke(record)));
			}
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		return values;
	}

}
