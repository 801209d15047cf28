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
import io.mqttworks.spring.observation.MqttListenerObservation.LowCardinalityTags;

/**
 * The names and tags that are used unless the application says otherwise.
 */
public class DefaultMqttListenerObservationConvention implements MqttListenerObservationConvention {

	static final DefaultMqttListenerObservationConvention INSTANCE = new DefaultMqttListenerObservationConvention();

	@Override
	public KeyValues getLowCardinalityKeyValues(MqttReceiverContext context) {
		return KeyValues.of(LowCardinalityTags.CONNECTION.withValue(context.getConnection()),
				LowCardinalityTags.LISTENER.withValue(context.getTarget().id()),
				LowCardinalityTags.FILTER.withValue(context.getTopicFilter()),
				LowCardinalityTags.QOS.withValue(String.valueOf(context.getMessage().qos().value())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MqttReceiverContext context) {
		return KeyValues.of(MqttSpanTags.MESSAGING_SYSTEM.withValue("mqtt"),
				MqttSpanTags.DESTINATION.withValue(context.getMessage().topic()),
				MqttSpanTags.DESTINATION_TEMPLATE.withValue(context.getTopicFilter()),
				MqttSpanTags.OPERATION_NAME.withValue("process"), MqttSpanTags.OPERATION_TYPE.withValue("process"),
				MqttSpanTags.CLIENT_ID.withValue(TagValues.clientId(context.getTarget().client())),
				MqttSpanTags.BODY_SIZE.withValue(String.valueOf(context.getMessage().payload().length)));
	}

	@Override
	public String getContextualName(MqttReceiverContext context) {
		return context.getTopicFilter() + " process";
	}

}
