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

package io.mqttworks.sample.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.MqttClient;
import io.mqttworks.sample.fleet.Fleet;
import io.mqttworks.sample.messages.MessageLog;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Keeps the open pages up to date. Four times a second each of them is sent what it has
 * not seen yet, however many messages came in meanwhile. A page that reads slowly holds
 * up nobody: it gets the next update when it has taken the last one.
 */
@Component
class LiveUpdates {

	private static final int MAX_STREAMS = 50;

	private final Fleet fleet;

	private final MessageLog messages;

	private final MqttClient client;

	private final AsyncTaskExecutor executor;

	private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	LiveUpdates(Fleet fleet, MessageLog messages, MqttClient client,
			@Qualifier("applicationTaskExecutor") AsyncTaskExecutor executor) {
		this.fleet = fleet;
		this.messages = messages;
		this.client = client;
		this.executor = executor;
	}

	SseEmitter open() {
		if (this.closed) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "The application is stopping");
		}
		if (this.streams.size() >= MAX_STREAMS) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					MAX_STREAMS + " pages are open already; close one of them");
		}
		LiveStream stream = new LiveStream(this.fleet, this.messages, () -> BrokerConnection.of(this.client));
		this.streams.add(stream);
		SseEmitter emitter = stream.emitter();
		emitter.onCompletion(() -> this.streams.remove(stream));
		emitter.onError((ex) -> this.streams.remove(stream));
		return emitter;
	}

	int openStreams() {
		return this.streams.size();
	}

	@Scheduled(fixedDelayString = "${sample.updates.interval:250ms}")
	void update() {
		for (LiveStream stream : this.streams) {
			if (stream.claim()) {
				this.executor.execute(() -> send(stream));
			}
		}
	}

	private void send(LiveStream stream) {
		if (!stream.send()) {
			this.streams.remove(stream);
		}
	}

	/**
	 * Open streams would hold up the shutdown of the web server.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closed = true;
		this.streams.forEach(LiveStream::close);
	}

}
