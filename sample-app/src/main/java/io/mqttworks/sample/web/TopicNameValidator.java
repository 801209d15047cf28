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

package io.mqttworks.sample.web;

import io.mqttworks.client.Topics;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks the client's rules, and answers with their words.
 */
class TopicNameValidator implements ConstraintValidator<TopicName, String> {

	@Override
	public boolean isValid(@Nullable String topic, ConstraintValidatorContext context) {
		if (topic == null) {
			return true;
		}
		try {
			Topics.validateName(topic);
			return true;
		}
		catch (IllegalArgumentException ex) {
			context.disableDefaultConstraintViolation();
			context.buildConstraintViolationWithTemplate(escape(String.valueOf(ex.getMessage())))
				.addConstraintViolation();
			return false;
		}
	}

	/**
	 * What the user wrote is no expression.
	 */
	private static String escape(String message) {
		return message.replaceAll("[{}$\\\\]", "\\\\$0");
	}

}
