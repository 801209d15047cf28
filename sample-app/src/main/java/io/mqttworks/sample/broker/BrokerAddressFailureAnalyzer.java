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

package io.mqttworks.sample.broker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the broker's address is taken or does not exist.
 */
class BrokerAddressFailureAnalyzer extends AbstractFailureAnalyzer<BrokerAddressException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BrokerAddressException cause) {
		int port = cause.port();
		String action = """
				Either choose another port for the embedded broker:
				    --sample.broker.port=%d
				or use the broker that runs there already:
				    --sample.broker.enabled=false --mqtt.servers=mqtt://localhost:%d
				If nothing runs there, check that '%s' (sample.broker.host) is an address of this machine."""
			.formatted((port < 65535) ? port + 1 : port - 1, port, cause.host());
		return new FailureAnalysis(cause.getMessage() + ".", action, cause);
	}

}
