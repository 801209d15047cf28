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

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges the messages of a batch together, other than those that were acknowledged
 * one by one before.
 *
 * @param acknowledgments those of the messages
 */
record BatchAcknowledgment(List<Acknowledgment> acknowledgments) implements Acknowledgment {

	@Override
	public void acknowledge() {
		this.acknowledgments.forEach(Acknowledgment::acknowledge);
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgments.forEach((acknowledgment) -> acknowledgment.reject(reasonCode, reasonString));
	}

	@Override
	public void leaveUnacknowledged() {
		this.acknowledgments.forEach(Acknowledgment::leaveUnacknowledged);
	}

	@Override
	public void fail(Throwable cause) {
		this.acknowledgments.forEach((acknowledgment) -> acknowledgment.fail(cause));
	}

}
