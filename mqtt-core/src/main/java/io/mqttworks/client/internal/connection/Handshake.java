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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.transport.Transport;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The first phase of a connection: credentials, channel, CONNECT, authentication, CONNACK
 * (MQTT 5 sections 3.1, 3.2 and 4.12), all within the connect time-out. It takes the
 * server's packets up to the CONNACK; those behind it are for {@link Connection}. Event
 * loop only.
 */
final class Handshake implements PacketReceiver {

	private final ConnectAttempt attempt;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor executor;

	private final OpeningConnection connection;

	private @Nullable Future<?> timeout;

	private @Nullable ChannelFuture opening;

	private @Nullable AuthExchange authentication;

	private boolean hasCredentials;

	private boolean connectSent;

	private boolean answered;

	private boolean over;

	Handshake(ConnectAttempt attempt, MqttClientOptions options, EventLoop loop, Executor executor,
			OpeningConnection connection) {
		this.attempt = attempt;
		this.options = options;
		this.loop = loop;
		this.executor = executor;
		this.connection = connection;
	}

	void start() {
		Duration limit = this.options.connectTimeout();
		this.timeout = this.loop.schedule(this::tookTooLong, limit.toMillis(), TimeUnit.MILLISECONDS);
		OffLoop.call(() -> this.options.credentials().credentials(this.attempt.server()), this.executor, this.loop,
				(credentials, failure) -> {
					if (failure != null) {
						fail("The credentials provider failed", failure);
					}
					else {
						startAuthentication(credentials);
					}
				});
	}

	private void tookTooLong() {
		Duration limit = this.options.connectTimeout();
		ChannelFuture opening = this.opening;
		AuthExchange authentication = this.authentication;
		if (opening != null && (authentication == null || !this.connectSent)) {
			fail(Transport.timedOut(opening, limit));
			return;
		}
		String missing = this.hasCredentials ? "the authentication"
				+ ((authentication != null) ? " '" + authentication.method() + "'" : "") + " did not come to an end"
				: "there is no answer from the credentials provider";
		fail("Cannot connect to " + this.attempt.server() + " in " + limit.toMillis() + " ms: " + missing, null);
	}

	private void startAuthentication(Credentials credentials) {
		this.hasCredentials = true;
		Supplier<EnhancedAuthentication> supplier = this.attempt.isMqtt5() ? this.options.authentication() : null;
		if (supplier == null) {
			open(credentials, null);
			return;
		}
		OffLoop.call(() -> CompletableFuture.completedFuture(supplier.get()), this.executor, this.loop,
				(created, failure) -> {
					if (created == null) {
						fail("The supplier of the enhanced authentication failed", failure);
					}
					else if (!this.over) {
						startAuthentication(credentials, new AuthExchange(created, this.executor, this.loop));
					}
				});
	}

	private void startAuthentication(Credentials credentials, AuthExchange authentication) {
		this.authentication = authentication;
		authentication.start((data, failure) -> {
			if (failure != null) {
				fail("The authentication '" + authentication.method() + "' failed to start", failure);
			}
			else {
				open(credentials, data);
			}
		});
	}

	private void open(Credentials credentials, byte @Nullable [] authenticationData) {
		if (this.over) {
			return;
		}
		Packet.Connect packet;
		try {
			packet = ConnectPackets.connect(this.attempt, this.options, credentials,
					(this.authentication != null) ? this.authentication.method() : null, authenticationData);
		}
		catch (MqttException ex) {
			fail(ex);
			return;
		}
		catch (RuntimeException ex) {
			fail("The CONNECT cannot be made: " + ex.getMessage(), ex);
			return;
		}
		ChannelFuture opening = Transport.connect(this.loop, this.attempt.server(), this.options,
				this.connection.handler());
		this.opening = opening;
		opening.addListener((future) -> opened(opening, packet));
	}

	private void opened(ChannelFuture opening, Packet.Connect packet) {
		if (!opening.isSuccess()) {
			Throwable cause = opening.cause();
			fail((cause instanceof MqttException) ? cause : new MqttConnectException(
					"No connection to " + this.attempt.server() + ": " + cause.getMessage(), null, cause));
		}
		else if (this.over) {
			opening.channel().close();
		}
		else {
			this.connectSent = true;
			try {
				this.connection.opened(opening.channel(), packet);
			}
			catch (IllegalArgumentException ex) {
				fail("The CONNECT cannot be made: " + ex.getMessage(), ex);
			}
		}
	}

