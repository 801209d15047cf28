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

import java.util.concurrent.Executor;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttDisconnectedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Re-authentication: the AUTH packets after CONNACK (MQTT 5 section 4.12.1). Those before
 * it are the {@link Handshake}'s. Event loop only.
 */
final class Authentication {

	private final ConnectionControl connection;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor executor;

	/** The exchange on request that is under way. */
	private @Nullable AuthExchange exchange;

	/** Completes when the server has accepted that exchange. */
	private @Nullable ClientFuture<Void> future;

	Authentication(ConnectionControl connection, MqttClientOptions options, EventLoop loop, Executor executor) {
		this.connection = connection;
		this.options = options;
		this.loop = loop;
		this.executor = executor;
	}

	/**
	 * The server sent an AUTH.
	 * @param packet the packet
	 */
	void received(Packet.Auth packet) {
		AuthExchange current = this.exchange;
		if (current == null) {
			throw notUnderWay();
		}
		if (packet.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
			current.challenge(packet,
					(data, failure) -> answer(current, ReasonCode.CONTINUE_AUTHENTICATION, data, failure));
		}
		else {
			succeeded(current, packet);
		}
	}

	static MqttProtocolException notUnderWay() {
		return new MqttProtocolException("The server sent an AUTH, but no authentication is under way",
				ReasonCode.PROTOCOL_ERROR, null);
	}

	private void answer(AuthExchange exchange, ReasonCode reasonCode, byte @Nullable [] data,
			@Nullable Throwable failure) {
		if (failure != null) {
			this.connection.leave(Endings.notAuthenticated(failure));
		}
		else {
			this.connection.send(exchange.packet(reasonCode, data));
		}
	}

	private void succeeded(AuthExchange exchange, Packet.Auth packet) {
		exchange.succeeded(packet.authenticationMethod(), packet.authenticationData(), "AUTH", (done, failure) -> {
			ClientFuture<Void> future = this.future;
			if (failure != null) {
				this.connection.leave(Endings.notAuthenticated(failure));
			}
			else if (future != null) {
				this.exchange = null;
				this.future = null;
				future.complete(null);
			}
		});
	}

	/**
	 * Starts another exchange.
	 * @param future completes when the server accepted it
	 */
	void again(ClientFuture<Void> future) {
		if (this.options.authentication() == null) {
			future.completeExceptionally(impossible());
		}
		else if (this.future != null) {
			future.completeExceptionally(new MqttException("Another re-authentication is under way"));
		}
		else {
			AuthExchange exchange = new AuthExchange(this.options.authentication().get(), this.executor, this.loop);
			this.exchange = exchange;
			this.future = future;
			exchange.start((data, failure) -> answer(exchange, ReasonCode.REAUTHENTICATE, data, failure));
		}
	}

	static MqttException impossible() {
		return new MqttException("There is no enhanced authentication to repeat: it needs an MQTT 5 connection"
				+ " and the option enhancedAuthentication");
	}

	/**
	 * The connection is over.
	 * @param end how it ended
	 */
	void ended(ConnectionEnd end) {
		if (this.future != null) {
			this.future.completeExceptionally(new MqttDisconnectedException(
					"The connection ended during the re-authentication", end.reasonCode(), end.cause()));
		}
	}

}
