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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientClosing}.
 */
class ClientClosingTests {

	/** Its loop runs when it is told to, and its clock stands still. */
	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Steps steps = new Steps();

	private final ClientClosing closing = new ClientClosing(this.channel.eventLoop(), Duration.ofMinutes(1),
			this.steps);

	@Test
	void waitsForHandlersThenForMessagesThenForTheGoodbye() {
		this.closing.start();
		assertThat(this.steps.done).containsExactly("stop handlers");
		this.closing.nothingToAwait();
		assertThat(this.steps.done).as("handlers are still at work").hasSize(1);
		this.closing.handlersIdle();
		assertThat(this.steps.done).containsExactly("stop handlers", "await messages");
		this.closing.handlersIdle();
		this.closing.nothingToAwait();
		this.closing.nothingToAwait();
		assertThat(this.steps.done).containsExactly("stop handlers", "await messages", "leave");
		assertThat(this.closing.closed()).isNotDone();
		this.steps.left.complete(null);
		assertThat(this.steps.done).endsWith("leave", "release");
		assertThat(this.closing.closed()).isCompleted();
	}

	@Test
	void leavesAtOnceWithoutMessages() {
		this.steps.messages = false;
		this.closing.start();
		this.closing.handlersIdle();
		assertThat(this.steps.done).containsExactly("stop handlers", "await messages", "leave");
	}

	@Test
	void nothingHappensBeforeItStarts() {
		this.closing.handlersIdle();
		this.closing.nothingToAwait();
		assertThat(this.steps.done).isEmpty();
	}

	@Test
	void waitsWithoutAskingAgainAndAgain() {
		this.closing.start();
		this.closing.handlersIdle();
		// The only timer there is ends the waiting.
		assertThat(this.channel.runScheduledPendingTasks()).isGreaterThan(TimeUnit.SECONDS.toNanos(50));
		this.channel.advanceTimeBy(59, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.steps.done).containsExactly("stop handlers", "await messages");
		this.channel.advanceTimeBy(2, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.steps.done).containsExactly("stop handlers", "await messages", "leave");
	}

	@Test
	void leavesHandlersThatDoNotFinish() {
		this.closing.start();
		this.channel.advanceTimeBy(61, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.steps.done).containsExactly("stop handlers", "leave");
		this.closing.handlersIdle();
		this.steps.left.complete(null);
		assertThat(this.steps.done).containsExactly("stop handlers", "leave", "release");
	}

	@Test
	void threadsAreGivenBackAlsoIfLeavingFails() {
		this.steps.left.completeExceptionally(new IllegalStateException("disk full, says the test"));
		this.steps.messages = false;
		this.closing.start();
		this.closing.handlersIdle();
		assertThat(this.steps.done).endsWith("leave", "release");
		assertThatExceptionOfType(Exception.class).isThrownBy(this.closing.closed()::get)
			.withMessageContaining("disk full");
	}

	/**
	 * Notes what is done.
	 */
	private static final class Steps implements ClientClosing.Actions {

		final List<String> done = new ArrayList<>();

		final CompletableFuture<Void> left = new CompletableFuture<>();

		boolean messages = true;

		@Override
		public void stopHandlers() {
			this.done.add("stop handlers");
		}

		@Override
		public boolean awaitMessages() {
			this.done.add("await messages");
			return this.messages;
		}

		@Override
		public CompletionStage<Void> leave() {
			this.done.add("leave");
			return this.left;
		}

		@Override
		public void release() {
			this.done.add("release");
		}

	}

}
