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

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ClosedChannelException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an exception stands for. The operating systems, the JDK and Netty's
 * native transports have no common type for much of it, only words in a message.
 */
final class Causes {

	private Causes() {
	}

	/**
	 * Returns the first exception of a type in a chain of causes.
	 * @param <T> the type
	 * @param cause where the chain begins
	 * @param type the type
	 * @return the exception, or {@code null} if there is none
	 */
	static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable current = cause; current != null && seen.add(current); current = current.getCause()) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
		}
		return null;
	}

	/**
	 * Removes what futures and decoders have wrapped around an exception.
	 * @param cause the exception
	 * @return what was thrown at first
	 */
	static Throwable withoutWrappers(Throwable cause) {
		Throwable result = cause;
		while (result.getCause() != null && (result instanceof CompletionException
				|| result instanceof ExecutionException || result instanceof DecoderException)) {
			result = result.getCause();
		}
		return result;
	}

	/**
	 * Returns the last exception in a chain of causes.
	 * @param cause where the chain begins
	 * @return the last one, or the twentieth of a longer chain
	 */
	static Throwable deepest(Throwable cause) {
		Throwable result = cause;
		for (int depth = 0; result.getCause() != null && depth < 20; depth++) {
			result = result.getCause();
		}
		return result;
	}

	static String message(Throwable cause) {
		String message = cause.getMessage();
		return (message != null && !message.isBlank()) ? message : cause.getClass().getSimpleName();
	}

	/**
	 * Returns whether the other end closed the connection or reset it.
	 * @param cause the exception
	 * @return {@code true} if it did, without a reason given
	 */
	static boolean isClosed(Throwable cause) {
		if (cause instanceof ClosedChannelException) {
			return true;
		}
		String message = message(cause).toLowerCase(Locale.ROOT);
		return cause instanceof IOException && Stream
			.of("connection reset", "broken pipe", "connection closed", "forcibly closed", "connection was aborted")
			.anyMatch(message::contains);
	}

	/**
	 * Returns whether the local address of a socket could not be had.
	 * @param cause the exception
	 * @return {@code true} if the address is not of this machine, or in use
	 */
	static boolean isBindFailure(Throwable cause) {
		String message = message(cause).toLowerCase(Locale.ROOT);
		return cause instanceof BindException || message.contains("assign requested address")
				|| message.contains("address already in use");
	}

}
