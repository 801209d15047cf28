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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.HandlerRegistration;
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
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a connection (MQTT 5 section 4.1): messages on their way in both
 * directions, and subscriptions. Knows no channel. Event loop only.
 * <p>
 * Whoever calls anything here says with {@link #endTurn()} that this was all for now.
 */
public final class Session {

	/** How long to wait for an executor that takes no tasks. */
	private static final int DISPATCH_AGAIN_MILLIS = 100;

	/** How long an expired message may wait to be given up, without a connection. */
	private static final int EXPIRY_MILLIS = 1000;

	/** How often to look who holds up acknowledgements. */
	private static final int WATCH_MILLIS = 1000;

	private final Router<Lane> router;

	private final OutboundSession outbound;

	private final InboundSession inbound;

	private final Subscriptions subscriptions;

	private final ServerOfSession server;

	private final @Nullable Journal journal;

	private final Completions completions;

	private final Dispatcher dispatcher;

	private final InboundFlow flow;

	private final Loop loop;

	private @Nullable Output output;

	/** Whether a turn is being ended. */
	private boolean ending;

	/** Whether there is something new since the turn that is being ended began to end. */
	private boolean unended;

	/** Whether the server has acknowledged a message on the connection there is. */
	private boolean acknowledged;

	/** Whether handlers are to be started again that the executor refused. */
	private boolean dispatchingAgain;

	/** Whether expired messages are looked for, in a while. */
	private boolean watchingExpiry;

	/** Whether a look at unacknowledged messages is due. */
	private boolean watching;

	private @Nullable MqttException closed;

	/**
	 * Creates a session, or takes over a stored one.
	 * @param options the client's options
	 * @param queue the messages that are handed over
	 * @param dispatcher takes received messages to their handlers
	 * @param listener told what goes wrong
	 * @param counters counts
	 * @param store where the session is kept, or {@code null}
	 * @param loop the event loop
	 * @param awaitsReplies whether the application waits for replies to requests
	 */
	public Session(MqttClientOptions options, PublishQueue queue, Dispatcher dispatcher, SessionListener listener,
			Counters counters, @Nullable StoredSession store, Loop loop, BooleanSupplier awaitsReplies) {
		this.dispatcher = dispatcher;
		this.loop = loop;
		Loop turns = new Turns();
		this.journal = (store != null) ? new Journal(options.name(), store, turns, listener) : null;
		PacketIds ids = new PacketIds();
		OutboundSettings settings = new OutboundSettings(options.topicAliasMaximum(), options.maxInFlight(),
				options.poisonThreshold());
		this.outbound = new OutboundSession(options.name(), queue, ids, settings, listener, counters, this.journal);
		this.completions = this.outbound.completions();
		queue.whenWithdrawn(() -> loop.execute(this::endTurn));
		this.router = new Router<>(options.subscriptionPrefixes());
		this.flow = new InboundFlow(dispatcher, () -> awaitsServer(queue) || awaitsReplies.getAsBoolean(),
				this.router::hasSeveralTargets, loop::nanoTime);
		this.inbound = new InboundSession(options, dispatcher, this.router, listener, counters, this.journal, turns,
				() -> subscriptions().isChanging(), (topic) -> subscriptions().atServer().stale().seen(topic),
				this.flow);
		this.subscriptions = new Subscriptions(options, this.router, ids, listener, turns, dispatcher,
				this.inbound::handlersAdded);
		RestoredSession restored = (store != null) ? store.restore() : null;
		if (restored != null && restored.lastKey() > 0 && options.mode() != ClientMode.PUBLISHER) {
			throw new MqttException("The session store of the client '" + options.clientId()
					+ "' holds messages to publish, and its mode is " + options.mode()
					+ ": build it once as PUBLISHER so that they are sent, or give it another store");
		}
		this.server = new ServerOfSession(options.serversShareSession(), this.journal,
				(restored != null) ? restored.server() : null);
		if (restored != null) {
			this.outbound.restore(restored);
			this.inbound.restore(restored.handled(), restored.server());
			restored.damage()
				.forEach((sentence) -> listener
					.storeDamaged(new MqttException("The session store is damaged: " + sentence)));
		}
	}

	// What waits to be written counts as well: a server may not read before it is read
	// from.
	private boolean awaitsServer(PublishQueue queue) {
		return queue.messages() > 0 || this.subscriptions.atServer().awaitsAnswers();
	}

	/**
	 * Ends a turn of the event loop: all that follows from what has happened is done, in
	 * the one order that is right. A call from inside does nothing but that the turn that
	 * is being ended takes up what was added meanwhile.
	 */
	public void endTurn() {
		this.unended = true;
		if (this.ending) {
			return;
		}
		this.ending = true;
		try {
			while (this.unended) {
				this.unended = false;
				endTurnOnce();
			}
		}
		finally {
			this.ending = false;
		}
	}

	private void endTurnOnce() {
		if (this.closed != null) {
			this.outbound.refuseSubmitted(this.closed);
			this.completions.complete();
			return;
		}
		showToHandlers();
		this.inbound.acknowledge();
		this.outbound.takeOver();
		send();
		if (this.journal != null) {
			this.journal.commit();
		}
		this.completions.complete();
		decideReading();
		if (this.output != null && this.inbound.takeOverflow()) {
			this.output.reset(new MqttException("Handlers do not keep up with the messages"
					+ " (InboundOverflowPolicy.DISCONNECT, maxUnhandledBytes)"));
		}
		watchExpiry();
	}

	private void decideReading() {
		Output output = this.output;
		if (output != null) {
			boolean read = this.flow.mayRead();
			output.read(read);
			if (!this.watching && (!read || this.inbound.isWatched())) {
				this.watching = true;
				this.loop.schedule(this::watch, WATCH_MILLIS);
			}
		}
	}

	private void watch() {
		this.watching = false;
		Output output = this.output;
		if (output != null && this.inbound.watch(this.loop.nanoTime())) {
			output.reset(new MqttException("Messages stay unacknowledged and fill the window that the server sends in;"
					+ " the connection is made again, so that they come again"));
		}
		endTurn();
	}

	private void showToHandlers() {
		if (!this.dispatcher.flush() && !this.dispatchingAgain) {
			// The next packet may never be read, or be long in coming.
			this.dispatchingAgain = true;
			this.loop.schedule(() -> {
				this.dispatchingAgain = false;
				endTurn();
			}, DISPATCH_AGAIN_MILLIS);
		}
	}

	private void send() {
		do {
			this.outbound.send();
			if (this.output != null) {
				this.output.flush();
			}
		}
		while (this.outbound.canSend());
	}

	// The future of an expired message must not wait for a connection to learn of it.
	private void watchExpiry() {
		if (!this.watchingExpiry && this.outbound.hasExpiring()) {
			this.watchingExpiry = true;
			this.loop.schedule(() -> {
				this.watchingExpiry = false;
				this.outbound.dropExpired();
				endTurn();
			}, EXPIRY_MILLIS);
		}
	}

	/**
	 * A QoS 0 message is out, or was lost with the connection.
	 * @param publish the message
	 * @param failure why it was lost, or {@code null}
	 */
	public void flushed(PendingPublish publish, @Nullable MqttException failure) {
		this.outbound.flushed(publish, failure);
	}

	/**
	 * Returns whether a message came on the connection there is now.
	 * @param delivery the message
	 * @return false if it came on an earlier one
	 */
	public boolean isCurrent(InboundMessage delivery) {
		return this.inbound.isCurrent(delivery);
	}

	/**
	 * A message was settled by all its handlers. Any thread; the next turn takes it up.
	 * @param delivery the message
	 */
	public void settled(InboundMessage delivery) {
		this.inbound.settled(delivery);
	}

	/**
	 * Sets the topic of replies to requests, of this process and of earlier ones.
	 * @param topic the topic
	 */
	public void repliesTopic(String topic) {
		this.inbound.repliesTopic(topic);
	}

	/**
	 * Takes a handler away while the client leaves.
	 * @param registration its registration
	 */
	public void leave(HandlerRegistration registration) {
		if (registration instanceof Registration ours) {
			this.subscriptions.unsubscribe(ours, new SubscribeCall(ours.filters()), true);
		}
	}

	Subscriptions subscriptions() {
		return this.subscriptions;
	}

	/**
	 * The server accepted a connection.
	 * @param output the connection
	 * @param server what the server said
	 * @param keptByServer whether the session outlives the connection
	 */
	public void connected(Output output, ConnectResult server, boolean keptByServer) {
		this.output = output;
		this.acknowledged = false;
		boolean sameServer = this.server.connected(server.server().toString());
		this.inbound.connected(output, server, keptByServer);
		this.outbound.connected(output, server, sameServer);
		this.subscriptions.atServer().connected(output, server);
	}

	/**
	 * The connection is about to end because it is to, and not because of what was sent.
	 */
	public void endingOnRequest() {
		this.outbound.endingOnRequest();
	}

	/**
	 * Returns whether nothing that was sent on the connection there is can be why it
	 * ends: nothing waits for an answer, or the server has taken messages on it.
	 * @return {@code true} if somebody else must be the reason
	 */
	public boolean isBlameless() {
		return !this.subscriptions.atServer().awaitsAnswers() && (this.acknowledged || this.outbound.isIdle());
	}

	/**
	 * The connection is gone.
	 */
	public void disconnected() {
		this.output = null;
		this.subscriptions.atServer().disconnected();
		this.outbound.disconnected();
		this.inbound.disconnected();
	}

	/**
	 * Fails everything that waits for the server.
	 * @param cause why
	 * @return completes when the session store has let go of the session
	 */
	public CompletionStage<Void> close(MqttException cause) {
		this.inbound.record();
		this.outbound.close(cause);
		this.subscriptions.close(cause);
		this.closed = cause;
		endTurn();
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
			this.acknowledged = true;
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
				this.acknowledged = true;
				this.outbound.acknowledged(ack);
			}
		}
		else if (packet instanceof Packet.SubAck ack) {
			this.subscriptions.atServer().answered(ack);
		}
		else if (packet instanceof Packet.UnsubAck ack) {
			this.subscriptions.atServer().answered(ack);
		}
		else if (packet instanceof Packet.PingResp) {
			this.outbound.pingAnswered();
		}
		else {
			throw new MqttProtocolException("The server sent a " + packet.name() + ", which it must not send now",
					ReasonCode.PROTOCOL_ERROR, null);
		}
	}

	/**
	 * Later turns: what runs in one ends it.
	 */
	private final class Turns implements Loop {

		@Override
		public void execute(Runnable task) {
			Session.this.loop.execute(() -> run(task));
		}

		@Override
		public void schedule(Runnable task, long millis) {
			Session.this.loop.schedule(() -> run(task), millis);
		}

		private void run(Runnable task) {
			task.run();
			endTurn();
		}

		@Override
		public long nanoTime() {
			return Session.this.loop.nanoTime();
		}

	}

}
