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

package io.mqttworks.spring.boot.autoconfigure;

import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.StringUtils;

/**
 * Maps what the properties say of messages whose handlers fail.
 */
class MqttListenerMapper {

	private final PropertyCheck check = new PropertyCheck(MqttProperties.PREFIX + ".listener");

	private final MqttProperties.Listener properties;

	MqttListenerMapper(MqttProperties.Listener properties) {
		this.properties = properties;
	}

	/**
	 * Returns when and how often messages are tried again.
	 */
	@Nullable RetryPolicy retryPolicy() {
		MqttProperties.Listener.Retry retry = this.properties.getRetry();
		if (!retry.isEnabled()) {
			return null;
		}
		RetryPolicy.Builder builder = RetryPolicy.builder();
		this.check.set("retry.max-retries", retry.getMaxRetries(), builder::maxRetries);
		this.check.set("retry.delay", retry.getDelay(), builder::delay);
		this.check.set("retry.multiplier", retry.getMultiplier(), builder::multiplier);
		this.check.set("retry.max-delay", retry.getMaxDelay(), builder::maxDelay);
		this.check.set("retry.jitter", retry.getJitter(), builder::jitter);
		return this.check.check("retry", builder::build);
	}

	/**
	 * Returns who takes the messages that failed for good.
	 */
	@Nullable MqttMessageRecoverer recoverer() {
		String topic = this.properties.getDeadLetterTopic();
		return StringUtils.hasLength(topic)
				? this.check.check("dead-letter-topic", () -> new DeadLetterRecoverer(topic)) : null;
	}

}
