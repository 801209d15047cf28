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

package io.mqttworks.sample.web;

import io.mqttworks.client.Qos;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish.
 *
 * @param topic its topic
 * @param payload its payload as text; empty unless given
 * @param qos its quality of service; 1 unless given
 * @param retain whether the broker keeps it; not unless given
 */
record PublishRequest(@NotNull @TopicName String topic, @Nullable @Size(max = 1_000_000) String payload,
		@Nullable @Min(0) @Max(2) Integer qos, @Nullable Boolean retain) {

	String payloadOrDefault() {
		return (this.payload != null) ? this.payload : "";
	}

	Qos qosOrDefault() {
		return (this.qos != null) ? Qos.of(this.qos) : Qos.AT_LEAST_ONCE;
	}

	boolean retainOrDefault() {
		return Boolean.TRUE.equals(this.retain);
	}

}
