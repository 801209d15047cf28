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

import io.micrometer.common.KeyValues;
import io.mqttworks.spring.core.MqttPublication;
import io.mqttworks.spring.observation.MqttTemplateObservation.LowCardinalityTags;

/**
 * The names and tags that are used unless the application says otherwise.
 */
public class DefaultMqttTemplateObservationConvention implements MqttTemplateObservationConvention {

	static final DefaultMqttTemplateObservationConvention INSTANCE = new DefaultMqttTemplateObservationConvention();

	@Override
	public KeyValues getLowCardinalityKeyValues(MqttSenderContext context) {
		return KeyValues.of(LowCardinalityTags.CONNECTION.withValue(context.getConnection()),
				LowCardinalityTags.TOPIC_TEMPLATE.withValue(TagValues.template(context.getPublication())),
				LowCardinalityTags.QOS.withValue(String.valueOf(context.getPublication().message().qos().value())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MqttSenderContext context) {
		MqttPublication publication = context.getPublication();
		return KeyValues.of(MqttSpanTags.MESSAGING_SYSTEM.withValue("mqtt"),
				MqttSpanTags.DESTINATION.withValue(publication.message().topic()),
				MqttSpanTags.DESTINATION_TEMPLATE.withValue(TagValues.template(publication)),
				MqttSpanTags.OPERATION_NAME.withValue("publish"), MqttSpanTags.OPERATION_TYPE.withValue("send"),
				MqttSpanTags.CLIENT_ID.withValue(TagValues.clientId(publication.client())),
				MqttSpanTags.BODY_SIZE.withValue(String.valueOf(publication.message().payload().length)));
	}

	@Override
	public String getContextualName(MqttSenderContext context) {
		String template = context.getPublication().topicTemplate();
		return (template != null) ? template + " publish" : "mqtt publish";
	}

}
