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

package io.mqttworks.client.internal.transport;

import java.time.Duration;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EventLoops}.
 */
class EventLoopsTests {

	@Test
	void clientsShareTheirThreads() {
		EventLoop first = EventLoops.acquire();
		try {
			for (int i = 0; i < 20; i++) {
				EventLoop other = EventLoops.acquire();
				assertThat(other.parent()).isSameAs(first.parent());
				EventLoops.release();
			}
			assertThat(first.isShuttingDown()).isFalse();
		}
		finally {
			EventLoops.release();
		}
	}

	@Test
	void threadsAreNamedAfterTheirWork() throws Exception {
		EventLoop loop = EventLoops.acquire();
		try {
			assertThat(loop.submit(() -> Thread.currentThread().getName()).get()).startsWith("mqtt-io-");
		}
		finally {
			EventLoops.release();
		}
	}

	@Test
	void theLastClientStopsTheThreadsAndTheNextStartsThemAgain() throws Exception {
		EventLoop loop = EventLoops.acquire();
		Thread thread = loop.submit(Thread::currentThread).get();
		EventLoops.release();
		await().atMost(Duration.ofSeconds(30)).until(() -> loop.isTerminated() && !thread.isAlive());
		EventLoop next = EventLoops.acquire();
		try {
			assertThat(next.isShuttingDown()).isFalse();
			assertThat(next.submit(() -> "runs").get()).isEqualTo("runs");
		}
		finally {
			EventLoops.release();
		}
	}

	@Test
	void releaseWithoutAcquireIsAnError() {
		assertThatIllegalStateException().isThrownBy(EventLoops::release);
	}

	@Test
	void usesTheNativeTransportWhereThereIsOne() {
		EventLoop loop = EventLoops.acquire();
		try {
			assertThat(IoModel.of(loop)).isSameAs(IoModel.best())
				.hasToString(IoModel.Native.AVAILABLE ? "epoll" : "NIO");
		}
		finally {
			EventLoops.release();
		}
	}

	@Test
	void aForeignEventLoopIsRefused() {
		EventLoop loop = new io.netty.channel.DefaultEventLoop();
		assertThatIllegalArgumentException().isThrownBy(() -> IoModel.of(loop))
			.withMessageContaining("DefaultEventLoop");
		loop.shutdownGracefully();
	}

	@Test
	void theNumberOfThreadsCanBeSet() {
		System.setProperty(EventLoops.THREADS_PROPERTY, "1");
		try {
			EventLoop first = EventLoops.acquire();
			EventLoop second = EventLoops.acquire();
			EventLoops.release();
			EventLoops.release();
			assertThat(second).isSameAs(first);
			System.setProperty(EventLoops.THREADS_PROPERTY, "0");
			assertThatIllegalArgumentException().isThrownBy(EventLoops::acquire)
				.withMessageContaining(EventLoops.THREADS_PROPERTY);
		}
		finally {
			System.clearProperty(EventLoops.THREADS_PROPERTY);
		}
	}

}
