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
import java.util.Objects;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the server answers to messages that were sent, and what follows: PUBREL, and the
 * end of the exchange (MQTT 5 section 4.3). Event loop only.
 */
final class Acknowledgements {

	private final Logger logger;

	private final Exchanges exchanges;

	private final OutboundStore store;

	private final Completions completions;

	private final SendWindow window;

	private final PoisonWatch poison;

	private @Nullable Output output;

	private boolean mqtt5;

	Acknowledgements(String client, Exchanges exchanges, OutboundStore store, Completions completions,
			SendWindow window, PoisonWatch poison) {
		this.logger = Loggers.get(Acknowledgements.class, client);
		this.exchanges = exchanges;
		this.store = store;
		this.completions = completions;
		this.window = window;
		this.poison = poison;
	}

	void connected(Output output, boolean mqtt5) {
		this.output = output;
		this.mqtt5 = mqtt5;
	}

	void disconnected() {
		this.output = null;
	}

	/**
	 * Sends PUBREL on a new connection, if it is noted that PUBREC arrived.
	 * @param publish a message that has arrived
	 */
	void releaseAgain(PendingPublish publish) {
		if (publish.exchange() == OutboundExchange.RELEASED) {
			sendRelease(publish.packetId, false);
		}
	}

	/**
	 * Ends the exchange of a QoS 2 message that was on the wire and is not sent again.
	 * The server may have it, though its PUBREC was lost: until PUBREL, it would take
	 * another message with this identifier for a repetition.
	 * @param publish the message
	 */
	void giveUp(PendingPublish publish) {
		received(publish);
	}

	/**
	 * An acknowledgement arrived.
	 * @param type its packet type
	 * @param packetId the identifier
	 * @param ack what it says, or {@code null} if nothing but that all is well
	 */
	void arrived(int type, int packetId, Packet.@Nullable Ack ack) {
		PendingPublish publish = this.exchanges.find(packetId);
		boolean expected = switch (type) {
			case PacketType.PUBACK -> publish != null && publishAcknowledged(publish, ack);
			case PacketType.PUBREC -> publishReceived(publish, packetId, ack);
			default -> publish != null && publishCompleted(publish);
		};
		if (expected) {
			this.poison.acknowledged();
		}
		else {
			this.logger.debug("The server sent a {} for packet identifier {}, which does not wait for one",
					PacketType.name(type), packetId);
		}
	}

	private boolean publishAcknowledged(PendingPublish publish, Packet.@Nullable Ack ack) {
		if (publish.exchange() != OutboundExchange.SENT || publish.message().qos() != Qos.AT_LEAST_ONCE) {
			return false;
		}
		this.window.answered();
		end(publish, ack);
		return true;
	}

	private boolean publishReceived(@Nullable PendingPublish publish, int packetId, Packet.@Nullable Ack ack) {
		if (publish == null || publish.message().qos() != Qos.EXACTLY_ONCE) {
			if (ack == null || !ack.reasonCode().isError()) {
				sendRelease(packetId, true);
			}
			return false;
		}
		return switch (publish.exchange()) {
			case SENT -> {
				received(publish, ack);
				yield true;
			}
			case RECEIVED -> true;
			case RELEASED -> {
				sendRelease(packetId, false);
				yield true;
			}
			// Not answered: the message is about to be sent.
			default -> false;
		};
	}

	private void received(PendingPublish publish, Packet.@Nullable Ack ack) {
		this.window.answered();
		if (ack != null && ack.reasonCode().isError()) {
			end(publish, ack);
			return;
		}
		publish.answer = (ack != null) ? result(ack) : null;
		received(publish);
	}

	private void received(PendingPublish publish) {
		// PUBRELs go out, and go out again, in the order of the PUBRECs.
		this.exchanges.number(publish);
		publish.exchange(publish.exchange().receive());
		this.store.received(publish, this::release);
	}

	private void release(PendingPublish publish, @Nullable MqttException failure) {
		if (publish.exchange() != OutboundExchange.RECEIVED) {
			// Closed, or the server began a new session meanwhile.
			return;
		}
		if (failure != null) {
			this.completions.fail(publish, failure);
			return;
		}
		publish.exchange(publish.exchange().release());
		if (this.output != null) {
			sendRelease(publish.packetId, false);
		}
	}

	private boolean publishCompleted(PendingPublish publish) {
		if (publish.exchange() != OutboundExchange.RELEASED) {
			return false;
		}
		this.window.acknowledged();
		this.completions.succeed(publish, publish.answer);
		return true;
	}

	private void sendRelease(int packetId, boolean unknown) {
		Output output = Objects.requireNonNull(this.output);
		if (unknown && this.mqtt5) {
			output.send(new Packet.Ack(PacketType.PUBREL, packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null,
					List.of()));
		}
		else {
			output.acknowledge(PacketType.PUBREL, packetId);
		}
	}

	private void end(PendingPublish publish, Packet.@Nullable Ack ack) {
		this.window.acknowledged();
		if (ack == null) {
			this.completions.succeed(publish, null);
		}
		else if (ack.reasonCode().isError()) {
			this.completions.fail(publish, new MqttPublishException(
					"The server refused the message for topic '" + publish.message().topic() + "': " + ack.reasonCode()
							+ ((ack.reasonString() != null) ? " (" + ack.reasonString() + ")" : ""),
					ack.reasonCode(), null));
		}
		else {
			this.completions.succeed(publish, result(ack));
		}
	}

	private static PublishResult result(Packet.Ack ack) {
		return PublishResult.builder(ack.reasonCode())
			.reasonString(ack.reasonString())
			.userProperties(ack.userProperties())
			.build();
	}

}
