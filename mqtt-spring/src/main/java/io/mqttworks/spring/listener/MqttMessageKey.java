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

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Says by what a repetition of a message is known.
 */
@FunctionalInterface
public interface MqttMessageKey {

	/**
	 * Returns the key of a message. When this throws, the message has failed and is not
	 * tried again.
	 * @param message the message as it was received
	 * @param context the filter it came for
	 * @return the key, or {@code null} if the message has none: then it is handled in any
	 * case
	 */
	@Nullable String get(MqttMessage message, MqttMessageContext context);

}
