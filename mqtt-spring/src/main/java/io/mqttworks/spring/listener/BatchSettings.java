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

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a container makes batches.
 *
 * @param listener takes them
 * @param size how many messages a batch has at most
 * @param timeout how long the first message of a batch waits for more
 */
record BatchSettings(BatchHandlerMethodListener listener, int size, Duration timeout) {

	BatchSettings {
		Assert.isTrue(size > 0, () -> "batchSize must be 1 or more, not " + size);
		Assert.isTrue(!timeout.isNegative(), () -> "batchTimeout must not be negative, but is " + timeout);
	}

}
