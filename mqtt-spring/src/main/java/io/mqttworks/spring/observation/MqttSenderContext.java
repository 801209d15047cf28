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

package io.mqttworks.spring.observation;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.core.MqttPublication;

/**
 * Context of the observation of a message that is published. The trace is written to the
 * message's user properties, which only MQTT 5 has.
 */
public class MqttSenderContext extends SenderContext<List<UserProperty>> {

	private final MqttPublication publication;

	private final String connection;

	/**
	 * Creates a context.
	 * @param publication what is published
	 * @param connection the name of the connection
	 * @param propagate whether the message can carry the trace
	 */
	public MqttSenderContext(MqttPublication publication, String connection, boolean propagate) {
		super((carrier, name, value) -> {
			if (carrier != null && propagate) {
				carrier.removeIf((property) -> property.name().equals(name));
				carrier.add(new UserProperty(name, value));
			}
		}, Kind.PRODUCER);
		this.publication = publication;
		this.connection = connection;
		setCarrier(new ArrayList<>(publication.message().userProperties()));
		setRemoteServiceName("mqtt");
	}

	/**
	 * Returns what is published.
	 * @return the publication, without the trace
	 */
	public MqttPublication getPublication() {
		return this.publication;
	}

	/**
	 * Returns the name of the connection.
	 * @return the name
	 */
	public String getConnection() {
		return this.connection;
	}

}
