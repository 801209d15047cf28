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

package io.mqttworks.client.internal.connection;

import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended, or an attempt to make one.
 *
 * @param source who ended it
 * @param reasonCode the code of the packet that ended it, or {@code null}
 * @param cause what went wrong, or {@code null} for an end on request
 * @param serverReference other servers the server named, or {@code null}
 * @param unanswered whether CONNECT was sent and the server closed without an answer
 */
record ConnectionEnd(Source source, @Nullable ReasonCode reasonCode, @Nullable Throwable cause,
		@Nullable String serverReference, boolean unanswered) {

}
