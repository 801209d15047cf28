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

import io.mqttworks.client.MqttException;

/**
 * A session that a {@link SessionStore} keeps for one client.
 * <p>
 * {@link #restore()} is called first, by the thread that builds the client. The methods
 * that change the session are called by the client's event loop, one at a time, with or
 * without a connection, at any time until {@link #close()}. They must not block, and take
 * effect in the order of the calls: what a crash leaves behind is the session as it was
 * after one of them, and not before the last one that a completed {@link #flush()}
 * covers. They do not throw; what goes wrong completes {@link #failure()}, and fails all
 * later flushes.
 */
public interface StoredSession {

	/**
	 * Returns what the session held when it was opened. Called once, before anything is
	 * changed, so that the store need not keep it in memory any longer.
	 * @return the content
	 */
	RestoredSession restore();

	/**
	 * Notes which server the session belongs to: packet identifiers mean nothing to any
	 * other.
	 * @param name what the client calls the server, or the cluster that shares its
	 * sessions; any text that is not longer than 65,535 bytes in UTF-8. It replaces the
	 * one before
	 * @see RestoredSession#server()
	 */
	void server(String name);

	/**
	 * Saves a message to publish.
	 * @param message the message; its key is larger than all before it
	 */
	void save(StoredMessage message);

	/**
	 * Gives a saved message a packet identifier, which must be durable before it is sent.
	 * @param key the message's key
	 * @param packetId the identifier
	 */
	void bind(long key, int packetId);

	/**
	 * Notes that the server has received a QoS 2 message (PUBREC), so that it is not sent
	 * again.
	 * @param key the message's key
	 */
	void received(long key);

	/**
	 * Removes a message that is done with.
	 * @param key the message's key
	 */
	void remove(long key);

	/**
	 * Notes that a received QoS 2 message was handled, so that it is not handled again.
	 * @param packetId its packet identifier
	 */
	void handled(int packetId);

	/**
	 * Forgets a handled message: the server has released its packet identifier (PUBREL),
	 * and may use it for another one.
	 * @param packetId the packet identifier
	 */
	void forget(int packetId);

	/**
	 * Makes all changes so far durable.
	 * @return completes when they are durable; fails if they may not be. After a failure
	 * all later flushes fail, and the client does not use the session again. Stages
	 * complete in the order of the calls, on any thread
	 */
	CompletionStage<Void> flush();

	/**
	 * Makes all changes durable and lets go of the session. No other method is called
	 * afterwards.
	 * @return completes when another client can open it; fails if the changes may not be
	 * durable; another client can open it then, too
	 */
	CompletionStage<Void> close();

	/**
	 * Tells at once that the session can no longer be kept, even if no flush is under
	 * way: no later change is durable, and changes that were not flushed may not be.
	 * @return completes with what happened, before the flush or close that fails because
	 * of it, on any thread; never completes if all goes well
	 */
	CompletionStage<MqttException> failure();

}
