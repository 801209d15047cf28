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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import org.jspecify.annotations.Nullable;

/**
 * Says in this project's words what netty-codec-mqtt has read.
 */
final class NettyPackets {

	private static final long UNSIGNED = 0xFFFF_FFFFL;

	private static final List<ReasonCode> CONNACK_OF_MQTT3 = List.of(ReasonCode.SUCCESS,
			ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
			ReasonCode.SERVER_UNAVAILABLE, ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.NOT_AUTHORIZED);

	private NettyPackets() {
	}

	static Packet translate(io.netty.handler.codec.mqtt.MqttMessage message, boolean mqtt5) {
		return switch (message.fixedHeader().messageType()) {
			case CONNECT -> connect((MqttConnectMessage) message);
			case CONNACK -> connAck((MqttConnAckMessage) message, mqtt5);
			case PUBLISH -> publish((MqttPublishMessage) message);
			case PUBACK, PUBREC, PUBREL, PUBCOMP ->
				ack(message.fixedHeader().messageType().value(), message.variableHeader());
			case SUBSCRIBE -> subscribe((MqttSubscribeMessage) message);
			case SUBACK -> subAck((MqttSubAckMessage) message, mqtt5);
			case UNSUBSCRIBE -> unsubscribe((MqttUnsubscribeMessage) message);
			case UNSUBACK -> unsubAck((MqttUnsubAckMessage) message);
			case PINGREQ -> new Packet.PingReq();
			case PINGRESP -> new Packet.PingResp();
			case DISCONNECT -> disconnect(message.variableHeader());
			case AUTH -> auth(message.variableHeader());
		};
	}

