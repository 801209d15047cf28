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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.connection.ConnectionOwner.End;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.InboundAliases;
import io.mqttworks.client.internal.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One network connection, from the attempt to its end. Its first phase is the
 * {@link Handshake}; in the second, from the accepting CONNACK on, it takes packets
 * between the channel and the session. Used once. Event loop only.
 */
public final class Connection
		implements PacketReceiver, ChannelReader.Listener, KeepAlive.Pinger, ChannelWriter.Control {

	/** How long the server has to close after a DISCONNECT. */
	private static final int GOODBYE_MILLIS = 1000;

	private final ConnectAttempt attempt;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor executor;

	private final Session session;

	private final Dispatcher dispatcher;

	private final TopicCache topics;

	private final Counters counters;

	private final ConnectionOwner owner;

	private final ChannelReader reader;

	private final InboundAliases aliases;

	/** Completes when the channel is closed and nothing of it is left. */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/** The first phase, while it lasts. */
	private @Nullable Handshake handshake;

	/** Made when it is needed. */
	private @Nullable Authentication authentication;

	private @Nullable Channel channel;

	private @Nullable ChannelWriter writer;

	private @Nullable KeepAlive keepAlive;

	/** Set when the server has accepted. */
	private @Nullable ConnectResult result;

	private long acceptedAt;

	private boolean readingStopped;

	/** Whether DISCONNECT was sent. */
	private boolean goodbye;

	private boolean ended;

	/** Whether nothing that was sent can have been why it ended. */
	private boolean blameless;

	Connection(ConnectAttempt attempt, MqttClientOptions options, EventLoop loop, Executor executor, Session session,
			Dispatcher dispatcher, TopicCache topics, Counters counters, ConnectionOwner owner) {
		this.attempt = attempt;
		this.options = options;
		this.loop = loop;
		this.executor = executor;
		this.session = session;
		this.dispatcher = dispatcher;
		this.topics = topics;
		this.counters = counters;
		this.owner = owner;
		Handshake handshake = new Handshake(attempt, options, loop, executor, this);
		this.handshake = handshake;
		this.reader = new ChannelReader(attempt, options, handshake, counters, this);
		this.aliases = new InboundAliases(attempt.isMqtt5() ? options.topicAliasMaximum() : 0);
	}

	ConnectAttempt attempt() {
		return this.attempt;
	}

	CompletableFuture<Void> closed() {
		return this.closed;
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

	/**
	 * Returns what the channel is to be made with.
	 * @return the last handler of its pipeline
	 */
	ChannelHandler handler() {
		return this.reader;
	}

	// The first phase

	void open() {
		Objects.requireNonNull(this.handshake).start();
	}

	/**
	 * Bytes can flow.
	 * @param channel the channel
	 * @param connect the first packet
	 */
	void opened(Channel channel, Packet.Connect connect) {
		this.channel = channel;
		channel.closeFuture().addListener((future) -> this.closed.complete(null));
		this.writer = new ChannelWriter(channel, PacketEncoder.forVersion(this.attempt.version()), this.session,
				this.counters, this);
		send(connect);
	}

	/**
	 * The application still has to check the server, which may go on sending behind its
	 * CONNACK. Nothing more is read until it has.
	 */
	void pause() {
		this.reader.pause();
		read(false, true);
	}

	/**
	 * The server accepted: the second phase begins.
	 * @param result what it said
	 */
	void accepted(ConnectResult result) {
		// It is not kept as long as the connection.
		this.handshake = null;
		this.result = result;
		this.reader.receiver(this);
		this.acceptedAt = System.nanoTime();
		int seconds = (int) result.keepAlive().toSeconds();
		if (seconds > 0) {
			this.keepAlive = new KeepAlive(this.loop, seconds, this);
			this.keepAlive.start();
		}
		this.owner.accepted(this, result);
		if (this.ended) {
			return;
		}
		this.session.connected(writer(), result, isKept(result));
		if (this.readingStopped) {
			read(true, true);
			this.reader.proceed();
		}
		endTurn();
	}

	private boolean isKept(ConnectResult result) {
		return this.attempt.isMqtt5() ? !Duration.ZERO.equals(result.sessionExpiry()) : !this.attempt.cleanStart();
	}

	// Packets in

	@Override
	public void readComplete() {
		if (this.handshake != null && this.reader.isFirstWaiting(PacketType.AUTH)) {
			refuse(new MqttProtocolException("The server sent an AUTH after CONNACK had ended the authentication",
					ReasonCode.PROTOCOL_ERROR, null));
		}
		if (this.keepAlive != null && !this.ended) {
			this.keepAlive.read();
		}
		endTurn();
	}

	@Override
	public void read(boolean on, boolean patient) {
		if (on == this.readingStopped) {
			this.readingStopped = !on;
			channel().config().setAutoRead(on);
			if (this.keepAlive != null) {
				// A server that does not read answers no ping either, and that counts.
				this.keepAlive.readingStopped(!on && patient);
			}
		}
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
			// No handler starts any more: it stays unacknowledged, and comes again.
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
			end(Endings.serverSaidSo(this.attempt, disconnect));
		}
		else if (packet instanceof Packet.Auth auth) {
			authentication().received(auth);
		}
		else {
			this.session.packet(packet);
		}
	}

	// Packets out

	/**
	 * Sends a packet of the life cycle.
	 * @param packet the packet
	 */
	void send(Packet packet) {
		if (!this.ended) {
			writer().send(packet);
			endTurn();
		}
	}

	private void endTurn() {
		if (this.writer != null && this.result == null && !this.ended) {
			// The session does not know this connection yet.
			this.writer.flush();
		}
		this.session.endTurn();
	}

	@Override
	public void writable() {
		endTurn();
	}

	@Override
	public void ping() {
		if (!this.ended) {
			writer().ping();
			endTurn();
		}
	}

	@Override
	public long lastWrite() {
		return writer().lastFlush();
	}

	@Override
	public long lastTaken() {
		return writer().lastTaken();
	}

	@Override
	public void serverIsSilent(long millis) {
		end(Endings.serverIsSilent(this.attempt, millis));
	}

	// Authentication

	/**
	 * Starts another authentication exchange.
	 * @param future completes when the server accepted it
	 */
	public void reauthenticate(ClientFuture<Void> future) {
		if (this.result != null && this.attempt.isMqtt5()) {
			authentication().again(future);
		}
		else {
			future.completeExceptionally(Authentication.impossible());
		}
	}

	private Authentication authentication() {
		Authentication authentication = this.authentication;
		if (authentication == null) {
			authentication = new Authentication(this, this.options, this.loop, this.executor);
			this.authentication = authentication;
		}
		return authentication;
	}

	// The end

	@Override
	public void broken(@Nullable Throwable cause) {
		Handshake handshake = this.handshake;
		end(Endings.broken(this.attempt, this.result != null, handshake != null && handshake.isUnanswered(), cause));
	}

	@Override
	public void refuse(MqttProtocolException cause) {
		leave(Endings.brokeTheRules(this.attempt, this.result != null, cause));
	}

	/**
	 * Ends an attempt.
	 * @param cause why
	 */
	void fail(Throwable cause) {
		end(new End(Source.CLIENT, null, cause, null, false));
	}

	/**
	 * Ends the connection so that it is made again, and the server sends a message again
	 * that came on it. One of an earlier connection comes anyway.
	 * @param delivery the message
	 * @param cause why
	 */
	public void reset(InboundMessage delivery, MqttException cause) {
		if (this.session.isCurrent(delivery)) {
			reset(cause);
		}
	}

	/**
	 * Ends the connection so that it is made again.
	 * @param cause why
	 */
	@Override
	public void reset(MqttException cause) {
		endingOnRequest();
		leave(new End(Source.CLIENT, ReasonCode.UNSPECIFIED_ERROR, cause, null, false));
	}

	/**
	 * Says goodbye on request, and closes.
	 * @param options what to say
	 * @param endSession whether the server shall forget the session, unless the options
	 * say for how long it keeps it
	 */
	void disconnect(DisconnectOptions options, boolean endSession) {
		ConnectResult server = this.result;
		endingOnRequest();
		// On 3.1.1 only a close without DISCONNECT makes the server publish the will.
		if (server != null && (this.attempt.isMqtt5() || !options.publishWill())) {
			sayGoodbye(ConnectPackets.disconnect(options, endSession, server));
		}
		end(new End(Source.USER, ConnectPackets.goodbyeCode(options), null, null, false));
	}

	private void endingOnRequest() {
		if (this.result != null && !this.ended) {
			this.session.endingOnRequest();
		}
	}

	/**
	 * Says why, if the version lets it, and ends the connection.
	 * @param end how it ends
	 */
	void leave(End end) {
		if (this.attempt.isMqtt5()) {
			sayGoodbye(ConnectPackets.disconnect(Objects.requireNonNull(end.reasonCode())));
		}
		end(end);
	}

	private void sayGoodbye(Packet.Disconnect packet) {
		// A server that has accepted can be told also while the application checks it.
		if (!this.ended && (this.handshake == null || this.handshake.isAnswered())) {
			writer().send(packet);
			writer().flush();
			// Not out if it waits behind a large payload that the server does not take.
			this.goodbye = writer().isFlushed();
		}
	}

	void end(End end) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.handshake != null) {
			this.handshake.end();
		}
		if (this.keepAlive != null) {
			this.keepAlive.stop();
		}
		this.reader.close();
		closeChannel();
		if (this.writer != null) {
			this.writer.close();
		}
		if (this.result != null) {
			this.blameless = this.session.isBlameless();
			this.session.disconnected();
		}
		if (this.authentication != null) {
			this.authentication.ended(end);
		}
		this.owner.ended(this, end);
		this.session.endTurn();
	}

	private void closeChannel() {
		Channel channel = this.channel;
		if (channel == null) {
			Objects.requireNonNull(this.handshake).abandon().thenAccept(this.closed::complete);
		}
		else if (this.goodbye && channel.isActive()) {
			// A socket closed with bytes unread is reset, and the DISCONNECT perhaps
			// lost:
			// the server closes, and until then what it sends is read and dropped.
			channel.config().setAutoRead(true);
			Future<?> deadline = this.loop.schedule(() -> channel.close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
			channel.closeFuture().addListener((future) -> deadline.cancel(false));
		}
		else {
			channel.close();
		}
	}

	private Channel channel() {
		return Objects.requireNonNull(this.channel);
	}

	private ChannelWriter writer() {
		return Objects.requireNonNull(this.writer);
	}

}
