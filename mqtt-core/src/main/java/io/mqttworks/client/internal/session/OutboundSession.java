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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The messages this client publishes, on the wire: what is sent when, sent again, and
 * acknowledged (MQTT 5 section 4.3). Event loop only.
 */
final class OutboundSession {

	private final Logger logger;

	private final OutboundSettings settings;

	private final Counters counters;

	private final Exchanges exchanges;

	private final Completions completions;

	private final Outbox outbox;

	private final SendWindow window;

	private final PoisonWatch poison;

	private final Acknowledgements acknowledgements;

	/** On the wire of an earlier connection, to be sent again. */
	private final PublishFifo replay = new PublishFifo();

	private @Nullable Output output;

	/** Those of the last server while there is no connection. */
	private @Nullable ServerLimits limits;

	private OutboundAliases aliases = new OutboundAliases(0);

	OutboundSession(String client, PublishQueue queue, PacketIds ids, OutboundSettings settings,
			SessionListener listener, Counters counters, @Nullable Journal journal) {
		this.logger = Loggers.get(OutboundSession.class, client);
		this.settings = settings;
		this.counters = counters;
		this.exchanges = new Exchanges(ids);
		RestoredBacklog backlog = new RestoredBacklog(journal, queue);
		OutboundStore store = (journal != null) ? new InJournal(journal, backlog) : new InMemory();
		this.completions = new Completions(queue, this.exchanges, store, listener, counters);
		this.outbox = new Outbox(queue, this.exchanges, store, this.completions, backlog);
		this.window = new SendWindow(settings.maxInFlight(), System::nanoTime);
		this.poison = new PoisonWatch(settings.poisonThreshold());
		this.acknowledgements = new Acknowledgements(client, this.exchanges, store, this.completions, this.window,
				this.poison);
	}

	/**
	 * Returns what ends with a turn.
	 * @return the futures to complete
	 */
	Completions completions() {
		return this.completions;
	}

	/**
	 * Takes over what an earlier process left.
	 * @param restored the messages
	 */
	void restore(RestoredSession restored) {
		Map<Integer, StoredPublish> begun = new LinkedHashMap<>();
		for (StoredMessage message : restored.inFlight()) {
			begun.put(message.packetId(), this.outbox.restore(message));
		}
		this.exchanges.restore(begun, restored.lastKey());
		this.outbox.restore(restored.backlog());
	}

	/**
	 * Takes over what callers have handed over.
	 */
	void takeOver() {
		this.outbox.takeOver(room());
	}

	// Those included that have an identifier and wait.
	private int room() {
		return (this.output != null && this.replay.isEmpty()) ? this.window.room() : 0;
	}

	/**
	 * Sends what the connection and the server take.
	 */
	void send() {
		Output output = this.output;
		if (output != null) {
			ServerLimits limits = Objects.requireNonNull(this.limits);
			this.outbox.bind(room());
			while (output.isWritable()) {
				PendingPublish publish = next();
				if (publish == null) {
					break;
				}
				send(publish, output, limits);
			}
		}
		this.counters.set(Counters.IN_FLIGHT, this.exchanges.inFlight());
	}

	/**
	 * Returns whether the server owes no answer to a message.
	 * @return {@code true} if no QoS 1 or 2 message is in flight
	 */
	boolean isIdle() {
		return this.exchanges.inFlight() == 0;
	}

	/**
	 * Returns whether there is something that the connection and the server take now.
	 * @return {@code true} if another message can be sent
	 */
	boolean canSend() {
		if (this.output == null || !this.output.isWritable()) {
			return false;
		}
		boolean room = this.window.room() > 0;
		return !this.poison.isSuspecting()
				&& ((room && !this.replay.isEmpty()) || this.outbox.canSend(room) || this.outbox.canBind(room()));
	}

	private @Nullable PendingPublish next() {
		if (this.poison.isSuspecting()) {
			return nextSuspect();
		}
		boolean room = this.window.room() > 0;
		return (room && !this.replay.isEmpty()) ? this.replay.poll() : this.outbox.poll(room);
	}

