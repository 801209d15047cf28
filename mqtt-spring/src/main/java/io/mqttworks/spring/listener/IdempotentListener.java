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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.log.LogAccessor;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Hands a message on unless one with the same key was handled. A message that comes while
 * another one with its key is being handled shares the outcome of that one.
 */
class IdempotentListener implements MqttMessageListener {

	private static final LogAccessor logger = new LogAccessor(IdempotentListener.class);

	private static final int MAX_TEXT = 255;

	private final String id;

	private final String handler;

	private final MqttMessageKey key;

	private final MqttIdempotencyStore store;

	private final MqttMessageListener listener;

	private final LongAdder duplicates;

	/** What is being handled, by key. */
	private final ConcurrentMap<String, CompletableFuture<@Nullable Void>> current = new ConcurrentHashMap<>();

	/**
	 * Creates a listener.
	 * @param id the id of the container
	 * @param key gives the keys of messages
	 * @param store keeps the keys
	 * @param listener handles messages
	 * @param duplicates counts those that were handled before
	 */
	IdempotentListener(String id, MqttMessageKey key, MqttIdempotencyStore store, MqttMessageListener listener,
			LongAdder duplicates) {
		this.id = id;
		this.handler = storable(id);
		this.key = key;
		this.store = store;
		this.listener = listener;
		this.duplicates = duplicates;
	}

	@Override
	public boolean completesLater() {
		return true;
	}

	@Override
	public @Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception {
		String text = key(message, context);
		if (text == null) {
			logger.debug(() -> "Handler '" + this.id + "' handles " + message + ", which has no idempotency key");
			return this.listener.onMessage(message, context);
		}
		String key = storable(text);
		CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
		CompletableFuture<@Nullable Void> other = this.current.putIfAbsent(key, mine);
		if (other != null) {
			return other.thenRun(() -> skip(message));
		}
		try {
			CompletionStage<?> stage = this.listener.completesLater() ? handleLater(key, message, context)
					: handleNow(key, message, context);
			if (stage == null || context.isMethodDone()) {
				end(key, mine, null);
				return stage;
			}
			return stage.whenComplete((result, failure) -> end(key, mine, failure));
		}
		catch (Throwable ex) {
			end(key, mine, ex);
			throw ex;
		}
	}

	private void end(String key, CompletableFuture<@Nullable Void> mine, @Nullable Throwable failure) {
		this.current.remove(key, mine);
		if (failure != null) {
			mine.completeExceptionally(failure);
		}
		else {
			mine.complete(null);
		}
	}

	private @Nullable String key(MqttMessage message, MqttMessageContext context) {
		try {
			return this.key.get(message, context);
		}
		catch (MessageConversionException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new MessageConversionException("The idempotency key of a message of " + message.payload().length
					+ " bytes for handler '" + this.id + "' cannot be read: " + ex.getMessage() + reason(ex), ex);
		}
	}

	/**
	 * Says what is behind the failure of an expression, but not what others may have
	 * quoted of the message.
	 */
	private static String reason(Throwable failure) {
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof MessageConversionException) {
				return " (" + cause.getMessage() + ")";
			}
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause != failure) ? " (" + cause.getClass().getName() + ")" : "";
	}

	/**
	 * Handles a message on this thread, which a transaction can be bound to.
	 */
	private @Nullable CompletionStage<?> handleNow(String key, MqttMessage message, MqttMessageContext context)
			throws Exception {
		AtomicReference<@Nullable CompletionStage<?>> reply = new AtomicReference<>();
		boolean handled = this.store.handleOnce(this.handler, key,
				() -> reply.set(this.listener.onMessage(message, context)));
		if (!handled) {
			skip(message);
		}
		return reply.get();
	}

	/**
	 * Handles a message that may be handled only when a stage is complete. If that is so
	 * in two processes at a time, both handle it.
	 */
	private @Nullable CompletionStage<?> handleLater(String key, MqttMessage message, MqttMessageContext context)
			throws Exception {
		if (this.store.isHandled(this.handler, key)) {
			skip(message);
			return null;
		}
		CompletionStage<?> stage = this.listener.onMessage(message, context);
		if (stage == null || context.isMethodDone()) {
			this.store.add(this.handler, key);
			return stage;
		}
		return stage.thenRunAsync(() -> this.store.add(this.handler, key), context.executor());
	}

	private void skip(MqttMessage message) {
		this.duplicates.increment();
		logger.debug(() -> "Handler '" + this.id + "' has handled a message with the idempotency key of " + message
				+ ", which is acknowledged without being handled");
	}

	/**
	 * Returns a text that every store can keep: publishers may make keys as long as they
	 * like.
	 */
	private static String storable(String text) {
		if (text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl)) {
			return text;
		}
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "sha256:" + HexFormat.of().formatHex(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
