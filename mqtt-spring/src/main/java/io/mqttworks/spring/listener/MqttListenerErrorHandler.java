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

import org.springframework.messaging.Message;

/**
 * Asked each time a handler method failed, before it is tried again.
 */
@FunctionalInterface
public interface MqttListenerErrorHandler {

	/**
	 * Takes care of a failure. When this returns, the message counts as handled and is
	 * acknowledged; when it throws, that is the failure: it is tried again, recovered, or
	 * left to {@link io.mqttworks.client.HandlerFailurePolicy}.
	 * @param message the message, its payload still the bytes that were received
	 * @param exception names the method; its cause is what the method threw
	 * @throws Exception if the failure stands
	 */
	void handleError(Message<byte[]> message, MqttListenerException exception) throws Exception;

}
