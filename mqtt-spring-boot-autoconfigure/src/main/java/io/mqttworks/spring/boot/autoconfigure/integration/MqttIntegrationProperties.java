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

package io.mqttworks.spring.boot.autoconfigure.integration;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the channel adapters for Spring Integration.
 */
@ConfigurationProperties("mqtt.integration")
public class MqttIntegrationProperties {

	/**
	 * Names or simple patterns of user properties that become message headers.
	 */
	private List<String> inboundHeaders = new ArrayList<>();

	/**
	 * Names or simple patterns of message headers that become user properties.
	 */
	private List<String> outboundHeaders = new ArrayList<>();

	public List<String> getInboundHeaders() {
		return this.inboundHeaders;
	}

	public void setInboundHeaders(List<String> inboundHeaders) {
		this.inboundHeaders = inboundHeaders;
	}

	public List<String> getOutboundHeaders() {
		return this.outboundHeaders;
	}

	public void setOutboundHeaders(List<String> outboundHeaders) {
		this.outboundHeaders = outboundHeaders;
	}

}
