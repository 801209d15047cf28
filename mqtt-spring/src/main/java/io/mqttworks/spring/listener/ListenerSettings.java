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

import java.util.List;

import io.mqttworks.client.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * What a container is made from, defaults filled in.
 *
 * @param id the id
 * @param name the name of the listener, for people
 * @param listener takes the messages
 * @param subscriptions what to subscribe to
 * @param ackMode who acknowledges
 * @param concurrency how many messages are handled at a time
 * @param autoStartup whether the application context starts the container
 * @param retryPolicy when and how often a failed message is tried again, or {@code null}
 * @param recoverer takes messages that failed for good, or {@code null}
 * @param pendingPublishes the replies and dead letters messages wait for
 */
record ListenerSettings(String id, String name, MqttMessageListener listener, List<Subscription> subscriptions,
		AckMode ackMode, int concurrency, boolean autoStartup, @Nullable RetryPolicy retryPolicy,
		@Nullable MqttMessageRecoverer recoverer, PendingPublishes pendingPublishes) {

}
