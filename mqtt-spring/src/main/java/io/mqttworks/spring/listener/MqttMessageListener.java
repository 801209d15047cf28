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

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a container.
 */
@FunctionalInterface
public interface MqttMessageListener {

	/**
	 * Takes a message.
	 * @param message the message
	 * @param context the filter it came for, and what to acknowledge it with
	 * @return completes when the message is handled; {@code null} if it is already. Until
	 * then the container counts the message as one that is being handled: the next one of
	 * the topic waits
	 * @throws Exception if the message cannot be handled
	 */
	@Nullable CompletionStage<?> onMessage(MqttMessage message, MqttMessageContext context) throws Exception;

	/**
	 * Returns whether the stages of {@link #onMessage} can stand for more than a reply: a
	 * message is then handled when its stage completes, on any thread, so that no
	 * transaction can be kept open around it.
	 * @return by default {@code true}; {@code false} if a message is handled when
	 * {@link #onMessage} returns
	 */
	default boolean completesLater() {
		return true;
	}

}
