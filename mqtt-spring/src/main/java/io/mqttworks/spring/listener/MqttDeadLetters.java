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
package io.mqttworks.spring.listener;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.util.Assert;

/**
 * Keeps dead letters in memory until somebody sends them to their original topics again,
 * or removes them. A handler of the topic of dead letters fills it:
 * {@link #keep(String, MqttClient, MqttMessage)}.
 * <p>
 * It is bounded, in messages and in bytes: the oldest make room for new ones, and are
 * counted. What it keeps is lost when the process ends. Where instances share the topic
 * of dead letters, each keeps all of them unless their handlers have a shared group.
 * <p>
 * A message that is sent again goes to all who are subscribed to its original topic. When
 * its handler fails again, it becomes a dead letter again, and a user property counts how
 * many times it was sent again. It leaves when the server has acknowledged it. Can be
 * used by any thread.
 *
 * @see DeadLetterRecoverer
 */
public class MqttDeadLetters {

	/** The user property that says how many times a message was sent again. */
	public static final String REDRIVEN = "dead-letter-redriven";

	/** How many are kept by default. */
	public static final int DEFAULT_MAX_MESSAGES = 1000;

	/** How many bytes of payloads are kept by default. */
	public static final long DEFAULT_MAX_BYTES = 16L * 1024 * 1024;

	/** Those a message had not when it was published at first. */
	private static final Set<String> ADDED = Set.of(DeadLetterRecoverer.ID, DeadLetterRecoverer.ORIGINAL_TOPIC,
			DeadLetterRecoverer.HANDLER, DeadLetterRecoverer.EXCEPTION, DeadLetterRecoverer.EXCEPTION_MESSAGE,
			DeadLetterRecoverer.COUNT, REDRIVEN);

	private static final LogAccessor logger = new LogAccessor(MqttDeadLetters.class);

	private final int maxMessages;

	private final long maxBytes;

	private final Lock lock = new ReentrantLock();

	private final Map<Long, Kept> letters = new LinkedHashMap<>();

	private long bytes;

	private long lastId;

	private long dropped;

	/**
	 * Creates a store with the default bounds.
	 */
	public MqttDeadLetters() {
		this(DEFAULT_MAX_MESSAGES, DEFAULT_MAX_BYTES);
	}

