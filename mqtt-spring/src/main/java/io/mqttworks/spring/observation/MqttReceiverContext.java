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

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.listener.MqttListenerDecorator;

/**
 * Context of the observation of a message that is handled. The trace is read from the
 * message's user properties.
 */
public class MqttReceiverContext extends ReceiverContext<MqttMessage> {

	private final MqttListenerDecorator.Target target;

	private final MqttMessage message;

	private final String topicFilter;

	private final String connection;

	/**
	 * Creates a context.
	 * @param target what handles the message
	 * @param message the message
	 * @param topicFilter the filter the message came for
	 * @param connection the name of the connection
	 */
	public MqttReceiverContext(MqttListenerDecorator.Target target, MqttMessage message, String topicFilter,
			String connection) {
		super(MqttMessage::userProperty, Kind.CONSUMER);
		this.target = target;
		this.message = message;
		this.topicFilter = topicFilter;
		this.connection = connection;
		setCarrier(message);
		setRemoteServiceName("mqtt");
	}

	/**
	 * Returns what handles the message.
	 * @return the target
	 */
	public MqttListenerDecorator.Target getTarget() {
		return this.target;
	}

	/**
	 * Returns the message.
	 * @return the message
	 */
	public MqttMessage getMessage() {
		return this.message;
	}

	/**
	 * Returns the filter the message came for.
	 * @return the filter as it is subscribed
	 */
	public String getTopicFilter() {
		return this.topicFilter;
	}

	/**
	 * Returns the name of the connection.
	 * @return the name
	 */
	public String getConnection() {
		return this.connection;
	}

}