	@Override
	public Topic topic(ByteBuf buffer, int index, int length, int alias) {
		throw tooEarly("PUBLISH");
	}

	@Override
	public void publish(MqttMessage message, Topic topic) {
		throw tooEarly("PUBLISH");
	}

	@Override
	public void acknowledged(int type, int packetId) {
		throw tooEarly(PacketType.name(type));
	}

	@Override
	public void packet(Packet packet) {
		if (packet instanceof Packet.ConnAck ack) {
			answered(ack);
		}
		else if (packet instanceof Packet.Auth auth) {
			challenged(auth);
		}
		else {
			throw tooEarly(packet.name());
		}
	}

	private static MqttProtocolException tooEarly(String packet) {
		return new MqttProtocolException("The server sent a " + packet + " before it answered CONNECT",
				ReasonCode.PROTOCOL_ERROR, null);
	}

	private void challenged(Packet.Auth packet) {
		AuthExchange authentication = this.authentication;
		if (authentication == null) {
			throw Authentication.notUnderWay();
		}
		if (packet.reasonCode() != ReasonCode.CONTINUE_AUTHENTICATION) {
			throw new MqttProtocolException(
					"The server sent an AUTH with " + packet.reasonCode() + " where CONNACK ends the authentication",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		authentication.challenge(packet, (data, failure) -> {
			if (failure != null) {
				this.connection.leave(Endings.notAuthenticated(failure));
			}
			else {
				this.connection.send(authentication.packet(ReasonCode.CONTINUE_AUTHENTICATION, data));
			}
		});
	}

	private void answered(Packet.ConnAck ack) {
		this.answered = true;
		if (ack.reasonCode().isError()) {
			this.connection.end(Endings.refused(this.attempt, ack));
			return;
		}
		ConnectResult result = ConnectPackets.result(ack, this.attempt, this.options);
		AuthExchange authentication = this.authentication;
		if (authentication == null) {
			accepted(result);
			return;
		}
		// What comes behind the CONNACK waits until the application has checked the
		// server.
		this.connection.pause();
		Packet.ConnAckProperties said = ack.properties();
		authentication.succeeded(said.authenticationMethod(), said.authenticationData(), "CONNACK", (done, failure) -> {
			if (failure != null) {
				fail("The authentication '" + authentication.method() + "' did not accept the server", failure);
			}
			else if (!this.over) {
				accepted(result);
			}
		});
	}

	private void accepted(ConnectResult result) {
		end();
		this.connection.accepted(result);
	}

	/**
	 * Returns whether the server has answered CONNECT.
	 * @return {@code true} once the CONNACK has come
	 */
	boolean isAnswered() {
		return this.answered;
	}

	/**
	 * Returns whether the server was asked and has not answered.
	 * @return {@code true} between CONNECT and CONNACK
	 */
	boolean isUnanswered() {
		return this.connectSent && !this.answered;
	}

	private void fail(String message, @Nullable Throwable cause) {
		fail(new MqttConnectException(message, null, cause));
	}

	private void fail(Throwable cause) {
		this.connection.end(Endings.failed(cause));
	}

	/**
	 * Nothing more is to be done.
	 */
	void end() {
		this.over = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	/**
	 * Gives up opening the channel, if that is under way.
	 * @return completes when nothing of the channel is left
	 */
	CompletableFuture<Void> abandon() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		ChannelFuture opening = this.opening;
		if (opening == null) {
			closed.complete(null);
		}
		else {
			opening.cancel(false);
			opening.channel().close().addListener((future) -> closed.complete(null));
		}
		return closed;
	}

	/**
	 * The connection whose handshake this is.
	 */
	interface OpeningConnection extends ConnectionControl {

		/**
		 * Returns what the channel is to be made with.
		 * @return the last handler of its pipeline
		 */
		ChannelHandler handler();

		/**
		 * The channel is open: CONNECT can be sent.
		 * @param channel the channel
		 * @param connect the first packet
		 * @throws IllegalArgumentException if the packet cannot be encoded
		 */
		void opened(Channel channel, Packet.Connect connect);

		/**
		 * The application still has to check the server, which may go on sending after
		 * its CONNACK. Nothing more is read until {@link #accepted}.
		 */
		void pause();

		/**
		 * The server accepted, and the handshake is over.
		 * @param result what it said
		 */
		void accepted(ConnectResult result);

	}

}
