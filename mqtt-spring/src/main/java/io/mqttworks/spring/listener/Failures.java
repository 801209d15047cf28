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

package io.mqttworks.spring.listener;

import java.util.concurrent.CompletionException;

import jakarta.validation.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.ClassUtils;
import org.springframework.validation.method.MethodValidationException;

/**
 * Tells failures apart.
 */
final class Failures {

	private static final boolean VALIDATION_PRESENT = ClassUtils
		.isPresent("jakarta.validation.ConstraintViolationException", Failures.class.getClassLoader());

	private Failures() {
	}

	/**
	 * Returns what the application threw.
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof MqttListenerException
				|| cause instanceof BatchListenerFailedException) && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/**
	 * Returns the first failure of a type in the causes of another one; {@code null} if
	 * there is none.
	 */
	static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/**
	 * Returns whether trying again cannot help: the message itself is bad, or the handler
	 * has done its work and only the reply failed.
	 */
	static boolean isFatal(Throwable failure) {
		Throwable cause = unwrap(failure);
		return cause instanceof MessageConversionException || cause instanceof MethodArgumentResolutionException
				|| cause instanceof MqttReplyException || cause instanceof MethodValidationException
				|| (VALIDATION_PRESENT && cause instanceof ConstraintViolationException) || cause instanceof Error;
	}

}
