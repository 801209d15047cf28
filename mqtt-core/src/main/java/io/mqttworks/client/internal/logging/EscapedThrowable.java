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

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.mqttworks.client.Text;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception that says what somebody else has chosen, with all of it
 * escaped: a name look-up repeats the name, and a parser what it could not read.
 */
public final class EscapedThrowable extends Exception {

	private static final long serialVersionUID = 1L;

	private static final int MAX_LENGTH = 4096;

	private EscapedThrowable(Throwable original, @Nullable Throwable cause) {
		super(Text.escape(original.toString(), MAX_LENGTH), cause);
		setStackTrace(original.getStackTrace());
	}

	/**
	 * Returns an exception that can be shown.
	 * @param original the exception
	 * @return the same, if neither its message nor those of its causes do harm
	 */
	public static Throwable of(Throwable original) {
		return isHarmless(original, newSet()) ? original : copy(original, newSet());
	}

	private static Set<Throwable> newSet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	private static boolean isHarmless(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || failure instanceof EscapedThrowable || !seen.add(failure)) {
			return true;
		}
		String message = failure.toString();
		boolean harmless = message == null || Text.escape(message, MAX_LENGTH).equals(message);
		for (Throwable suppressed : failure.getSuppressed()) {
			harmless = harmless && isHarmless(suppressed, seen);
		}
		return harmless && isHarmless(failure.getCause(), seen);
	}

	private static Throwable copy(Throwable original, Set<Throwable> seen) {
		seen.add(original);
		Throwable cause = original.getCause();
		EscapedThrowable copy = new EscapedThrowable(original,
				(cause != null && !seen.contains(cause)) ? copy(cause, seen) : null);
		for (Throwable suppressed : original.getSuppressed()) {
			if (!seen.contains(suppressed)) {
				copy.addSuppressed(copy(suppressed, seen));
			}
		}
		return copy;
	}

	/**
	 * Returns what the exception was and said: the message has it all, and this class's
	 * own name would only mislead.
	 */
	@Override
	@SuppressWarnings("OverrideThrowableToString")
	public String toString() {
		return String.valueOf(getMessage());
	}

}
