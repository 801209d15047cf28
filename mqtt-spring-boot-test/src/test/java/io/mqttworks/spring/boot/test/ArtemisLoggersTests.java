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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArtemisLoggers}.
 */
class ArtemisLoggersTests {

	private static final String BROKER = "org.apache.activemq.artemis";

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	@AfterEach
	void unset() {
		logger("org.apache.activemq").setLevel(null);
		logger(BROKER).setLevel(null);
		logger("org.apache.activemq.audit").setLevel(null);
		logger(BROKER + ".core.protocol.mqtt").setLevel(null);
	}

	@Test
	void theBrokerIsQuietUnlessItIsSaidWhatItLogs() {
		unset();
		ArtemisLoggers.quieten(this.logging);
		assertThat(logger(BROKER).getLevel()).isEqualTo(Level.ERROR);
		assertThat(logger("org.apache.activemq.audit").getLevel()).isEqualTo(Level.OFF);
	}

	@Test
	void levelsOfTheApplicationStay() {
		unset();
		logger("org.apache.activemq").setLevel(Level.DEBUG);
		ArtemisLoggers.quieten(this.logging);
		assertThat(logger(BROKER).getLevel()).isNull();
		assertThat(logger(BROKER).getEffectiveLevel()).isEqualTo(Level.DEBUG);
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

}
