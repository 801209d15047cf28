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

package io.mqttworks.client.internal.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.mqttworks.client.MqttDisconnectedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.client.ModelServer.Message;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.session.Output;
import io.mqttworks.client.internal.session.PendingPublish;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a {@link DeliveryModel}: collects packets until they are flushed, and
 * takes as many as the server is quick to read.
 */
final class ModelConnection implements Output {

	private final DeliveryModel model;

	private final ModelClient client;

	/** How many packets may be out that the server has not read. */
	private final int room;

	private final Queue<Object> collected = new ArrayDeque<>();

	/** Flushed: packets, and the QoS 0 messages that are done when they are out. */
	private final Queue<Object> written = new ArrayDeque<>();

	boolean reading = true;

	boolean ended;

	/** Messages of QoS 1 and 2 that are out on this connection, and not acknowledged. */
	private int inFlight;

	/** SUBSCRIBEs without an answer. */
	private int asked;

	ModelConnection(DeliveryModel model, ModelClient client) {
		this.model = model;
		this.client = client;
		this.room = 1 + model.below(8);
	}

	@Override
	public boolean isWritable() {
		return this.written.size() < this.room;
	}

	@Override
	public void send(Packet packet) {
		this.collected.add(packet);
		if (packet instanceof Packet.Subscribe) {
			this.asked++;
		}
		else if (packet instanceof Packet.Unsubscribe unsubscribe) {
			this.model.server.unsubscribing(unsubscribe.topicFilters());
		}
		this.model.interleave();
	}

	@Override
	public void acknowledge(int type, int packetId) {
		send(new Packet.Ack(type, packetId, ReasonCode.SUCCESS, null, List.of()));
	}

	@Override
	public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
			long maximumSize) {
		Message message = new Message(DeliveryModel.number(publish.message()), publish.message().topic(),
				publish.message().qos(), publish.packetId(), duplicate, topicAlias, aliasKnown);
		this.collected.add(message);
		this.model.note(() -> "send " + message);
		if (message.id() != 0) {
			this.inFlight++;
			this.model.check(this.inFlight <= this.model.server.receiveMaximum || !this.model.server.mqtt5,
					() -> "More is in flight than the server takes: " + message);
		}
		this.model.interleave();
		return publish.message().payload().length;
	}

	@Override
	public void completeWhenFlushed(PendingPublish publish) {
		this.collected.add(publish);
	}

	@Override
	public void flush() {
		boolean atOnce = isWritable();
		while (!this.collected.isEmpty()) {
			Object next = this.collected.remove();
			if (atOnce && next instanceof PendingPublish publish) {
				this.client.session.flushed(publish, null);
			}
			else {
				this.written.add(next);
			}
		}
		this.model.interleave();
	}

	@Override
	public void read(boolean on) {
		this.reading = on;
		this.model.interleave();
	}

	@Override
	public void reset(MqttException cause) {
		this.model.note(() -> "reset: " + cause.getMessage());
		if (!this.ended) {
			this.client.session.endingOnRequest();
			end();
		}
	}

	boolean hasPackets() {
		return !this.written.isEmpty();
	}

	/**
	 * Takes a packet to the server.
	 * @return the packet, or {@code null} if there is none
	 */
	@Nullable Object takePacket() {
		boolean full = !isWritable();
		Object next = this.written.poll();
		while (next instanceof PendingPublish publish) {
			this.client.loop.execute(() -> {
				this.client.session.flushed(publish, null);
				this.client.session.endTurn();
			});
			next = this.written.poll();
		}
		while (this.written.peek() instanceof PendingPublish publish) {
			this.written.remove();
			this.client.loop.execute(() -> {
				this.client.session.flushed(publish, null);
				this.client.session.endTurn();
			});
		}
		if (full && isWritable()) {
			this.client.loop.execute(this.client.session::endTurn);
		}
		return next;
	}

	/**
	 * An acknowledgement has arrived.
	 */
	void acknowledged(int type, boolean error) {
		if (type == PacketType.PUBACK || type == PacketType.PUBCOMP || (type == PacketType.PUBREC && error)) {
			this.inFlight = Math.max(0, this.inFlight - 1);
		}
	}

	/**
	 * A SUBACK has arrived.
	 */
	void subscribed() {
		this.asked--;
	}

	/**
	 * The connection ends, as the one of production does.
	 */
	void end() {
		this.ended = true;
		this.collected.addAll(this.written);
		this.model.disconnected(this.asked > 0);
		MqttException lost = new MqttDisconnectedException("The connection of the model has ended", null, null);
		while (!this.collected.isEmpty()) {
			if (this.collected.remove() instanceof PendingPublish publish) {
				this.client.session.flushed(publish, lost);
			}
		}
		this.client.session.disconnected();
		this.client.session.endTurn();
	}

	@Override
	public String toString() {
		return "reading " + this.reading + ", collected " + this.collected + ", written " + this.written;
	}

}
