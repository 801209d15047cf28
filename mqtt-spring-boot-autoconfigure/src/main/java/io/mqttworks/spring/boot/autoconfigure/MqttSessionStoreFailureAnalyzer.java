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

package io.mqttworks.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a {@link MqttSessionStoreException}, most often of a second instance of an
 * application.
 */
class MqttSessionStoreFailureAnalyzer extends AbstractFailureAnalyzer<MqttSessionStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttSessionStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(MqttSessionStoreException cause) {
		if (!cause.isInUse()) {
			return "Repair the session store: the cause says what is wrong with it. With another '"
					+ cause.getDirectoryProperty() + "' the application starts without what is kept there.";
		}
		return "If another instance of the application runs, stop it, or give each instance a '"
				+ cause.getClientIdProperty() + "' of its own. If it is another connection, with the same client"
				+ " identifier for another server, give each a '" + cause.getDirectoryProperty() + "' of its own.";
	}

}
