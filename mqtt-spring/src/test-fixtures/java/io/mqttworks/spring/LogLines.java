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

package io.mqttworks.spring;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * The lines a logger and those below it write.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger;

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	public LogLines(String logger) {
		this.logger = (Logger) LoggerFactory.getLogger(logger);
		start();
		this.logger.addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		// Reads them while they are there.
		event.getMDCPropertyMap();
		this.events.add(event);
	}

	/**
	 * Returns the lines of a level or above.
	 */
	public List<String> texts(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(level))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	/**
	 * Returns what is known beside the lines that contain a text.
	 */
	public List<Map<String, String>> contexts(String text) {
		return this.events.stream()
			.filter((event) -> event.getFormattedMessage().contains(text))
			.map(ILoggingEvent::getMDCPropertyMap)
			.toList();
	}

	/**
	 * Returns how many lines of a level or above have a stack trace.
	 */
	public long stackTraces(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(level) && event.getThrowableProxy() != null)
			.count();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
	}

}
