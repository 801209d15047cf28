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

package io.mqttworks.spring.boot.testcontainers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Skips a test class without a Docker engine. Fails it where the system property
 * {@code mqtt.test.require-tools} is {@code true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDocker.DockerCondition.class)
public @interface RequiresDocker {

	/**
	 * Looks for the engine.
	 */
	class DockerCondition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			String reason = whyNot();
			if (reason == null) {
				return ConditionEvaluationResult.enabled("There is a Docker engine");
			}
			if (Boolean.getBoolean("mqtt.test.require-tools")) {
				throw new AssertionError(reason + ", and mqtt.test.require-tools demands it");
			}
			return ConditionEvaluationResult.disabled(reason);
		}

		private static String whyNot() {
			try {
				return DockerClientFactory.instance().isDockerAvailable() ? null : "There is no Docker engine";
			}
			catch (RuntimeException ex) {
				return "Testcontainers cannot use the Docker engine (" + ex.getMessage() + ")";
			}
		}

	}

}
