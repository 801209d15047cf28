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

package io.mqttworks.spring.boot.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationListener;

/**
 * Keeps the broker quiet, which tells of every message, and of every queue without a
 * dead-letter address. Leaves alone who has set the level of one of its loggers, or of
 * {@code org.apache}. Each context sets the levels anew, and so are these.
 */
class ArtemisLoggers implements ApplicationListener<ApplicationPreparedEvent> {

	private static final AtomicInteger brokers = new AtomicInteger();

	private static final List<Quiet> QUIET = List.of(new Quiet("org.apache.activemq.artemis", LogLevel.ERROR),
			new Quiet("org.apache.activemq.audit", LogLevel.OFF),
			// Tells that it removed a subscription to everything as an error.
			new Quiet("org.apache.activemq.artemis.core.protocol.mqtt", LogLevel.OFF));

	/** Created by Spring Boot. */
	ArtemisLoggers() {
	}

	static void brokerStarts() {
		brokers.incrementAndGet();
		quieten(LoggingSystem.get(ArtemisLoggers.class.getClassLoader()));
	}

	static void brokerStops() {
		quieten(LoggingSystem.get(ArtemisLoggers.class.getClassLoader()));
		brokers.decrementAndGet();
	}

	@Override
	public void onApplicationEvent(ApplicationPreparedEvent event) {
		if (brokers.get() > 0) {
			quieten(LoggingSystem.get(ArtemisLoggers.class.getClassLoader()));
		}
	}

	static void quieten(LoggingSystem logging) {
		// Looked at before the first is set, which is above another.
		List<Quiet> unset = QUIET.stream().filter((quiet) -> !quiet.isSet(logging)).toList();
		unset.forEach((quiet) -> logging.setLogLevel(quiet.logger(), quiet.level()));
	}

	/**
	 * A logger and its level unless the application has set one.
	 *
	 * @param logger the name
	 * @param level the level
	 */
	private record Quiet(String logger, LogLevel level) {

		boolean isSet(LoggingSystem logging) {
			for (String name = this.logger; name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
				LoggerConfiguration configuration = logging.getLoggerConfiguration(name);
				if (configuration != null && configuration.getConfiguredLevel() != null) {
					return true;
				}
			}
			return false;
		}

	}

}
