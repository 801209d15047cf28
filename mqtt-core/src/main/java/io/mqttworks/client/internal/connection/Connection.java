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
import java.util.function.Supplier;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttDisconnectedException;
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
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.InboundAliases;
import io.mqttworks.client.internal.session.Session;
import io.mqttworks.client.internal.transport.Transport;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network connection, from the attempt to its end: the CONNECT exchange, then bytes
 * between the channel and the session. Used once. Event loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter implements PacketReceiver, KeepAlive.Pinger {

	/** How long the server has to close after a DISCONNECT. */
	private static final int GOODBYE_MILLIS = 1000;

	/** The largest packet a CONNECT exchange needs memory for at once. */
	private static final int CONNECT_BUFFER = 512;

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	private final ConnectAttempt attempt;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor executor;

	private final Session session;

	private final Dispatcher dispatcher;

	private final TopicCache topics;

	private final Counters counters;

	private final ConnectionOwner owner;

	private final PacketReader reader;

	private final InboundAliases aliases;

	private final @Nullable Supplier<EnhancedAuthentication> authentication;

	private final long started = System.nanoTime();

	private @Nullable AuthExchange exchange;

	private @Nullable ClientFuture<Void> reauthentication;

	private @Nullable Future<?> timeout;

	private @Nullable ChannelFuture opening;

	private @Nullable Channel channel;

	private @Nullable ChannelWriter writer;

	private @Nullable KeepAlive keepAlive;

	private @Nullable ConnectResult result;

	/** What arrived with the CONNACK while the server is still checked. */
	private final List<Runnable> early = new ArrayList<>();

	private boolean connectSent;

	private boolean connackSeen;

	private boolean ended;

	/** Whether DISCONNECT was sent. */
	private boolean goodbye;

	private boolean working;

	private boolean readingStopped;

	/** Completes when the channel is closed and nothing of it is left. */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

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
		this.reader = new PacketReader(this, options.maximumPacketSize());
		this.reader.mqtt5(attempt.isMqtt5());
		this.aliases = new InboundAliases(attempt.isMqtt5() ? options.topicAliasMaximum() : 0);
		this.authentication = attempt.isMqtt5() ? options.authentication() : null;
	}

	ConnectAttempt attempt() {
		return this.attempt;
	}

	CompletableFuture<Void> closed() {
		return this.closed;
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.started);
	}

	// The CONNECT exchange

	/**
	 * Starts: asks for credentials, opens the channel, sends CONNECT.
	 */
	void open() {
		Duration limit = this.options.connectTimeout();
		this.timeout = this.loop
			.schedule(
					() -> fail(
							new MqttConnectException(
									"No connection to " + this.attempt.server() + " within " + limit.toMillis() + " ms"
											+ (this.connectSent ? ": the server did not answer CONNECT" : ""),
									null, null)),
					limit.toMillis(), TimeUnit.MILLISECONDS);
		OffLoop.call(() -> this.options.credentials().credentials(this.attempt.server()), this.executor, this.loop,
				(credentials, failure) -> {
					if (failure != null) {
						fail(new MqttConnectException("The credentials provider failed", null, failure));
					}
					else {
						startAuthentication(credentials);
					}
				});
	}

	private void startAuthentication(Credentials credentials) {
		if (this.authentication == null || this.ended) {
			connect(credentials, null);
			return;
		}
		AuthExchange exchange = new AuthExchange(this.authentication.get(), this.executor, this.loop);
		this.exchange = exchange;
		exchange.start((data, failure) -> {
			if (failure != null) {
				fail(new MqttConnectException("The authentication '" + exchange.method() + "' failed to start", null,
						failure));
			}
			else {
				connect(credentials, data);
			}
		});
	}

	private void connect(Credentials credentials, byte @Nullable [] authenticationData) {
		if (this.ended) {
			return;
		}
		Packet.Connect packet;
		try {
			packet = ConnectPackets.connect(this.attempt, this.options, credentials,
					(this.exchange != null) ? this.exchange.method() : null, authenticationData);
		}
		catch (RuntimeException ex) {
			fail((ex instanceof MqttException) ? ex
					: new MqttConnectException("The CONNECT cannot be made: " + ex.getMessage(), null, ex));
			return;
		}
		ChannelFuture opening = Transport.connect(this.loop, this.attempt.server(), this.options, this);
		this.opening = opening;
		opening.addListener((future) -> opened(opening, packet));
	}

	private void opened(ChannelFuture opening, Packet.Connect packet) {
		if (!opening.isSuccess()) {
			Throwable cause = opening.cause();
			fail((cause instanceof MqttException) ? cause : new MqttConnectException(
					"No connection to " + this.attempt.server() + ": " + cause.getMessage(), null, cause));
			return;
		}
		Channel channel = opening.channel();
		this.channel = channel;
		channel.closeFuture().addListener((future) -> this.closed.complete(null));
		if (this.ended) {
			channel.close();
			return;
		}
		ChannelWriter writer = new ChannelWriter(channel, this.session.outbound(), this.counters);
		this.writer = writer;
		try {
			PacketEncoder.encode(writer.reserve(CONNECT_BUFFER), packet, this.attempt.isMqtt5());
		}
		catch (IllegalArgumentException ex) {
			fail(new MqttConnectException("The CONNECT cannot be made: " + ex.getMessage(), null, ex));
			return;
		}
		this.connectSent = true;
		writer.flush();
	}

	private void connectAnswered(Packet.ConnAck ack) {
		this.connackSeen = true;
		if (ack.reasonCode().isError()) {
			end(new End(Source.SERVER, ack.reasonCode(), ConnectPackets.refusal(ack, this.attempt),
					ack.properties().serverReference(), false));
			return;
		}
		ConnectResult result = ConnectPackets.result(ack, this.attempt, this.options);
		AuthExchange exchange = this.exchange;
		if (exchange == null) {
			accept(result);
			return;
		}
		Packet.ConnAckProperties said = ack.properties();
		// What follows the CONNACK must wait until the server has proved itself.
		channel().config().setAutoRead(false);
		exchange.succeeded(said.authenticationMethod(), said.authenticationData(), "CONNACK", (done, failure) -> {
			if (failure != null) {
				fail(new MqttConnectException(
						"The authentication '" + exchange.method() + "' did not accept the server", null, failure));
			}
			else if (!this.ended) {
				accept(result);
				List<Runnable> waiting = List.copyOf(this.early);
				this.early.clear();
				waiting.forEach(Runnable::run);
				readComplete();
				channel().config().setAutoRead(true);
			}
		});
	}

	private void accept(ConnectResult result) {
		cancelTimeout();
		this.result = result;
		int seconds = (int) result.keepAlive().toSeconds();
		if (seconds > 0) {
			this.keepAlive = new KeepAlive(this.loop, seconds, this);
			this.keepAlive.start();
		}
		this.owner.accepted(this, result);
		if (!this.ended) {
			this.session.connected(writer(), result);
			work();
		}
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
		try {
			this.reader.read(bytes);
		}
		catch (MqttProtocolException ex) {
			refuse(ex);
		}
		catch (RuntimeException ex) {
			logger.error("A packet from {} could not be processed", this.attempt.server(), ex);
			refuse(new MqttProtocolException("A packet could not be processed: " + ex,
					ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ex));
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		readComplete();
	}

	private void readComplete() {
		if (this.keepAlive != null) {
			this.keepAlive.read();
		}
		this.dispatcher.flush();
		if (!this.readingStopped && !this.ended && this.dispatcher.isFull()) {
			stopReading(true);
		}
		this.session.inbound().acknowledge();
		work();
	}

	private void stopReading(boolean stop) {
		this.readingStopped = stop;
		channel().config().setAutoRead(!stop);
		if (this.keepAlive != null) {
			this.keepAlive.readingStopped(stop);
		}
	}

	/**
	 * Handlers have caught up: reads on if reading was stopped.
	 */
	void resumeReading() {
		if (this.readingStopped && !this.ended) {
			stopReading(false);
		}
	}

	/**
	 * Acknowledges what handlers have settled.
	 */
	void acknowledge() {
		if (!this.ended && this.result != null) {
			this.session.inbound().acknowledge();
			work();
		}
	}

	/**
	 * Sends what waits, as far as the channel takes it.
	 */
	void work() {
		ChannelWriter writer = this.writer;
		if (writer == null || this.working || this.ended) {
			return;
		}
		this.working = true;
		try {
			boolean accepted = this.result != null;
			do {
				if (accepted) {
					this.session.outbound().pump();
				}
				writer.flush();
			}
			while (accepted && writer.isWritable() && this.session.outbound().canSend());
		}
		finally {
			this.working = false;
		}
		this.session.outbound().completeFinished();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			work();
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
		if (this.result != null && !this.ended) {
			this.session.publish(message, topic);
		}
		else {
			early("PUBLISH", () -> publish(message, topic));
		}
	}

	@Override
	public void acknowledged(int type, int packetId) {
		if (this.result != null && !this.ended) {
			this.session.acknowledged(type, packetId);
		}
		else {
			early("acknowledgement", () -> acknowledged(type, packetId));
		}
	}

	@Override
	public void packet(Packet packet) {
		if (this.ended) {
			return;
		}
		if (packet instanceof Packet.ConnAck ack && !this.connackSeen) {
			connectAnswered(ack);
		}
		else if (packet instanceof Packet.Auth auth) {
			authenticate(auth);
		}
		else if (this.result == null) {
			early(packet.getClass().getSimpleName(), () -> packet(packet));
		}
		else if (packet instanceof Packet.Disconnect disconnect) {
			disconnected(disconnect);
		}
		else if (!(packet instanceof Packet.PingResp)) {
			this.session.packet(packet);
		}
	}

	// Allowed only while the application still checks the server behind an accepting
	// CONNACK.
	private void early(String packet, Runnable processing) {
		if (this.ended) {
			return;
		}
		if (!this.connackSeen) {
			throw new MqttProtocolException("The server sent a " + packet + " before it answered CONNECT",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		this.early.add(processing);
	}

	private void disconnected(Packet.Disconnect packet) {
		String reason = packet.reasonString();
		end(new End(Source.SERVER, packet.reasonCode(),
				new MqttDisconnectedException(
						this.attempt.server() + " ended the connection: " + packet.reasonCode()
								+ ((reason != null) ? " (" + reason + ")" : "") + advice(packet.reasonCode()),
						packet.reasonCode(), null),
				packet.serverReference(), false));
	}

	private String advice(ReasonCode reasonCode) {
		return (reasonCode == ReasonCode.SESSION_TAKEN_OVER)
				? ". Another client connected with the client identifier '" + this.attempt.clientId() + "'" : "";
	}

	// Authentication

	private void authenticate(Packet.Auth packet) {
		AuthExchange exchange = this.exchange;
		if (exchange == null || (this.result != null && this.reauthentication == null)) {
			throw new MqttProtocolException("The server sent an AUTH, but no authentication is under way",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		if (packet.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
			exchange.challenge(packet, (data, failure) -> {
				if (failure != null) {
					authenticationFailed(failure);
				}
				else {
					send(exchange.packet(ReasonCode.CONTINUE_AUTHENTICATION, data));
				}
			});
		}
		else {
			exchange.succeeded(packet.authenticationMethod(), packet.authenticationData(), "AUTH", (done, failure) -> {
				ClientFuture<Void> waiting = this.reauthentication;
				if (failure != null) {
					authenticationFailed(failure);
				}
				else if (waiting != null) {
					this.reauthentication = null;
					waiting.complete(null);
				}
			});
		}
	}

	private void authenticationFailed(Throwable cause) {
		MqttException failure = new MqttConnectException("The authentication failed: " + cause.getMessage(),
				ReasonCode.NOT_AUTHORIZED, cause);
		if (this.result != null) {
			leave(ReasonCode.NOT_AUTHORIZED, new End(Source.CLIENT, ReasonCode.NOT_AUTHORIZED, failure, null, false));
		}
		else {
			fail(failure);
		}
	}

	/**
	 * Starts another authentication exchange.
	 * @param future completes when the server accepted it
	 */
	void reauthenticate(ClientFuture<Void> future) {
		if (this.authentication == null || this.result == null) {
			future.completeExceptionally(new MqttException(
					"There is no enhanced authentication to repeat: it needs an MQTT 5 connection and the option"
							+ " enhancedAuthentication"));
			return;
		}
		if (this.reauthentication != null) {
			future.completeExceptionally(new MqttException("Another re-authentication is under way"));
			return;
		}
		this.reauthentication = future;
		AuthExchange exchange = new AuthExchange(this.authentication.get(), this.executor, this.loop);
		this.exchange = exchange;
		exchange.start((data, failure) -> {
			if (failure != null) {
				authenticationFailed(failure);
			}
			else {
				send(exchange.packet(ReasonCode.REAUTHENTICATE, data));
			}
		});
	}

	private void send(Packet packet) {
		if (!this.ended) {
			PacketEncoder.encode(writer().reserve(CONNECT_BUFFER), packet, this.attempt.isMqtt5());
			work();
		}
	}

	// Keep alive

	@Override
	public void ping() {
		send(new Packet.PingReq());
	}

	@Override
	public long lastWrite() {
		return writer().lastFlush();
	}

	@Override
	public void serverIsSilent(long millis) {
		end(new End(Source.CLIENT, ReasonCode.KEEP_ALIVE_TIMEOUT,
				new MqttDisconnectedException(
						this.attempt.server() + " sent nothing for " + millis + " ms and did not answer a ping",
						ReasonCode.KEEP_ALIVE_TIMEOUT, null),
				null, false));
	}

	// The end

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.result != null) {
			end(new End(Source.NETWORK, null,
					new MqttDisconnectedException("The connection to " + this.attempt.server() + " broke", null, null),
					null, false));
		}
		else {
			end(new End(Source.NETWORK, null,
					new MqttConnectException(
							this.attempt.server() + " closed the connection before it answered CONNECT", null, null),
					null, this.connectSent && !this.connackSeen));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		String message = "The connection to " + this.attempt.server() + " broke: " + cause.getMessage();
		end(new End(Source.NETWORK, null, (this.result != null) ? new MqttDisconnectedException(message, null, cause)
				: new MqttConnectException(message, null, cause), null, this.connectSent && !this.connackSeen));
	}

	private void refuse(MqttProtocolException cause) {
		End end = new End(Source.CLIENT, cause.reasonCode(), cause, null, false);
		ReasonCode code = cause.reasonCode();
		if (this.result != null && this.attempt.isMqtt5() && code != null) {
			leave(code, end);
		}
		else {
			end(end);
		}
	}

	/**
	 * Ends an attempt.
	 * @param cause why
	 */
	void fail(Throwable cause) {
		end(new End(Source.CLIENT, null, cause, null, false));
	}

	/**
	 * Ends the connection so that it is made again.
	 * @param cause why
	 */
	void reset(MqttException cause) {
		if (this.result != null) {
			leave(ReasonCode.UNSPECIFIED_ERROR,
					new End(Source.CLIENT, ReasonCode.UNSPECIFIED_ERROR, cause, null, false));
		}
	}

	/**
	 * Says goodbye on request, and closes.
	 * @param endSession whether the server shall forget the session
	 */
	void disconnect(boolean endSession) {
		End end = new End(Source.USER, ReasonCode.SUCCESS, null, null, false);
		if (this.result != null && !this.ended) {
			sayGoodbye(ConnectPackets.disconnect(ReasonCode.SUCCESS, endSession && this.attempt.isMqtt5()));
		}
		end(end);
	}

	private void leave(ReasonCode code, End end) {
		if (!this.ended && this.attempt.isMqtt5()) {
			sayGoodbye(ConnectPackets.disconnect(code, false));
		}
		end(end);
	}

	// A channel closed with bytes unread would be reset, and the DISCONNECT perhaps lost:
	// the
	// server closes, we read until then.
	private void sayGoodbye(Packet.Disconnect packet) {
		ChannelWriter writer = writer();
		PacketEncoder.encode(writer.reserve(CONNECT_BUFFER), packet, this.attempt.isMqtt5());
		writer.flush();
		this.goodbye = true;
	}

	private void end(End end) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		cancelTimeout();
		if (this.keepAlive != null) {
			this.keepAlive.stop();
		}
		this.reader.close();
		if (this.writer != null) {
			this.writer.close();
		}
		if (this.result != null) {
			this.session.disconnected();
		}
		closeChannel();
		ClientFuture<Void> waiting = this.reauthentication;
		if (waiting != null) {
			waiting.completeExceptionally(new MqttDisconnectedException(
					"The connection ended during the re-authentication", end.reasonCode(), end.cause()));
		}
		this.owner.ended(this, end);
	}

	private void closeChannel() {
		Channel channel = this.channel;
		if (channel == null) {
			if (this.opening == null) {
				this.closed.complete(null);
			}
			else {
				this.opening.cancel(false);
				this.opening.channel().close();
				this.opening.channel().closeFuture().addListener((future) -> this.closed.complete(null));
			}
		}
		else if (this.goodbye && channel.isActive()) {
			channel.config().setAutoRead(true);
			Future<?> deadline = this.loop.schedule(() -> channel.close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
			channel.closeFuture().addListener((future) -> deadline.cancel(false));
		}
		else {
			channel.close();
		}
	}

	private void cancelTimeout() {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private Channel channel() {
		return Objects.requireNonNull(this.channel);
	}

	private ChannelWriter writer() {
		return Objects.requireNonNull(this.writer);
	}

}
