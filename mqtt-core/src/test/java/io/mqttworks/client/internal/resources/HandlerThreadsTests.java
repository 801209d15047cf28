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
package io.mqttworks.client.internal.resources;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that block take no more threads than there shall be, and somebody says so.
 */
class HandlerThreadsTests {

	@Test
	void itIsToldOnceThatAllThreadsAreAtWork() throws Exception {
		List<String> told = new CopyOnWriteArrayList<>();
		AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				told.add(event.getFormattedMessage());
			}

		};
		Logger logger = (Logger) LoggerFactory.getLogger(HandlerThreads.class);
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.WARN);
		logger.setAdditive(false);
		HandlerThreads threads = HandlerThreads.pool(2);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(300);
		try {
			for (int i = 0; i < 300; i++) {
				threads.execute(() -> {
					try {
						release.await();
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
					done.countDown();
				});
			}
			assertThat(told).singleElement()
				.asString()
				.startsWith("All 2 threads for handlers are at work, and 2 tasks wait for one of them.");
		}
		finally {
			release.countDown();
			logger.detachAppender(appender);
			logger.setLevel(null);
			logger.setAdditive(true);
		}
		assertThat(done.await(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		threads.stop();
	}

}
