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

package io.mqttworks.client.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.test.Kit;

import static org.awaitility.Awaitility.await;

/**
 * A session store of which the test decides when something is durable. What was changed
 * since is lost with a crash.
 */
public final class ManualStore implements SessionStore {

	private final SortedMap<Long, StoredMessage> messages = new TreeMap<>();

	private final Set<Integer> handled = new TreeSet<>();

	/** Not durable yet. */
	private final List<Runnable> changes = new ArrayList<>();

	private final List<CompletableFuture<Void>> flushes = new ArrayList<>();

	private boolean held;

	/** The one that is open; those that crashed have no effect any more. */
	private Session current;

	private RuntimeException failure;

	private String server;

	private List<String> damage = List.of();

	private UnaryOperator<Backlog> backlogs = UnaryOperator.identity();

	/** How many messages of the backlog were read. */
	private final AtomicInteger read = new AtomicInteger();

	/**
	 * Lets nothing become durable until {@link #release()}.
	 * @return this store
	 */
	public synchronized ManualStore hold() {
		this.held = true;
		return this;
	}

	public synchronized void release() {
		this.held = false;
		complete();
	}

	/**
	 * Fails what waits, and everything from now on.
	 * @param failure with what
	 */
	public synchronized void fail(RuntimeException failure) {
		this.failure = failure;
		complete();
		if (this.current != null) {
			this.current.failure.complete(new MqttException(failure.getMessage(), null, failure));
		}
	}

	/**
	 * Lets the next client find damage.
	 * @param sentence what it is told
	 */
	public synchronized void damage(String sentence) {
		this.damage = List.of(sentence);
	}

	/**
	 * Changes how the next client reads the backlog.
	 * @param change what makes another backlog of it
	 */
	public synchronized void backlog(UnaryOperator<Backlog> change) {
		this.backlogs = change;
	}

	/** How many messages of the backlog were read. */
	public int read() {
		return this.read.get();
	}

	private synchronized Backlog backlog(List<StoredMessage> messages) {
		return this.backlogs.apply(new CountedBacklog(Backlog.of(messages)));
	}

	/**
	 * Loses what is not durable, and lets another client open the session.
	 */
	public synchronized void crash() {
		this.changes.clear();
		this.flushes.clear();
		this.current = null;
	}

	/**
	 * Lets time pass for the messages in the store.
	 * @param time how much
	 */
	public synchronized void age(Duration time) {
		this.messages.replaceAll((key, message) -> new StoredMessage(key, message.message(),
				(message.expiresAt() != null) ? message.expiresAt().minus(time) : null, message.packetId(),
				message.received()));
	}

	/**
	 * Waits until something waits to become durable.
	 */
	public void awaitFlush() {
		await().atMost(Kit.TIMEOUT).until(() -> {
			synchronized (this) {
				return !this.flushes.isEmpty();
			}
		});
	}

	/** Whether something waits to become durable. */
	public synchronized boolean hasFlushes() {
		return !this.flushes.isEmpty();
	}

	public synchronized List<StoredMessage> messages() {
		return List.copyOf(this.messages.values());
	}

	public synchronized Set<Integer> handled() {
		return Set.copyOf(this.handled);
	}

	public synchronized boolean isOpen() {
		return this.current != null;
	}

	@Override
	public synchronized StoredSession open(String clientId) {
		if (this.current != null) {
			throw new IllegalStateException("Open already");
		}
		this.current = new Session();
		return this.current;
	}

	private synchronized void change(Session session, Runnable change) {
		if (session == this.current) {
			this.changes.add(change);
		}
	}

	private synchronized CompletionStage<Void> flush(Session session) {
		if (session != this.current) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.flushes.add(future);
		if (!this.held || this.failure != null) {
			complete();
		}
		return future;
	}

	private void complete() {
		if (this.failure == null) {
			this.changes.forEach(Runnable::run);
			this.flushes.forEach((future) -> future.complete(null));
		}
		else {
			this.flushes.forEach((future) -> future.completeExceptionally(this.failure));
		}
		this.changes.clear();
		this.flushes.clear();
	}

	private final class Session implements StoredSession, RestoredSession {

		private final List<StoredMessage> restored = ManualStore.this.messages();

		private final Set<Integer> restoredHandled = ManualStore.this.handled();

		private final String restoredServer = ManualStore.this.server;

		private final CompletableFuture<MqttException> failure = new CompletableFuture<>();

		@Override
		public RestoredSession restore() {
			return this;
		}

		@Override
		public List<StoredMessage> inFlight() {
			return this.restored.stream().filter((message) -> message.packetId() != 0).toList();
		}

		@Override
		public Backlog backlog() {
			return ManualStore.this
				.backlog(this.restored.stream().filter((message) -> message.packetId() == 0).toList());
		}

		@Override
		public Collection<Integer> handled() {
			return this.restoredHandled;
		}

		@Override
		public long lastKey() {
			return this.restored.isEmpty() ? 0 : this.restored.get(this.restored.size() - 1).key();
		}

		@Override
		public String server() {
			return this.restoredServer;
		}

		@Override
		public List<String> damage() {
			return ManualStore.this.damage;
		}

		@Override
		public CompletionStage<MqttException> failure() {
			return this.failure;
		}

		@Override
		public void server(String name) {
			change(this, () -> ManualStore.this.server = name);
		}

		@Override
		public void save(StoredMessage message) {
			change(this, () -> ManualStore.this.messages.put(message.key(), message));
		}

		@Override
		public void bind(long key, int packetId) {
			change(this, () -> ManualStore.this.messages.computeIfPresent(key,
					(same, message) -> message.withPacketId(packetId)));
		}

		@Override
		public void received(long key) {
			change(this,
					() -> ManualStore.this.messages.computeIfPresent(key, (same, message) -> message.asReceived()));
		}

		@Override
		public void remove(long key) {
			change(this, () -> ManualStore.this.messages.remove(key));
		}

		@Override
		public void handled(int packetId) {
			change(this, () -> ManualStore.this.handled.add(packetId));
		}

		@Override
		public void forget(int packetId) {
			change(this, () -> ManualStore.this.handled.remove(packetId));
		}

		@Override
		public CompletionStage<Void> flush() {
			return ManualStore.this.flush(this);
		}

		@Override
		public CompletionStage<Void> close() {
			CompletionStage<Void> flushed = ManualStore.this.flush(this);
			return flushed.whenComplete((done, failure) -> {
				synchronized (ManualStore.this) {
					if (ManualStore.this.current == this) {
						ManualStore.this.current = null;
					}
				}
			});
		}

	}

	private final class CountedBacklog implements Backlog {

		private final Backlog backlog;

		CountedBacklog(Backlog backlog) {
			this.backlog = backlog;
		}

		@Override
		public int messages() {
			return this.backlog.messages();
		}

		@Override
		public long bytes() {
			return this.backlog.bytes();
		}

		@Override
		public CompletionStage<List<StoredMessage>> next(int maxMessages, long maxBytes) {
			return count(this.backlog.next(maxMessages, maxBytes));
		}

		@Override
		public CompletionStage<List<StoredMessage>> expired(Instant now, int maxMessages, long maxBytes) {
			return count(this.backlog.expired(now, maxMessages, maxBytes));
		}

		private CompletionStage<List<StoredMessage>> count(CompletionStage<List<StoredMessage>> stage) {
			return stage.whenComplete((messages, failure) -> ManualStore.this.read.addAndGet(messages.size()));
		}

	}

}
