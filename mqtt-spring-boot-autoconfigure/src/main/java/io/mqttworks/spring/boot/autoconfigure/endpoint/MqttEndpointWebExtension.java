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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpoint.Action;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link MqttEndpoint}: what
 * acts on a connection that does not exist is answered with 404.
 */
@EndpointWebExtension(endpoint = MqttEndpoint.class)
public class MqttEndpointWebExtension {

	private final MqttEndpoint endpoint;

	MqttEndpointWebExtension(MqttEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Starts, stops or makes a connection again. Does not wait for the outcome.
	 * @param connection its name
	 * @param action what to do
	 * @return the connection as it is now, or status 404
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable ConnectionDescriptor> act(@Selector String connection,
			@Selector Action action) {
		ConnectionDescriptor descriptor = this.endpoint.act(connection, action);
		return new WebEndpointResponse<>(descriptor,
				(descriptor != null) ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