	private static Packet connect(MqttConnectMessage message) {
		MqttConnectVariableHeader header = message.variableHeader();
		Will will = null;
		if (header.isWillFlag()) {
			MqttProperties properties = message.payload().willProperties();
			Long delay = number(properties, MqttProperties.WILL_DELAY_INTERVAL);
			byte[] payload = message.payload().willMessageInBytes();
			will = new Will(
					MqttMessage.received(message.payload().willTopic(), (payload != null) ? payload : new byte[0],
							Qos.of(header.willQos()), header.isWillRetain(), false, 0, messageProperties(properties)),
					Duration.ofSeconds((delay != null) ? delay : 0));
		}
		MqttProperties properties = header.properties();
		return new Packet.Connect((header.version() == 5) ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1,
				header.isCleanSession(), header.keepAliveTimeSeconds(), message.payload().clientIdentifier(),
				message.payload().userName(), message.payload().passwordInBytes(), will,
				new Packet.ConnectProperties(number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL),
						shortNumber(properties, MqttProperties.RECEIVE_MAXIMUM),
						number(properties, MqttProperties.MAXIMUM_PACKET_SIZE),
						shortNumber(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM),
						flag(properties, MqttProperties.REQUEST_RESPONSE_INFORMATION),
						flag(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION),
						string(properties, MqttProperties.AUTHENTICATION_METHOD),
						binary(properties, MqttProperties.AUTHENTICATION_DATA), user(properties)));
	}

	private static Packet connAck(MqttConnAckMessage message, boolean mqtt5) {
		MqttProperties properties = message.variableHeader().properties();
		int code = message.variableHeader().connectReturnCode().byteValue() & 0xFF;
		return new Packet.ConnAck(message.variableHeader().isSessionPresent(),
				mqtt5 ? code(code) : CONNACK_OF_MQTT3.get(code),
				new Packet.ConnAckProperties(number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL),
						shortNumber(properties, MqttProperties.RECEIVE_MAXIMUM),
						shortNumber(properties, MqttProperties.MAXIMUM_QOS),
						flag(properties, MqttProperties.RETAIN_AVAILABLE),
						number(properties, MqttProperties.MAXIMUM_PACKET_SIZE),
						string(properties, MqttProperties.ASSIGNED_CLIENT_IDENTIFIER),
						shortNumber(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM),
						string(properties, MqttProperties.REASON_STRING),
						flag(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE),
						flag(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE),
						flag(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE),
						shortNumber(properties, MqttProperties.SERVER_KEEP_ALIVE),
						string(properties, MqttProperties.RESPONSE_INFORMATION),
						string(properties, MqttProperties.SERVER_REFERENCE),
						string(properties, MqttProperties.AUTHENTICATION_METHOD),
						binary(properties, MqttProperties.AUTHENTICATION_DATA), user(properties)));
	}

	private static Packet publish(MqttPublishMessage message) {
		MqttProperties properties = message.variableHeader().properties();
		Long alias = number(properties, MqttProperties.TOPIC_ALIAS);
		return new Packet.Publish(MqttMessage.received(message.variableHeader().topicName(),
				ByteBufUtil.getBytes(message.payload()), Qos.of(message.fixedHeader().qosLevel().value()),
				message.fixedHeader().isRetain(), message.fixedHeader().isDup(),
				Math.max(0, message.variableHeader().packetId()), messageProperties(properties)),
				(alias != null) ? alias.intValue() : 0);
	}

	private static MessageProperties messageProperties(MqttProperties properties) {
		Long expiry = number(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL);
		List<Integer> identifiers = new ArrayList<>();
		properties.getProperties(MqttProperties.SUBSCRIPTION_IDENTIFIER)
			.forEach((each) -> identifiers.add((Integer) each.value()));
		return new MessageProperties((expiry != null) ? Duration.ofSeconds(expiry) : null,
				Boolean.TRUE.equals(flag(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR)),
				string(properties, MqttProperties.CONTENT_TYPE), string(properties, MqttProperties.RESPONSE_TOPIC),
				binary(properties, MqttProperties.CORRELATION_DATA), user(properties), identifiers);
	}

	private static Packet ack(int type, Object header) {
		if (header instanceof MqttPubReplyMessageVariableHeader reply) {
			return new Packet.Ack(type, reply.messageId(), code(reply.reasonCode() & 0xFF),
					string(reply.properties(), MqttProperties.REASON_STRING), user(reply.properties()));
		}
		return new Packet.Ack(type, ((MqttMessageIdVariableHeader) header).messageId(), ReasonCode.SUCCESS, null,
				List.of());
	}

	private static Packet subscribe(MqttSubscribeMessage message) {
		MqttMessageIdAndPropertiesVariableHeader header = message.idAndPropertiesVariableHeader();
		Long identifier = number(header.properties(), MqttProperties.SUBSCRIPTION_IDENTIFIER);
		return new Packet.Subscribe(header.messageId(), (identifier != null) ? identifier.intValue() : 0,
				message.payload().topicSubscriptions().stream().map(NettyPackets::subscription).toList(),
				user(header.properties()));
	}

	private static Subscription subscription(MqttTopicSubscription each) {
		return new Subscription(each.topicFilter(), Qos.of(each.qualityOfService().value()), each.option().isNoLocal(),
				each.option().isRetainAsPublished(), RetainHandling.values()[each.option().retainHandling().value()]);
	}

	private static Packet subAck(MqttSubAckMessage message, boolean mqtt5) {
		MqttProperties properties = message.idAndPropertiesVariableHeader().properties();
		List<ReasonCode> codes = message.payload()
			.reasonCodes()
			.stream()
			.map((code) -> (!mqtt5 && code > 2) ? ReasonCode.UNSPECIFIED_ERROR : code(code & 0xFF))
			.toList();
		return new Packet.SubAck(message.variableHeader().messageId(), codes,
				string(properties, MqttProperties.REASON_STRING), user(properties));
	}

	private static Packet unsubscribe(MqttUnsubscribeMessage message) {
		return new Packet.Unsubscribe(message.variableHeader().messageId(), message.payload().topics(),
				user(message.idAndPropertiesVariableHeader().properties()));
	}

	private static Packet unsubAck(MqttUnsubAckMessage message) {
		MqttProperties properties = message.idAndPropertiesVariableHeader().properties();
		return new Packet.UnsubAck(message.variableHeader().messageId(),
				message.payload().unsubscribeReasonCodes().stream().map((code) -> code(code & 0xFF)).toList(),
				string(properties, MqttProperties.REASON_STRING), user(properties));
	}

	private static Packet disconnect(@Nullable Object header) {
		if (!(header instanceof MqttReasonCodeAndPropertiesVariableHeader reason)) {
			return new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, List.of());
		}
		MqttProperties properties = reason.properties();
		return new Packet.Disconnect(code(reason.reasonCode() & 0xFF),
				number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL),
				string(properties, MqttProperties.REASON_STRING), string(properties, MqttProperties.SERVER_REFERENCE),
				user(properties));
	}

	private static Packet auth(@Nullable Object header) {
		if (!(header instanceof MqttReasonCodeAndPropertiesVariableHeader reason)) {
			return new Packet.Auth(ReasonCode.SUCCESS, null, null, null, List.of());
		}
		MqttProperties properties = reason.properties();
		return new Packet.Auth(code(reason.reasonCode() & 0xFF),
				string(properties, MqttProperties.AUTHENTICATION_METHOD),
				binary(properties, MqttProperties.AUTHENTICATION_DATA),
				string(properties, MqttProperties.REASON_STRING), user(properties));
	}

	private static ReasonCode code(int value) {
		return Arrays.stream(ReasonCode.values()).filter((each) -> each.value() == value).findFirst().orElseThrow();
	}

	private static @Nullable Object value(MqttProperties properties, int id) {
		MqttProperties.MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? property.value() : null;
	}

	private static @Nullable Long number(MqttProperties properties, int id) {
		return (value(properties, id) instanceof Integer number) ? number & UNSIGNED : null;
	}

	private static @Nullable Integer shortNumber(MqttProperties properties, int id) {
		return (Integer) value(properties, id);
	}

	private static @Nullable Boolean flag(MqttProperties properties, int id) {
		return (value(properties, id) instanceof Integer number) ? number == 1 : null;
	}

	private static @Nullable String string(MqttProperties properties, int id) {
		return (String) value(properties, id);
	}

	private static byte @Nullable [] binary(MqttProperties properties, int id) {
		return (byte[]) value(properties, id);
	}

	private static List<UserProperty> user(MqttProperties properties) {
		List<UserProperty> result = new ArrayList<>();
		if (properties.getProperty(MqttProperties.USER_PROPERTY) instanceof MqttProperties.UserProperties pairs) {
			pairs.value().forEach((pair) -> result.add(new UserProperty(pair.key, pair.value)));
		}
		return result;
	}

}
