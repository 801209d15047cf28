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

import java.time.Duration;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Topics;
import io.mqttworks.client.Will;
import io.netty.buffer.ByteBuf;

/**
 * Encodes CONNECT (section 3.1), in the version that the packet names.
 */
final class ConnectEncoder {

	private ConnectEncoder() {
	}

	/**
	 * Writes what follows the fixed header.
	 * @param out where to; grows if needed
	 * @param connect the packet
	 * @throws IllegalArgumentException if anything in the packet is not valid, or there
	 * is something that 3.1.1 does not have
	 */
	static void write(ByteBuf out, Packet.Connect connect) {
		boolean mqtt5 = connect.version() == MqttVersion.MQTT_5;
		if (!mqtt5 && connect.password() != null && connect.username() == null) {
			throw new IllegalArgumentException("On MQTT 3.1.1 a password needs a user name");
		}
		PacketFields.requireMqtt5(mqtt5, "CONNECT", connect.properties().equals(Packet.ConnectProperties.NONE),
				"properties");
		Utf8.write(out, "protocol name", "MQTT");
		out.writeByte(mqtt5 ? 5 : 4);
		out.writeByte(connectFlags(connect));
		PacketFields.writeShort(out, "keep alive", connect.keepAlive());
		if (mqtt5) {
			connectProperties(out, connect.properties());
		}
		Utf8.write(out, "client identifier", connect.clientId());
		if (connect.will() != null) {
			will(out, connect.will(), mqtt5);
		}
		if (connect.username() != null) {
			Utf8.write(out, "user name", connect.username());
		}
		if (connect.password() != null) {
			PacketFields.writeBinary(out, "password", connect.password());
		}
	}

	private static int connectFlags(Packet.Connect connect) {
		int flags = connect.cleanStart() ? 0x02 : 0;
		Will will = connect.will();
		if (will != null) {
			flags |= 0x04 | (will.message().qos().value() << 3) | (will.message().retain() ? 0x20 : 0);
		}
		flags |= (connect.password() != null) ? 0x40 : 0;
		flags |= (connect.username() != null) ? 0x80 : 0;
		return flags;
	}

	private static void connectProperties(ByteBuf out, Packet.ConnectProperties properties) {
		PacketFields.requireMethod(properties.authenticationMethod(), properties.authenticationData());
		PropertyWriter.write(out,
				(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiry())
					.number(Property.RECEIVE_MAXIMUM,
							PacketFields.positive(Property.RECEIVE_MAXIMUM, properties.receiveMaximum()))
					.number(Property.MAXIMUM_PACKET_SIZE,
							PacketFields.positive(Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize()))
					.number(Property.TOPIC_ALIAS_MAXIMUM, properties.topicAliasMaximum())
					.flag(Property.REQUEST_RESPONSE_INFORMATION, properties.requestResponseInformation())
					.flag(Property.REQUEST_PROBLEM_INFORMATION, properties.requestProblemInformation())
					.string(Property.AUTHENTICATION_METHOD, properties.authenticationMethod())
					.binary(Property.AUTHENTICATION_DATA, properties.authenticationData())
					.userProperties(properties.userProperties()));
	}

	private static void will(ByteBuf out, Will will, boolean mqtt5) {
		MqttMessage message = will.message();
		Topics.validateName(message.topic());
		if (mqtt5) {
			willProperties(out, will);
		}
		else {
			MessagePropertiesCodec.requireNone(message.properties());
			PacketFields.requireMqtt5(false, "CONNECT", will.delay().toSeconds() == 0, "a will's delay");
		}
		Utf8.write(out, "the will's topic", message.topic());
		PacketFields.writeBinary(out, "the will's payload", message.payload());
	}

	private static void willProperties(ByteBuf out, Will will) {
		long delay = will.delay().toSeconds();
		MessageProperties properties = will.message().properties();
		Duration expiry = properties.messageExpiry();
		PropertyWriter.write(out, (writer) -> writer.number(Property.WILL_DELAY_INTERVAL, (delay != 0) ? delay : null)
			.message(properties, (expiry != null) ? expiry.toSeconds() : -1));
	}

}
