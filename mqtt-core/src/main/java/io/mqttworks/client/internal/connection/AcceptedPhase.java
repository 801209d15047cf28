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

package io.mqttworks.client.internal.connection;

import java.time.Duration;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.session.InboundAliases;
import io.mqttworks.client.internal.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The second phase of a connection, from the accepting CONNACK to the end: takes the
 * server's packets to the session, keeps the connection alive, and authenticates again on
 * request. Event loop only.
 */
final class AcceptedPhase implements PacketReceiver, KeepAlive.Pinger {

	private final ConnectAttempt attempt;

	private final ConnectResult result;

	private final ChannelWriter writer;

	private final Session session;

	private final Dispatcher dispatcher;

	private final TopicCache topics;

	private final Authentication authentication;

	private final ConnectionControl connection;

	private final InboundAliases aliases;

	private final @Nullable KeepAlive keepAlive;

	private final long acceptedAt = System.nanoTime();

	/** Whether nothing that was sent can have been why it ended. */
	private boolean blameless;

	private boolean ended;

	AcceptedPhase(ConnectAttempt attempt, ConnectResult result, int topicAliasMaximum, EventLoop loop,
			ChannelWriter writer, Session session, Dispatcher dispatcher, TopicCache topics,
			Authentication authentication, ConnectionControl connection) {
		this.attempt = attempt;
		this.result = result;
		this.writer = writer;
		this.session = session;
		this.dispatcher = dispatcher;
		this.topics = topics;
		this.authentication = authentication;
		this.connection = connection;
		this.aliases = new InboundAliases(attempt.isMqtt5() ? topicAliasMaximum : 0);
		int seconds = (int) result.keepAlive().toSeconds();
		this.keepAlive = (seconds > 0) ? new KeepAlive(loop, seconds, this) : null;
	}

	/**
	 * Begins to send pings.
	 */
	void start() {
		if (this.keepAlive != null) {
			this.keepAlive.start();
		}
	}

	/**
	 * Hands the connection to the session.
	 */
	void connectSession() {
		this.session.connected(this.writer, this.result, isSessionKept());
	}

	private boolean isSessionKept() {
		return this.attempt.isMqtt5() ? !Duration.ZERO.equals(this.result.sessionExpiry()) : !this.attempt.cleanStart();
	}

	ConnectResult result() {
		return this.result;
	}

	/**
	 * Returns how long ago the server accepted.
	 * @return the duration
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.acceptedAt);
	}

	/**
	 * Returns whether nothing that was sent can have been why the connection ended.
	 * @return {@code false} while it has not ended
	 */
	boolean isBlameless() {
		return this.blameless;
	}

	@Override
	public Topic topic(ByteBuf buffer, int index, int length, int alias) {
		if (length == 0) {
			return this.aliases.get(alias);
		}
		Topic topic = this.topics.get(buffer, index, length);
		if (alias != 0) {
			this.aliases.put(alias, topic);
		}
		return topic;
	}

	@Override
	public void publish(MqttMessage message, Topic topic) {
		if (this.dispatcher.isStopped()) {
			// No handler starts any more. The message stays unacknowledged: the server
			// sends it again.
			return;
		}
		this.session.publish(message, topic);
	}

	@Override
	public void acknowledged(int type, int packetId) {
		this.session.acknowledged(type, packetId);
	}

	@Override
	public void packet(Packet packet) {
		if (packet instanceof Packet.Disconnect disconnect) {
			this.connection.end(Endings.serverSaidSo(this.attempt, disconnect));
		}
		else if (packet instanceof Packet.Auth auth) {
			this.authentication.received(auth);
		}
		else {
			this.session.packet(packet);
		}
	}

	/**
	 * Starts another authentication exchange.
	 * @param future completes when the server accepted it
	 */
	void reauthenticate(ClientFuture<Void> future) {
		if (this.attempt.isMqtt5()) {
			this.authentication.again(future);
		}
		else {
			future.completeExceptionally(Authentication.impossible());
		}
	}

	/**
	 * Something arrived: the server is alive.
	 */
	void readComplete() {
		if (this.keepAlive != null) {
			this.keepAlive.read();
		}
	}

	/**
	 * Reading was stopped or goes on.
	 * @param stopped whether no answer to a ping can be expected
	 */
	void readingStopped(boolean stopped) {
		if (this.keepAlive != null) {
			this.keepAlive.readingStopped(stopped);
		}
	}

	@Override
	public void ping() {
		if (!this.ended) {
			this.writer.ping();
			this.session.endTurn();
		}
	}

	@Override
	public long lastWrite() {
		return this.writer.lastFlush();
	}

	@Override
	public long lastTaken() {
		return this.writer.lastTaken();
	}

	@Override
	public void serverIsSilent(long millis) {
		this.connection.end(Endings.serverIsSilent(this.attempt, millis));
	}

	/**
	 * The connection has ended.
	 * @param end how
	 */
	void ended(ConnectionEnd end) {
		this.ended = true;
		if (this.keepAlive != null) {
			this.keepAlive.stop();
		}
		this.blameless = this.session.isBlameless();
		this.session.disconnected();
		this.authentication.ended(end);
	}

}
