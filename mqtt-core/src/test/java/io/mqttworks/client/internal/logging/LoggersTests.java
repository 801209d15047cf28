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

package io.mqttworks.client.internal.logging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Loggers} and {@link EscapedThrowable}.
 */
class LoggersTests {

	private static final String NAME = "io.mqttworks.test.escaping";

	private final List<ILoggingEvent> events = new ArrayList<>();

	private final Logger target = (Logger) LoggerFactory.getLogger(NAME);

	private final org.slf4j.Logger logger = Loggers.get(NAME);

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			event.getCallerData();
			LoggersTests.this.events.add(event);
		}

	};

	@BeforeEach
	void capture() {
		this.appender.start();
		this.target.setAdditive(false);
		this.target.setLevel(Level.INFO);
		this.target.addAppender(this.appender);
	}

	@AfterEach
	void letGo() {
		this.target.detachAppender(this.appender);
	}

	@Test
	void argumentsAreEscapedWhateverTheyAre() {
		this.logger.info("{} of {} on {} and {}: {}", "a\nb", 3, List.of("c\u001b[1m"), null, new StringBuilder("\r"));
		assertThat(this.events).singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.isEqualTo("a\\nb of 3 on [c\\u001b[1m] and null: \\r");
	}

	@Test
	void aLineThatIsAMessageOfAnExceptionIsEscaped() {
		this.logger.error("not\nwritten", new IOException("first\nsecond"));
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.getFormattedMessage()).isEqualTo("not\\nwritten");
			assertThat(event.getThrowableProxy().getMessage()).isEqualTo("java.io.IOException: first\\nsecond");
		});
	}

	@Test
	void causesAndSuppressedExceptionsAreEscapedAndKeepTheirStackTraces() {
		IOException bottom = new IOException("bottom\u2028x");
		IllegalStateException top = new IllegalStateException("top", bottom);
		top.addSuppressed(new IOException("aside\u202ex"));
		bottom.addSuppressed(top);
		this.logger.warn("failed on {}", "t\n", top);
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.getFormattedMessage()).isEqualTo("failed on t\\n");
			assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy())).contains("IllegalStateException: top")
				.contains("IOException: bottom\\u2028x")
				.contains("IOException: aside\\u202ex")
				.contains("LoggersTests.java")
				.doesNotContain("\u2028", "\u202e");
		});
	}

	@Test
	void exceptionsThatDoNoHarmStayWhatTheyAre() {
		Exception harmless = new IllegalStateException("top", new IOException("bottom"));
		assertThat(EscapedThrowable.of(harmless)).isSameAs(harmless);
	}

	@Test
	void theLevelIsThatOfTheApplication() {
		this.logger.debug("not shown {}", 1);
		assertThat(this.logger.isDebugEnabled()).isFalse();
		assertThat(this.logger.isInfoEnabled()).isTrue();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aLineComesFromWhereItIsWritten() {
		this.logger.info("here");
		this.logger.info("here {}", 1);
		assertThat(this.events).hasSize(2)
			.allSatisfy((event) -> assertThat(event.getCallerData()[0].getClassName())
				.isEqualTo(LoggersTests.class.getName()));
	}

}
