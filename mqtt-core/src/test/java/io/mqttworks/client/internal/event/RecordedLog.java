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

package io.mqttworks.client.internal.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * A logger of its own that keeps its lines.
 */
class RecordedLog extends AppenderBase<ILoggingEvent> {

	final Logger logger = new LoggerContext().getLogger("test");

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	RecordedLog() {
		this.logger.setLevel(Level.DEBUG);
		start();
		this.logger.addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event);
	}

	/**
	 * Returns the lines from INFO on since the last call, with their levels.
	 */
	List<String> lines() {
		List<String> lines = this.events.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.INFO))
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
		this.events.clear();
		return lines;
	}

	/**
	 * Returns how many lines of a level have a stack trace.
	 */
	long stackTraces(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel() == level && event.getThrowableProxy() != null)
			.count();
	}

	/**
	 * Returns how many lines of a level there are.
	 */
	long count(Level level) {
		return this.events.stream().filter((event) -> event.getLevel() == level).count();
	}

}
