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

package io.mqttworks.client.spi;

import java.util.concurrent.CompletionStage;

import io.mqttworks.client.ServerAddress;

/**
 * Asked for credentials before every attempt to connect, so that tokens can expire. The
 * time it takes counts against the connect time-out.
 */
@FunctionalInterface
public interface CredentialsProvider {

	/**
	 * Returns the credentials for a server. Called on a thread of the client's resources
	 * that may block, never on one that handlers use.
	 * @param server the server to connect to
	 * @return completes with the credentials; a failure fails the attempt
	 */
	CompletionStage<Credentials> credentials(ServerAddress server);

}
