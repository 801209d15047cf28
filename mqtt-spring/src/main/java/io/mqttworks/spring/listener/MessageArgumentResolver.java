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

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Makes a {@link MessageConversionException} of a failure to take an argument from a
 * message: the same message would fail again. The exceptions of Spring repeat the value,
 * or all headers, which do not belong into a log; so they are told, and not kept.
 *
 * @param resolver resolves the argument
 */
record MessageArgumentResolver(HandlerMethodArgumentResolver resolver) implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return this.resolver.supportsParameter(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		try {
			return this.resolver.resolveArgument(parameter, message);
		}
		catch (ConversionFailedException ex) {
			TypeDescriptor source = ex.getSourceType();
			throw failure(parameter, "the " + ((source != null) ? source.getType().getSimpleName() : "value")
					+ " there is no " + ex.getTargetType().getType().getSimpleName());
		}
		catch (ConverterNotFoundException ex) {
			throw failure(parameter, String.valueOf(ex.getMessage()));
		}
		catch (MessagingException ex) {
			if (ex instanceof MessageConversionException && ex.getFailedMessage() == null) {
				throw ex;
			}
			throw failure(parameter, String.valueOf(ex.getMessage()));
		}
	}

	private static MessageConversionException failure(MethodParameter parameter, String reason) {
		return new MessageConversionException(
				"Argument '" + parameter.getParameter().getName() + "' cannot be taken from the message: " + reason);
	}

}
