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

package io.mqttworks.client.spi;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One authentication exchange of MQTT 5 (section 4.12), such as SCRAM. A new object is
 * asked for at every attempt to connect and at every re-authentication, so that it can
 * hold the exchange's state. Called on threads of the client's resources that may block,
 * never on those that handlers use; one call at a time. A failure ends the attempt.
 */
public interface EnhancedAuthentication {

	/**
	 * Returns the Authentication Method.
	 * @return the method's name; the same at every exchange of a client
	 */
	String method();

	/**
	 * Starts the exchange.
	 * @return completes with the data to send with CONNECT, or with the AUTH that starts
	 * a re-authentication; {@code null} for none
	 */
	CompletionStage<byte @Nullable []> start();

	/**
	 * Answers the server's challenge.
	 * @param data the server's data, or {@code null}
	 * @return completes with the data to answer, or {@code null} for none
	 */
	CompletionStage<byte @Nullable []> challenge(byte @Nullable [] data);

	/**
	 * Checks the data with which the server ends the exchange. A failure here means that
	 * the server has not proved who it is; the connection is closed.
	 * @param data the server's data, or {@code null}
	 * @return completes when the server is accepted
	 */
	CompletionStage<Void> succeeded(byte @Nullable [] data);

}