	// It is the first of those that were on the wire.
	private @Nullable PendingPublish nextSuspect() {
		PendingPublish suspect = this.poison.suspect();
		if (suspect == null || this.window.room() <= 0) {
			return null;
		}
		return switch (suspect.exchange()) {
			case REPLAY -> this.replay.poll();
			case WAITING -> this.outbox.pollFirst();
			default -> null;
		};
	}

	private void send(PendingPublish publish, Output output, ServerLimits limits) {
		boolean again = publish.exchange() == OutboundExchange.REPLAY;
		// Here and nowhere earlier: what a server takes is only known of the one that the
		// message goes to, and so is the size of the packet.
		MqttMessage message = publish.message();
		MqttPublishException refusal = limits.refusal(message);
		if (refusal == null && !publish.wasSent) {
			refusal = limits.aliasRefusal(message);
		}
		if (refusal != null) {
			fail(publish, refusal, again);
			return;
		}
		boolean qos0 = message.qos() == Qos.AT_MOST_ONCE;
		if (!qos0 && publish.packetId == 0) {
			this.exchanges.bind(publish);
		}
		long size = write(publish, again, output, limits.maximumPacketSize());
		if (size > limits.maximumPacketSize()) {
			fail(publish, limits.tooLarge(message, size), again);
			return;
		}
		this.counters.count(Counters.SENT, message.qos());
		if (qos0) {
			publish.exchange(publish.exchange().send());
			output.completeWhenFlushed(publish);
			return;
		}
		this.exchanges.sent(publish);
		this.window.take();
	}

	private void fail(PendingPublish publish, MqttPublishException cause, boolean again) {
		if (again && publish.message().qos() == Qos.EXACTLY_ONCE) {
			this.completions.failBegun(publish, cause);
			this.window.occupy();
			this.acknowledgements.giveUp(publish);
		}
		else {
			this.completions.fail(publish, cause);
		}
	}

	private long write(PendingPublish publish, boolean again, Output output, long maximumSize) {
		String topic = publish.message().topic();
		int chosen = publish.wasSent ? 0 : publish.message().topicAlias();
		int alias = (chosen != 0) ? this.aliases.chosen(chosen, topic) : this.aliases.alias(topic);
		boolean known = this.aliases.isKnown();
		long size = output.publish(publish, again, alias, known, maximumSize);
		if (alias == 0 || known) {
			return size;
		}
		if (size > maximumSize) {
			// Perhaps it is only the alias that is too much.
			return output.publish(publish, again, 0, false, maximumSize);
		}
		this.aliases.sent(alias, topic);
		return size;
	}

	/**
	 * A QoS 0 message is out, or was lost with the connection.
	 * @param publish the message
	 * @param failure why it was lost, or {@code null}
	 */
	void flushed(PendingPublish publish, @Nullable MqttException failure) {
		if (failure != null) {
			this.completions.fail(publish, failure);
		}
		else {
			this.completions.succeed(publish, null);
		}
	}

	/**
	 * The server answered a PINGREQ.
	 */
	void pingAnswered() {
		this.poison.pingAnswered();
	}

	/**
	 * An acknowledgement arrived that says nothing but that all is well.
	 * @param type its packet type
	 * @param packetId the identifier
	 */
	void acknowledged(int type, int packetId) {
		this.acknowledgements.arrived(type, packetId, null);
	}

	/**
	 * An acknowledgement arrived.
	 * @param ack the acknowledgement
	 */
	void acknowledged(Packet.Ack ack) {
		this.acknowledgements.arrived(ack.type(), ack.packetId(), ack);
	}

