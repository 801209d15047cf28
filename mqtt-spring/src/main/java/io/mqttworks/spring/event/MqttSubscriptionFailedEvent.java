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

package io.mqttworks.spring.event;

import java.util.List;

import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The server refused filters of a container, when it started or after a reconnection, or
 * could not be asked for them.
 *
 * @param id the container's id
 * @param topicFilters the filters
 * @param reasonCode the server's reason, or {@code null} where there was none
 * @param cause why the server could not be asked, or {@code null} if it refused
 */
public record MqttSubscriptionFailedEvent(String id, List<String> topicFilters, @Nullable ReasonCode reasonCode,
		@Nullable Throwable cause) {

}
