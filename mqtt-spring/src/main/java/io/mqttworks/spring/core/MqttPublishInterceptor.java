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

package io.mqttworks.spring.core;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.mqttworks.client.MqttMessage;

/**
 * Comes between a {@link MqttTemplate} and its client: sees, and can change, what is
 * published, and sees how it ends. Called on the publishing thread; it must not block.
 */
public interface MqttPublishInterceptor {

	/**
	 * Publishes a message.
	 * @param publication what is published
	 * @param next publishes the message it is given
	 * @param <T> what publishing results in: the server's acknowledgement, or the reply
	 * to a request
	 * @return what {@code next} returned, or a stage after it
	 */
	<T> CompletableFuture<T> intercept(MqttPublication publication, Function<MqttMessage, CompletableFuture<T>> next);

}