	/**
	 * Starts to send on a new connection (MQTT 5 section 4.4).
	 * @param output the connection
	 * @param server what the server said
	 * @param sameServer false if the session was with another server before: then it is a
	 * new one, whatever the server says
	 */
	void connected(Output output, ConnectResult server, boolean sameServer) {
		this.output = output;
		this.limits = new ServerLimits(server);
		this.acknowledgements.connected(output, this.limits.isMqtt5());
		this.aliases = new OutboundAliases(Math.min(this.settings.topicAliasMaximum(), server.topicAliasMaximum()));
		if (!sameServer) {
			this.window.forget();
		}
		this.window.connected(server.receiveMaximum(), this.limits.isMqtt5());
		if (server.sessionPresent() && sameServer) {
			resume();
		}
		else {
			startAnew();
		}
		if (this.poison.isSuspecting()) {
			output.send(new Packet.PingReq());
		}
	}

	private void resume() {
		for (PendingPublish publish : this.exchanges.begun()) {
			if (publish.exchange().hasArrived()) {
				this.window.occupy();
				this.acknowledgements.releaseAgain(publish);
			}
			else {
				publish.exchange(publish.exchange().replay());
				this.replay.add(publish);
			}
		}
	}

	// The server has forgotten the identifiers. What it had taken over is its own now.
	private void startAnew() {
		List<PendingPublish> anew = new ArrayList<>();
		for (PendingPublish publish : this.exchanges.begun()) {
			if (publish.exchange().hasArrived()) {
				this.completions.succeed(publish, publish.answer);
			}
			else {
				this.exchanges.startAnew(publish);
				anew.add(publish);
			}
		}
		this.outbox.addFirst(anew);
	}

	/**
	 * The connection is about to end because it is to: no message is to blame for it.
	 */
	void endingOnRequest() {
		this.poison.endingOnRequest();
	}

	/**
	 * The connection is gone.
	 */
	void disconnected() {
		this.output = null;
		this.acknowledgements.disconnected();
		this.window.disconnected();
		// They stay in flight and are found by their identifiers.
		this.replay.clear();
		PendingPublish first = firstInFlight();
		int ends = this.poison.ended(first);
		if (first != null && ends > 0) {
			setAside(first, ends);
		}
	}

	private @Nullable PendingPublish firstInFlight() {
		for (PendingPublish publish : this.exchanges.begun()) {
			if (publish.exchange() == OutboundExchange.SENT) {
				return publish;
			}
		}
		return null;
	}

	private void setAside(PendingPublish publish, int ends) {
		MqttPublishException cause = new MqttPublishException("The message for topic '" + publish.message().topic()
				+ "' with " + publish.message().payload().length + " bytes was set aside: the connection ended " + ends
				+ " times in a row when it was sent, the last " + PoisonWatch.ALONE
				+ " times when it was sent alone on a connection that had answered a ping. The server does not take it",
				null, null);
		this.logger.warn("{}", cause.getMessage());
		// It was not for their number that the messages made the connections end.
		this.window.forget();
		if (publish.message().qos() == Qos.EXACTLY_ONCE) {
			this.completions.dropBegun(publish, cause);
			this.acknowledgements.giveUp(publish);
		}
		else {
			this.completions.drop(publish, cause);
		}
	}

	/**
	 * Gives up messages that wait and have expired.
	 */
	void dropExpired() {
		this.outbox.dropExpired();
	}

	/**
	 * Returns whether pending messages can expire, now or if they have to wait again.
	 * @return whether to look for expired ones from time to time
	 */
	boolean hasExpiring() {
		return this.outbox.hasExpiring();
	}

	/**
	 * Fails everything that is pending.
	 * @param cause why
	 */
	void close(MqttException cause) {
		List<PendingPublish> pending = this.exchanges.begun();
		pending.addAll(this.outbox.close());
		this.completions.close();
		pending.forEach((publish) -> this.completions.fail(publish, cause));
		this.counters.set(Counters.IN_FLIGHT, this.exchanges.inFlight());
	}

	/**
	 * Fails what callers hand over after the end.
	 * @param cause why
	 */
	void refuseSubmitted(MqttException cause) {
		this.outbox.refuseSubmitted(cause);
	}

	/**
	 * The session store is closed.
	 * @param failure why it may not keep what was left, or {@code null}
	 */
	void storeClosed(@Nullable Throwable failure) {
		this.completions.storeClosed(failure);
	}

}
