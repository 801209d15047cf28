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

import io.mqttworks.client.Text;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LocationAwareLogger;

/**
 * Escapes what is logged, and leaves the rest to the logger of the application.
 */
final class EscapingLogger extends LegacyAbstractLogger {

	private static final long serialVersionUID = 1L;

	/** Whoever calls this class's methods is where a line comes from. */
	private static final String FQCN = AbstractLogger.class.getName();

	/** Exceptions are longer than the texts in them. */
	private static final int MAX_LENGTH = 4096;

	private final transient Logger target;

	private final String prefix;

	/**
	 * Creates a logger.
	 * @param target the logger of the application
	 * @param prefix what each line begins with
	 */
	EscapingLogger(Logger target, String prefix) {
		this.name = target.getName();
		this.target = target;
		// Not a place for an argument.
		this.prefix = Text.escape(prefix, MAX_LENGTH).replace("{", "(").replace("}", ")");
	}

	@Override
	public boolean isTraceEnabled() {
		return this.target.isTraceEnabled();
	}

	@Override
	public boolean isDebugEnabled() {
		return this.target.isDebugEnabled();
	}

	@Override
	public boolean isInfoEnabled() {
		return this.target.isInfoEnabled();
	}

	@Override
	public boolean isWarnEnabled() {
		return this.target.isWarnEnabled();
	}

	@Override
	public boolean isErrorEnabled() {
		return this.target.isErrorEnabled();
	}

	@Override
	protected String getFullyQualifiedCallerName() {
		return FQCN;
	}

	@Override
	protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String pattern,
			@Nullable Object @Nullable [] arguments, @Nullable Throwable cause) {
		String line = this.prefix + Text.escape(pattern, MAX_LENGTH);
		@Nullable Object[] shown = escape(arguments);
		Throwable failure = (cause != null) ? EscapedThrowable.of(cause) : null;
		if (this.target instanceof LocationAwareLogger located) {
			located.log(marker, FQCN, level.toInt(), line, shown, failure);
			return;
		}
		this.target.makeLoggingEventBuilder(level).setCause(failure).log(line, shown);
	}

	private static @Nullable Object[] escape(@Nullable Object @Nullable [] arguments) {
		if (arguments == null) {
			return new Object[0];
		}
		@Nullable Object[] shown = new Object[arguments.length];
		for (int i = 0; i < shown.length; i++) {
			@Nullable Object argument = arguments[i];
			shown[i] = (argument instanceof Number) ? argument : Text.escape(String.valueOf(argument), MAX_LENGTH);
		}
		return shown;
	}

}
