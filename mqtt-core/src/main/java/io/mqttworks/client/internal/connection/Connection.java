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

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One network connection, from the attempt to its end. It has two phases, the
 * {@link Handshake} and, from the accepting CONNACK on, the {@link AcceptedPhase}. The
 * phases decide what is read and sent; the connection itself has the channel, and closes
 * it. Used once. Event loop only.
 */
public final class Connection implements Handshake.OpeningConnection, ChannelReader.Listener, ChannelWriter.Control {

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

	/** Completes when the channel is closed and nothing of it is left. */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/** The first phase, while it lasts. */
	private @Nullable Handshake handshake;

	/** The second phase, from its beginning on; kept when the connection has ended. */
	private @Nullable AcceptedPhase accepted;

	private @Nullable Channel channel;

	private @Nullable ChannelWriter writer;

	private boolean readingStopped;

	/** Whether DISCONNECT was sent. */
	private boolean goodbye;

	private boolean ended;

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
	}

	ConnectAttempt attempt() {
		return this.attempt;
	}

	CompletableFuture<Void> closed() {
		return this.closed;
	}

	/**
	 * Returns the second phase.
	 * @return the phase, or {@code null} if the server has not accepted
	 */
	@Nullable AcceptedPhase acceptedPhase() {
		return this.accepted;
	}

	@Override
	public ChannelHandler handler() {
		return this.reader;
	}

	void open() {
		Objects.requireNonNull(this.handshake).start();
	}

	@Override
	public void opened(Channel channel, Packet.Connect connect) {
		this.channel = channel;
		channel.closeFuture().addListener((future) -> this.closed.complete(null));
		this.writer = new ChannelWriter(channel, PacketEncoder.forVersion(this.attempt.version()), this.session,
				this.counters, this);
		send(connect);
	}

	@Override
	public void pause() {
		this.reader.pause();
		read(false, true);
	}

	@Override
	public void accepted(ConnectResult result) {
		// It is not kept as long as the connection.
		this.handshake = null;
		Authentication authentication = new Authentication(this, this.options, this.loop, this.executor);
		AcceptedPhase accepted = new AcceptedPhase(this.attempt, result, this.options.topicAliasMaximum(), this.loop,
				writer(), this.session, this.dispatcher, this.topics, authentication, this);
		this.accepted = accepted;
		this.reader.receiver(accepted);
		accepted.start();
		this.owner.accepted(this, result);
		if (this.ended) {
			return;
		}
		accepted.connectSession();
		if (this.readingStopped) {
			read(true, true);
			this.reader.proceed();
		}
		endTurn();
	}

	@Override
	public void readComplete() {
		if (this.handshake != null && this.reader.isFirstWaiting(PacketType.AUTH)) {
			refuse(new MqttProtocolException("The server sent an AUTH after CONNACK had ended the authentication",
					ReasonCode.PROTOCOL_ERROR, null));
		}
		if (this.accepted != null && !this.ended) {
			this.accepted.readComplete();
		}
		endTurn();
	}

	@Override
	public void read(boolean on, boolean patient) {
		if (on == this.readingStopped) {
			this.readingStopped = !on;
			channel().config().setAutoRead(on);
			if (this.accepted != null) {
				// A server that does not read answers no ping either, and that counts.
				this.accepted.readingStopped(!on && patient);
			}
		}
	}

	@Override
	public void send(Packet packet) {
		if (!this.ended) {
			writer().send(packet);
			endTurn();
		}
	}

	private void endTurn() {
		if (this.writer != null && this.accepted == null && !this.ended) {
			// The session does not know this connection yet.
			this.writer.flush();
		}
		this.session.endTurn();
	}

	@Override
	public void writable() {
		endTurn();
	}

	/**
	 * Starts another authentication exchange.
	 * @param future completes when the server accepted it
	 */
	public void reauthenticate(ClientFuture<Void> future) {
		if (this.accepted != null) {
			this.accepted.reauthenticate(future);
		}
		else {
			future.completeExceptionally(Authentication.impossible());
		}
	}

	@Override
	public void broken(@Nullable Throwable cause) {
		Handshake handshake = this.handshake;
		end(Endings.broken(this.attempt, this.accepted != null, handshake != null && handshake.isUnanswered(), cause));
	}

	@Override
	public void refuse(MqttProtocolException cause) {
		leave(Endings.brokeTheRules(this.attempt, this.accepted != null, cause));
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

	@Override
	public void reset(MqttException cause) {
		endingOnRequest();
		leave(Endings.reset(cause));
	}

	/**
	 * Says goodbye on request, and closes.
	 * @param options what to say
	 * @param endSession whether the server shall forget the session, unless the options
	 * say for how long it keeps it
	 */
	void disconnect(DisconnectOptions options, boolean endSession) {
		ConnectResult server = (this.accepted != null) ? this.accepted.result() : null;
		endingOnRequest();
		// On 3.1.1 only a close without DISCONNECT makes the server publish the will.
		if (server != null && (this.attempt.isMqtt5() || !options.publishWill())) {
			sayGoodbye(ConnectPackets.disconnect(options, endSession, server));
		}
		end(Endings.onRequest(ConnectPackets.goodbyeCode(options)));
	}

	private void endingOnRequest() {
		if (this.accepted != null && !this.ended) {
			this.session.endingOnRequest();
		}
	}

	@Override
	public void leave(ConnectionEnd end) {
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

	@Override
	public void end(ConnectionEnd end) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.handshake != null) {
			this.handshake.end();
		}
		this.reader.close();
		closeChannel();
		if (this.writer != null) {
			this.writer.close();
		}
		if (this.accepted != null) {
			this.accepted.ended(end);
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
			// To close a socket with unread bytes resets the connection, and the
			// DISCONNECT may be lost. So the server is left to close it, and what it
			// sends until then is read and dropped.
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
