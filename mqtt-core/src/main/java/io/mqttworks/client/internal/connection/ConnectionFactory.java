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
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.Session;
import io.netty.channel.EventLoop;

/**
 * Makes the connections of one client. Event loop only.
 */
public final class ConnectionFactory {

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Executor lifecycle;

	private final Session session;

	private final Dispatcher dispatcher;

	private final TopicCache topics = new TopicCache();

	private final Counters counters;

	/**
	 * Creates a factory.
	 * @param options the client's options
	 * @param loop the client's event loop
	 * @param lifecycle where the application is asked for credentials and the like
	 * @param session what outlives connections
	 * @param dispatcher takes received messages to their handlers
	 * @param counters counts
	 */
	public ConnectionFactory(MqttClientOptions options, EventLoop loop, Executor lifecycle, Session session,
			Dispatcher dispatcher, Counters counters) {
		this.options = options;
		this.loop = loop;
		this.lifecycle = lifecycle;
		this.session = session;
		this.dispatcher = dispatcher;
		this.counters = counters;
	}

	/**
	 * Makes a connection; it is not open yet.
	 * @param attempt how to connect
	 * @param owner told how it goes
	 * @return the connection
	 */
	Connection create(ConnectAttempt attempt, ConnectionOwner owner) {
		return new Connection(attempt, this.options, this.loop, this.lifecycle, this.session, this.dispatcher,
				this.topics, this.counters, owner);
	}

}
