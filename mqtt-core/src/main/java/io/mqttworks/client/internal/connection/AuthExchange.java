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

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Text;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Runs an authentication exchange: calls the application off the event loop and comes
 * back to it with the answer (MQTT 5 section 4.12).
 */
final class AuthExchange {

	private final EnhancedAuthentication authentication;

	private final Executor executor;

	private final EventLoop loop;

	AuthExchange(EnhancedAuthentication authentication, Executor executor, EventLoop loop) {
		this.authentication = authentication;
		this.executor = executor;
		this.loop = loop;
	}

	String method() {
		return this.authentication.method();
	}

	void start(BiConsumer<byte @Nullable [], @Nullable Throwable> next) {
		call(this.authentication::start, next);
	}

	void challenge(Packet.Auth packet, BiConsumer<byte @Nullable [], @Nullable Throwable> next) {
		checkMethod(packet.authenticationMethod(), "AUTH");
		call(() -> this.authentication.challenge(packet.authenticationData()), next);
	}

	void succeeded(@Nullable String method, byte @Nullable [] data, String packet,
			BiConsumer<@Nullable Void, @Nullable Throwable> next) {
		checkMethod(method, packet);
		call(() -> this.authentication.succeeded(data), next);
	}

	private void checkMethod(@Nullable String method, String packet) {
		if (!method().equals(method)) {
			throw new MqttProtocolException("The server answered with the authentication method '" + Text.escape(method)
					+ "' in " + packet + ", this client uses '" + method() + "'", ReasonCode.PROTOCOL_ERROR, null);
		}
	}

	private <T> void call(Supplier<CompletionStage<T>> step, BiConsumer<T, @Nullable Throwable> next) {
		OffLoop.call(step, this.executor, this.loop, next);
	}

	Packet.Auth packet(ReasonCode reasonCode, byte @Nullable [] data) {
		return new Packet.Auth(reasonCode, method(), data, null, List.of());
	}

}
