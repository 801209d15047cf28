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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Takes the messages whose handlers failed for good, after all retries. MQTT has no
 * redelivery inside a connection, so this is where a message is kept from being lost.
 *
 * @see DeadLetterRecoverer
 */
@FunctionalInterface
public interface MqttMessageRecoverer {

	/**
	 * Takes care of a message. Runs where the handler does, never on the event loop.
	 * @param failed the message, and why it failed
	 * @return completes when the message can be acknowledged; {@code null} if it can be
	 * already. When it fails, or takes longer than
	 * {@link MqttListenerContainerFactory#setPublishTimeout}, the message stays
	 * unacknowledged, whatever {@link io.mqttworks.client.HandlerFailurePolicy} says
	 * @throws Exception as if the stage failed
	 */
	@Nullable CompletionStage<?> recover(FailedMessage failed) throws Exception;

}
