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
import java.util.ArrayList;
import java.util.List;
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
import io.mqttworks.client.internal.codec.PacketReader;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.connection.ConnectionOwner.End;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.InboundAliases;
import io.mqttworks.client.internal.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One network connection, from the attempt to its end: bytes between the channel and the
 * session. Used once. Event loop only.
 */
public final class Connection extends ChannelInboundHandlerAdapter
		implements PacketReceiver, KeepAlive.Pinger, ChannelWriter.Control {

	/** How long the server has to close after a DISCONNECT. */
	private static final int GOODBYE_MILLIS = 1000;

	private final Logger logger;

	private final ConnectAttempt attempt;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor executor;

	private final Session session;

	private final Dispatcher dispatcher;

	private final TopicCache topics;

	private final Counters counters;

	private final ConnectionOwner owner;

	private final Handshake handshake;

	private final PacketReader reader;

	private final InboundAliases aliases;

	/** Completes when the channel is closed and nothing of it is left. */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/**
	 * What arrived in one read with the CONNACK while the application still checks the
	 * server. Nothing more is read until it has.
	 */
	private final List<Runnable> early = new ArrayList<>(0);

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

	Connection(ConnectAttempt attempt, MqttClientOptions options, EventLoop loop, Executor executor, Session session,
			Dispatcher dispatcher, TopicCache topics, Counters counters, ConnectionOwner owner) {
		this.attempt = attempt;
		this.logger = Loggers.get(Connection.class, options.name());
		this.options = options;
		this.loop = loop;
		this.executor = executor;
		this.session = session;
		this.dispatcher = dispatcher;
		this.topics = topics;
		this.counters = counters;
		this.owner = owner;
		this.handshake = new Handshake(attempt, options, loop, executor, this);
		this.reader = new PacketReader(this, options.maximumPacketSize());
		this.reader.mqtt5(attempt.isMqtt5());
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

	// The beginning

	void open() {
		this.handshake.start();
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
	 * The server accepted.
	 * @param result what it said
	 */
	void accepted(ConnectResult result) {
		this.result = result;
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
			List<Runnable> waiting = List.copyOf(this.early);
			this.early.clear();
			guard(() -> waiting.forEach(Runnable::run));
		}
		endTurn();
	}

	private boolean isKept(ConnectResult result) {
		return this.attempt.isMqtt5() ? !Duration.ZERO.equals(result.sessionExpiry()) : !this.attempt.cleanStart();
	}

	// Packets in

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		if (this.ended) {
			bytes.release();
			return;
		}
		this.counters.add(Counters.BYTES_RECEIVED, bytes.readableBytes());
		guard(() -> this.reader.read(bytes));
	}

	private void guard(Runnable reading) {
		try {
			reading.run();
		}
		catch (MqttProtocolException ex) {
			refuse(ex);
		}
		catch (RuntimeException ex) {
			this.logger.error("A packet from {} could not be processed", this.attempt.server(), ex);
			refuse(new MqttProtocolException("A packet could not be processed: " + ex,
					ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ex));
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
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
		if (this.result != null) {
			this.session.publish(message, topic);
		}
		else {
			early("PUBLISH", () -> publish(message, topic));
		}
	}

	@Override
	public void acknowledged(int type, int packetId) {
		if (this.result != null) {
			this.session.acknowledged(type, packetId);
		}
		else {
			early("acknowledgement", () -> acknowledged(type, packetId));
		}
	}

	@Override
	public void packet(Packet packet) {
		if (packet instanceof Packet.ConnAck ack && !this.handshake.isAnswered()) {
			this.handshake.answered(ack);
			if (this.result == null && !this.ended) {
				read(false, true);
			}
		}
		else if (packet instanceof Packet.Auth auth) {
			authenticate(auth);
		}
		else if (this.result == null) {
			early(packet.getClass().getSimpleName(), () -> packet(packet));
		}
		else if (packet instanceof Packet.Disconnect disconnect) {
			end(Endings.serverSaidSo(this.attempt, disconnect));
		}
		else {
			this.session.packet(packet);
		}
	}

	// Allowed only behind an accepting CONNACK that the application still checks.
	private void early(String packet, Runnable processing) {
		if (!this.handshake.isAnswered()) {
			throw new MqttProtocolException("The server sent a " + packet + " before it answered CONNECT",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		this.early.add(processing);
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
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			endTurn();
		}
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

	private void authenticate(Packet.Auth packet) {
		if (this.result == null && this.handshake.isAnswered()) {
			throw new MqttProtocolException("The server sent an AUTH after CONNACK had ended the authentication",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		authentication().received(packet, (this.result == null) ? this.handshake.authentication() : null);
	}

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
	public void channelInactive(ChannelHandlerContext context) {
		broken(null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		broken(cause);
	}

	private void broken(@Nullable Throwable cause) {
		end(Endings.broken(this.attempt, this.result != null, this.handshake.isUnanswered(), cause));
	}

	private void refuse(MqttProtocolException cause) {
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
		if (!this.ended && this.handshake.isAnswered()) {
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
		this.handshake.end();
		if (this.keepAlive != null) {
			this.keepAlive.stop();
		}
		this.reader.close();
		closeChannel();
		if (this.writer != null) {
			this.writer.close();
		}
		if (this.result != null) {
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
			this.handshake.abandon().thenAccept(this.closed::complete);
		}
		else if (this.goodbye && channel.isActive()) {
			// A socket closed with bytes unread is reset, and the DISCONNECT perhaps
			// lost: the
			// server closes, and until then what it sends is read and dropped.
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
