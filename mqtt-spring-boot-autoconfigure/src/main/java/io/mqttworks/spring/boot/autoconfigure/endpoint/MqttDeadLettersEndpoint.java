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
package io.mqttworks.spring.boot.autoconfigure.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.mqttworks.spring.listener.DeadLetter;
import io.mqttworks.spring.listener.MqttDeadLetters;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} that shows the dead letters that are kept, without their
 * payloads. It also sends them to their original topics again, or removes them, if that
 * is allowed with {@code management.endpoint.mqttdeadletters.access=unrestricted}.
 */
@Endpoint(id = "mqttdeadletters", defaultAccess = Access.READ_ONLY)
public class MqttDeadLettersEndpoint {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final MqttDeadLetters deadLetters;

	MqttDeadLettersEndpoint(MqttDeadLetters deadLetters) {
		this.deadLetters = deadLetters;
	}

	/**
	 * Returns all dead letters that are kept.
	 * @return the dead letters, the oldest first
	 */
	@ReadOperation
	public DeadLettersDescriptor deadLetters() {
		return new DeadLettersDescriptor(this.deadLetters.list(), this.deadLetters.getDroppedCount());
	}

	/**
	 * Sends all to their original topics, and waits for the server up to ten seconds.
	 * @return what came of it
	 */
	@WriteOperation
	public RedriveDescriptor redriveAll() {
		return await(this.deadLetters.redriveAll());
	}

	/**
	 * Sends one to its original topic, and waits for the server up to ten seconds.
	 * @param id its number
	 * @return what came of it, or {@code null} if it is not kept
	 */
	@WriteOperation
	public @Nullable RedriveDescriptor redrive(@Selector long id) {
		if (this.deadLetters.list().stream().noneMatch((letter) -> letter.id() == id)) {
			return null;
		}
		return await(this.deadLetters.redrive(id).thenApply((result) -> 1));
	}

	/**
	 * Forgets one without sending it.
	 * @param id its number
	 */
	@DeleteOperation
	public void remove(@Selector long id) {
		this.deadLetters.remove(id);
	}

	private RedriveDescriptor await(CompletableFuture<Integer> sent) {
		int number = 0;
		String failure = null;
		try {
			number = sent.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			failure = String.valueOf((ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage());
		}
		catch (TimeoutException ex) {
			failure = "the server has not acknowledged within " + TIMEOUT.toSeconds()
					+ " seconds; what it acknowledges later is removed then";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = "interrupted while waiting for the server";
		}
		return new RedriveDescriptor(number, this.deadLetters.list().size(), failure);
	}

	/**
	 * What is kept.
	 *
	 * @param deadLetters the dead letters, the oldest first
	 * @param dropped how many made room for others
	 */
	public record DeadLettersDescriptor(List<DeadLetter> deadLetters, long dropped) {

	}

	/**
	 * What came of sending again.
	 *
	 * @param sent how many the server has acknowledged
	 * @param kept how many are kept now
	 * @param failure why there is no number, or {@code null}
	 */
	public record RedriveDescriptor(int sent, int kept, @Nullable String failure) {

	}

}
