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

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;
import io.mqttworks.client.spi.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a connection (MQTT 5 section 4.1): messages on their way in both
 * directions, and subscriptions. Knows no channel. Event loop only.
 */
public final class Session {

	private final Router<Lane> router;

	private final OutboundSession outbound;

	private final InboundSession inbound;

	private final Subscriptions subscriptions;

	private final @Nullable Journal journal;

	/**
	 * Creates a session, or takes over a stored one.
	 * @param options the client's options
	 * @param queue the messages that are handed over
	 * @param dispatcher takes received messages to their handlers
	 * @param listener told what goes wrong
	 * @param counters counts
	 * @param store where the session is kept, or {@code null}
	 * @param loop runs what follows when something was kept, and sends what is due after
	 * it
	 */
	public Session(MqttClientOptions options, PublishQueue queue, Dispatcher dispatcher, SessionListener listener,
			Counters counters, @Nullable StoredSession store, Loop loop) {
		this.journal = (store != null) ? new Journal(store, loop, listener) : null;
		PacketIds ids = new PacketIds();
		this.outbound = new OutboundSession(queue, ids, options.topicAliasMaximum(), listener, counters, this.journal);
		this.router = new Router<>(options.subscriptionPrefixes());
		this.inbound = new InboundSession(options, dispatcher, this.router, listener, counters, this.journal, loop,
				() -> subscriptions().isChanging(), (topic) -> subscriptions().stale().seen(topic));
		this.subscriptions = new Subscriptions(options, this.router, ids, listener, loop, dispatcher,
				this.inbound::handlersAdded);
		if (store != null) {
			this.outbound.restore(store.messages());
			this.inbound.restore(store.handled());
		}
	}

	/**
	 * Returns the messages to publish.
	 * @return the outbound half
	 */
	public OutboundSession outbound() {
		return this.outbound;
	}

	/**
	 * Returns the messages received.
	 * @return the inbound half
	 */
	public InboundSession inbound() {
		return this.inbound;
	}

	Subscriptions subscriptions() {
		return this.subscriptions;
	}

	/**
	 * The server accepted a connection.
	 * @param output the connection
	 * @param server what the server said
	 */
	public void connected(Output output, ConnectResult server) {
		this.inbound.connected(output, server);
		this.outbound.connected(output, server);
		this.subscriptions.connected(output, server);
		this.outbound.drain();
	}

	/**
	 * The connection is gone.
	 */
	public void disconnected() {
		this.subscriptions.disconnected();
		this.outbound.disconnected();
		this.inbound.disconnected();
	}

	/**
	 * Ends a pass of the event loop: what the session store was told becomes durable.
	 */
	public void commit() {
		if (this.journal != null) {
			this.journal.commit();
		}
	}

	/**
	 * Fails everything that waits for the server.
	 * @param cause why
	 * @return completes when the session store has let go of the session
	 */
	public CompletionStage<Void> close(MqttException cause) {
		this.outbound.close(cause);
		this.subscriptions.close(cause);
		if (this.journal == null) {
			return CompletableFuture.completedFuture(null);
		}
		return this.journal.close().whenComplete((done, failure) -> this.outbound.storeClosed(failure));
	}

	public void publish(MqttMessage message, Topic topic) {
		this.inbound.received(message, topic);
	}

	public void acknowledged(int type, int packetId) {
		if (type == PacketType.PUBREL) {
			this.inbound.released(packetId);
		}
		else {
			this.outbound.acknowledged(type, packetId);
		}
	}

	/**
	 * Takes a packet that belongs to the session.
	 * @param packet the packet
	 * @throws MqttProtocolException if a server must not send it now
	 */
	public void packet(Packet packet) {
		if (packet instanceof Packet.Ack ack) {
			if (ack.type() == PacketType.PUBREL) {
				this.inbound.released(ack.packetId());
			}
			else {
				this.outbound.acknowledged(ack);
			}
		}
		else if (packet instanceof Packet.SubAck ack) {
			this.subscriptions.answered(ack);
		}
		else if (packet instanceof Packet.UnsubAck ack) {
			this.subscriptions.answered(ack);
		}
		else {
			throw new MqttProtocolException("The server sent a " + name(packet) + ", which it must not send now",
					ReasonCode.PROTOCOL_ERROR, null);
		}
	}

	private static @Nullable String name(Packet packet) {
		return packet.getClass().getSimpleName().toUpperCase(Locale.ROOT);
	}

}