	/**
	 * Creates a store.
	 * @param maxMessages how many dead letters are kept at most; at least 1
	 * @param maxBytes how many bytes their payloads have together at most; at least 1
	 */
	public MqttDeadLetters(int maxMessages, long maxBytes) {
		Assert.isTrue(maxMessages > 0, () -> "maxMessages must be 1 or more, not " + maxMessages);
		Assert.isTrue(maxBytes > 0, () -> "maxBytes must be 1 or more, not " + maxBytes);
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Keeps a dead letter. One that is larger than all that is kept is dropped at once.
	 * @param connection the name of the connection it came from
	 * @param client the client it came from, which sends it again
	 * @param message the dead letter as it was received
	 */
	public void keep(String connection, MqttClient client, MqttMessage message) {
		int size = message.payload().length;
		long before;
		long after;
		this.lock.lock();
		try {
			before = this.dropped;
			if (size > this.maxBytes) {
				this.dropped++;
			}
			else {
				this.lastId++;
				this.letters.put(this.lastId, new Kept(describe(this.lastId, connection, message), client, message));
				this.bytes += size;
				while (this.letters.size() > this.maxMessages || this.bytes > this.maxBytes) {
					removeLocked(this.letters.keySet().iterator().next());
					this.dropped++;
				}
			}
			after = this.dropped;
		}
		finally {
			this.lock.unlock();
		}
		if (before == 0 && after > 0) {
			logger.warn(() -> "More dead letters came than the " + this.maxMessages + " messages or " + this.maxBytes
					+ " bytes that are kept: the oldest make room, and are counted. Send or remove what is kept");
		}
	}

	private static DeadLetter describe(long id, String connection, MqttMessage message) {
		return new DeadLetter(id, connection, message.topic(), message.userProperty(DeadLetterRecoverer.ORIGINAL_TOPIC),
				message.userProperty(DeadLetterRecoverer.HANDLER), message.userProperty(DeadLetterRecoverer.EXCEPTION),
				message.userProperty(DeadLetterRecoverer.EXCEPTION_MESSAGE), redriven(message),
				message.payload().length, Instant.now());
	}

	/** A publisher may say what it likes. */
	private static int redriven(MqttMessage message) {
		String count = message.userProperty(REDRIVEN);
		try {
			return (count != null) ? Math.max(0, Integer.parseInt(count)) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Returns what is kept.
	 * @return the dead letters, the oldest first
	 */
	public List<DeadLetter> list() {
		this.lock.lock();
		try {
			return this.letters.values().stream().map(Kept::description).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many dead letters made room for others.
	 * @return the number
	 */
	public long getDroppedCount() {
		this.lock.lock();
		try {
			return this.dropped;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Sends one to its original topic, as it was but for the user properties that dead
	 * letters have. One that is being sent already is not sent twice.
	 * @param id its number
	 * @return completes when the server has acknowledged it, which removes it here; fails
	 * if it could not be sent, or has no valid original topic, and is then still kept
	 * @throws IllegalArgumentException if it is not kept
	 */
	public CompletableFuture<PublishResult> redrive(long id) {
		Kept kept;
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.lock.lock();
		try {
			kept = this.letters.get(id);
			Assert.notNull(kept, () -> "There is no dead letter " + id);
			if (kept.sending() != null) {
				return kept.sending().copy();
			}
			this.letters.put(id, new Kept(kept.description(), kept.client(), kept.message(), result));
		}
		finally {
			this.lock.unlock();
		}
		send(kept).whenComplete((sent, failure) -> sent(id, result, sent, failure));
		return result.copy();
	}

	private static CompletableFuture<PublishResult> send(Kept kept) {
		try {
			return kept.client().publish(original(kept));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static MqttMessage original(Kept kept) {
		String topic = kept.description().originalTopic();
		Assert.state(topic != null, () -> "Dead letter " + kept.description().id()
				+ " does not say which topic it was published to; only MQTT 5 has room for that");
		Topics.validateName(topic);
		List<UserProperty> properties = new ArrayList<>(kept.message().userProperties());
		properties.removeIf((property) -> ADDED.contains(property.name()));
		properties.add(new UserProperty(REDRIVEN, String.valueOf(kept.description().redriven() + 1)));
		return kept.message().toBuilder().topic(topic).retain(false).userProperties(properties).build();
	}

	private void sent(long id, CompletableFuture<PublishResult> result, @Nullable PublishResult sent,
			@Nullable Throwable failure) {
		this.lock.lock();
		try {
			Kept kept = this.letters.get(id);
			if (kept != null && failure == null) {
				removeLocked(id);
			}
			else if (kept != null) {
				this.letters.put(id, new Kept(kept.description(), kept.client(), kept.message()));
			}
		}
		finally {
			this.lock.unlock();
		}
		if (failure != null) {
			logger.warn(() -> "Dead letter " + id + " was not sent again, and is still kept: " + failure.getMessage());
			result.completeExceptionally(failure);
		}
		else {
			result.complete(sent);
		}
	}

	/**
	 * Sends all to their original topics, those that are kept now.
	 * @return completes when all are acknowledged or have failed, with how many are
	 * acknowledged; the others are still kept, and the log says why
	 */
	public CompletableFuture<Integer> redriveAll() {
		List<CompletableFuture<Integer>> results = new ArrayList<>();
		for (DeadLetter letter : list()) {
			try {
				results.add(redrive(letter.id()).handle((sent, failure) -> (failure == null) ? 1 : 0));
			}
			catch (IllegalArgumentException ex) {
				logger.debug(ex,
						() -> "Dead letter " + letter.id() + " was sent or removed by somebody else meanwhile");
			}
		}
		return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
			.thenApply((done) -> results.stream().mapToInt(CompletableFuture::join).sum());
	}

	/**
	 * Forgets one without sending it.
	 * @param id its number
	 * @return {@code true} if it was kept
	 */
	public boolean remove(long id) {
		this.lock.lock();
		try {
			return removeLocked(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean removeLocked(long id) {
		Kept removed = this.letters.remove(id);
		this.bytes -= (removed != null) ? removed.description().size() : 0;
		return removed != null;
	}

	/**
	 * A dead letter and what sends it.
	 *
	 * @param description what is shown of it
	 * @param client the client it came from
	 * @param message the message
	 * @param sending completes when it is sent; {@code null} if it is not being sent
	 */
	private record Kept(DeadLetter description, MqttClient client, MqttMessage message,
			@Nullable CompletableFuture<PublishResult> sending) {

		Kept(DeadLetter description, MqttClient client, MqttMessage message) {
			this(description, client, message, null);
		}

	}

}
