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

package io.mqttworks.client.internal.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Text;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of subscribe or unsubscribe: gathers the server's answers, which may come in
 * several packets, until there is one for each filter.
 */
public final class SubscribeCall extends ClientFuture<SubscribeResult> {

	private final List<String> filters;

	private final Map<String, Integer> indexes = new HashMap<>();

	private final @Nullable ReasonCode[] reasonCodes;

	/** What is said to the server. */
	private final List<UserProperty> requestProperties;

	/** What the server says. */
	private final List<UserProperty> userProperties = new ArrayList<>();

	private @Nullable String reasonString;

	private int open;

	/**
	 * Creates a call.
	 * @param filters the filters, each once
	 */
	public SubscribeCall(Collection<String> filters) {
		this(filters, List.of());
	}

	/**
	 * Creates a call.
	 * @param filters the filters, each once
	 * @param requestProperties what is said to an MQTT 5 server
	 */
	public SubscribeCall(Collection<String> filters, List<UserProperty> requestProperties) {
		this.requestProperties = List.copyOf(requestProperties);
		this.filters = List.copyOf(filters);
		this.reasonCodes = new @Nullable ReasonCode[this.filters.size()];
		this.open = this.reasonCodes.length;
		for (int i = 0; i < this.filters.size(); i++) {
			this.indexes.put(this.filters.get(i), i);
		}
	}

	List<String> filters() {
		return this.filters;
	}

	List<UserProperty> requestProperties() {
		return this.requestProperties;
	}

	/**
	 * The server, or this client for it, answered for a filter.
	 * @param filter the filter
	 * @param reasonCode the answer
	 */
	void answered(String filter, ReasonCode reasonCode) {
		Integer index = this.indexes.get(filter);
		if (index != null && this.reasonCodes[index] == null) {
			this.reasonCodes[index] = reasonCode;
			this.open--;
		}
	}

	/**
	 * Adds what the server says beside the codes.
	 * @param reasonString for people
	 * @param userProperties for programs
	 */
	void explained(@Nullable String reasonString, List<UserProperty> userProperties) {
		this.reasonString = (reasonString != null) ? reasonString : this.reasonString;
		this.userProperties.addAll(userProperties);
	}

	/**
	 * Waits for one thing more than answers.
	 */
	void waitForMore() {
		this.open++;
	}

	void waitNoMore() {
		this.open--;
	}

	/**
	 * Completes the future if there is an answer for each filter.
	 */
	void completeIfAnswered() {
		if (this.open > 0 || isDone()) {
			return;
		}
		List<ReasonCode> codes = Arrays.stream(this.reasonCodes)
			.map((code) -> (code != null) ? code : ReasonCode.UNSPECIFIED_ERROR)
			.toList();
		SubscribeResult result = SubscribeResult.builder(this.filters, codes)
			.reasonString(this.reasonString)
			.userProperties(this.userProperties)
			.build();
		for (int i = 0; i < codes.size(); i++) {
			if (codes.get(i).isError()) {
				completeExceptionally(new MqttSubscribeException(
						"The topic filter '" + Text.escape(this.filters.get(i)) + "' was refused: " + codes.get(i)
								+ ((this.reasonString != null) ? " (" + Text.escape(this.reasonString) + ")" : ""),
						result));
				return;
			}
		}
		complete(result);
	}

	void fail(MqttException cause) {
		completeExceptionally(cause);
	}

	/**
	 * The server answered several calls about a filter.
	 * @param calls the calls
	 * @param filter the filter
	 * @param code the answer
	 */
	static void answered(List<SubscribeCall> calls, String filter, ReasonCode code) {
		calls.forEach((call) -> {
			call.answered(filter, code);
			call.completeIfAnswered();
		});
	}

}
