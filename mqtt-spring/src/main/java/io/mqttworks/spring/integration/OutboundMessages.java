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

package io.mqttworks.spring.integration;

import io.mqttworks.client.Qos;
import io.mqttworks.spring.core.MqttOperations.SendSpec;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.core.MqttVersions;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.Assert;

/**
 * Converts messages of a flow to messages to publish. Neither the topic nor a setting is
 * taken from headers unless an expression says so, because headers may come from the
 * network.
 */
class OutboundMessages {

	private final MqttTemplate template;

	private final Expression topic;

	private @Nullable Qos qos;

	private @Nullable Boolean retain;

	OutboundMessages(MqttTemplate template, Expression topic) {
		Assert.notNull(template, "'template' must not be null");
		Assert.notNull(topic, "'topic' must not be null");
		this.template = template;
		this.topic = topic;
	}

	void setQos(Qos qos) {
		this.qos = qos;
	}

	void setRetain(boolean retain) {
		this.retain = retain;
	}

	SendSpec toSend(Message<?> message, EvaluationContext context, MqttHeaderMapper headerMapper) {
		String topicName = this.topic.getValue(context, message, String.class);
		Assert.state(topicName != null, () -> "The topic expression '" + this.topic.getExpressionString()
				+ "' is null for a message; it must give a topic name");
		Object payload = message.getPayload();
		SendSpec spec = this.template.newMessage(payload).topicName(topicName);
		if (this.qos != null) {
			spec.qos(this.qos);
		}
		if (this.retain != null) {
			spec.retain(this.retain);
		}
		if (MqttVersions.isMqtt5(this.template.getClient())) {
			Object contentType = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
			if (contentType != null && (payload instanceof byte[] || payload instanceof CharSequence)) {
				spec.contentType(contentType.toString());
			}
			headerMapper.toUserProperties(message.getHeaders())
				.forEach((property) -> spec.userProperty(property.name(), property.value()));
		}
		return spec;
	}

}
