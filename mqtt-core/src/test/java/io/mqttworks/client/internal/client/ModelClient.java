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

package io.mqttworks.client.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.client.ModelHandler.Kind;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.dispatch.DispatchListener;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.internal.session.Registrations;
import io.mqttworks.client.internal.session.Session;
import io.mqttworks.client.internal.session.StoredPublish;
import io.mqttworks.client.testkit.ManualStore;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link DeliveryModel}, from its process's start to its end: the parts of
 * a real one, between a modelled event loop and modelled handler threads.
 */
final class ModelClient {

	private final DeliveryModel model;

	private final boolean refuses;

	final ModelLoop loop = new ModelLoop();

	final Session session;

	final Counters counters = new Counters();

	final PublishQueue queue;

	final Dispatcher dispatcher;

	final Registrations registrations;

	private final boolean stores;

	private final TopicCache topics = new TopicCache();

	/** What handler threads are to run. */
	private final List<Runnable> tasks = new ArrayList<>();

	/** Handlers that wait. */
	private final List<ModelThread> threads = new ArrayList<>();

	/** What handlers do when they have returned. */
	private final List<Runnable> later = new ArrayList<>();

	@Nullable ModelConnection connection;

	/** Connections so far. */
	int connections;

	boolean closing;

	private boolean alive = true;

	/** How often the dispatcher was idle for good. */
	int idle;

	ModelClient(DeliveryModel model, @Nullable ManualStore store, boolean refuses) {
		this.model = model;
		this.refuses = refuses;
		this.stores = store != null;
		MqttClientOptions options = model.options();
		this.queue = new PublishQueue(options.maxPendingMessages(), options.maxPendingBytes(),
				options.overflowPolicy());
		Events events = new Events(options, Runnable::run, Runnable::run, this.loop);
		DispatchEvents told = new DispatchEvents(this.loop, events, this::endTurn, () -> null, () -> this.idle++);
		this.dispatcher = new Dispatcher(this::execute, options.handlerFailurePolicy(), options.maxUnhandledBytes(),
				new Told(told));
		this.session = new Session(options, this.queue, this.dispatcher, events, this.counters,
				(store != null) ? store.open("model") : null, this.loop, () -> false);
		told.session(this.session);
		this.registrations = new Registrations(this.session, this.dispatcher, List.of(),
				(task, future) -> this.loop.execute(() -> call(task, future)));
	}

	private void call(Runnable task, CompletableFuture<?> future) {
		if (this.closing) {
			future.completeExceptionally(EventLoopCalls.closed());
		}
		else {
			task.run();
			endTurn();
		}
	}

	void endTurn() {
		this.session.endTurn();
	}

	private void execute(Runnable task) {
		if (this.refuses && this.model.mayFail() && this.model.below(4) == 0) {
			throw new RejectedExecutionException("The model refuses");
		}
		this.tasks.add(task);
	}

	void later(Runnable what) {
		this.later.add(what);
	}

	boolean runLoop() {
		if (!this.loop.hasTasks()) {
			return false;
		}
		this.loop.runTask();
		return true;
	}

	boolean runHandlers() {
		List<ModelThread> able = this.threads.stream().filter(ModelThread::canRun).toList();
		int all = able.size() + this.tasks.size();
		if (all == 0) {
			return false;
		}
		int one = this.model.below(all);
		if (one < able.size()) {
			run(able.get(one));
			return true;
		}
		Runnable task = this.tasks.remove(one - able.size());
		if (task.toString().startsWith(Kind.WAITING.name())) {
			ModelThread thread = new ModelThread(task);
			this.threads.add(thread);
			run(thread);
		}
		else {
			task.run();
		}
		return true;
	}

	private void run(ModelThread thread) {
		thread.run();
		if (thread.isEnded()) {
			this.threads.remove(thread);
		}
	}

	boolean runLater() {
		if (this.later.isEmpty()) {
			return false;
		}
		this.later.remove(this.model.below(this.later.size())).run();
		return true;
	}

	/**
	 * A PUBLISH has arrived.
	 */
	void arrived(MqttMessage message) {
		if (!this.dispatcher.isStopped()) {
			byte[] topic = TopicBytes.of(message.topic());
			this.session.publish(message, this.topics.get(Unpooled.wrappedBuffer(topic), 0, topic.length));
		}
	}

	/**
	 * Publishes a message as a client does.
	 */
	PendingPublish publish(MqttMessage message) {
		byte[] topic = TopicBytes.of(message.topic());
		boolean stored = this.stores && message.qos() != Qos.AT_MOST_ONCE;
		PendingPublish future = stored ? new StoredPublish(message, topic) : new PendingPublish(message, topic);
		MqttException full = this.queue.admit(future);
		if (full != null) {
			future.completeExceptionally(full);
		}
		else if (this.queue.submit(future)) {
			this.loop.execute(this::endTurn);
		}
		return future;
	}

	/**
	 * Returns whether the process has not ended.
	 */
	boolean isAlive() {
		return this.alive;
	}

	boolean isReading() {
		return this.connection == null || this.connection.reading;
	}

	/**
	 * Returns whether nobody will tell that the handlers have caught up, though they have
	 * and the client does not read.
	 */
	boolean isDeaf() {
		return !isReading() && !this.loop.hasTasks()
				&& this.dispatcher.unhandledBytes() <= this.dispatcher.highWaterMark() / 2;
	}

	boolean isAtRest() {
		return !this.loop.hasTasks() && this.tasks.isEmpty() && this.later.isEmpty();
	}

	boolean hasThreads() {
		return !this.threads.isEmpty();
	}

	/**
	 * Starts no handler any more.
	 */
	void stop() {
		this.closing = true;
		this.dispatcher.stop();
		endTurn();
	}

	CompletionStage<Void> close() {
		return this.session.close(new MqttClosedException("The model is closed", null, null));
	}

	/**
	 * The process is killed: nothing of it has an effect any more.
	 */
	void kill() {
		this.alive = false;
		this.threads.forEach(ModelThread::kill);
		this.threads.clear();
		this.tasks.clear();
		this.later.clear();
	}

	@Override
	public String toString() {
		return "connection " + this.connection + "; tasks " + this.tasks;
	}

	/**
	 * As in production, other than that the connection is one of the model.
	 */
	private final class Told implements DispatchListener {

		private final DispatchListener told;

		Told(DispatchListener told) {
			this.told = told;
		}

		@Override
		public void settled(InboundMessage delivery) {
			this.told.settled(delivery);
		}

		@Override
		public void drained() {
			this.told.drained();
		}

		@Override
		public void failed(String handler, MqttMessage message, Throwable cause) {
			this.told.failed(handler, message, cause);
		}

		@Override
		public void refused(String handler, Throwable cause) {
			this.told.refused(handler, cause);
		}

		@Override
		public void reconnect(InboundMessage delivery) {
			ModelClient client = ModelClient.this;
			client.loop.execute(() -> {
				if (client.connection != null && client.session.isCurrent(delivery)) {
					client.connection.reset(new MqttException("A handler failed"));
				}
			});
		}

		@Override
		public void idle() {
			this.told.idle();
		}

	}

}
