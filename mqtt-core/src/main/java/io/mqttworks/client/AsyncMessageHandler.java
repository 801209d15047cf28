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

package io.mqttworks.client;

import java.util.concurrent.CompletionStage;

/**
 * Takes the messages of a subscription, and is done with each when a stage completes. The
 * next message does not wait for it; acknowledgements still leave in the order of
 * receipt. Runs where a {@link MessageHandler} does.
 */
@FunctionalInterface
public non-sealed interface AsyncMessageHandler extends Handler {

	/**
	 * Takes a message.
	 * @param message the message
	 * @return completes when the message is handled, or fails
	 * @throws Exception if the message cannot be handled
	 */
	CompletionStage<?> onMessage(MqttMessage message) throws Exception;

}
