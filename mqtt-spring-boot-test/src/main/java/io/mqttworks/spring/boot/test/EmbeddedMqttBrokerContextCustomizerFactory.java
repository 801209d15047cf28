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

package io.mqttworks.spring.boot.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Looks for {@link EmbeddedMqttBroker @EmbeddedMqttBroker} on test classes.
 */
class EmbeddedMqttBrokerContextCustomizerFactory implements ContextCustomizerFactory {

	private static final List<String> REQUIRED_CLASSES = List.of(
			"org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ",
			"org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory");

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		EmbeddedMqttBroker annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				EmbeddedMqttBroker.class);
		if (annotation == null) {
			return null;
		}
		for (String required : REQUIRED_CLASSES) {
			Assert.state(ClassUtils.isPresent(required, testClass.getClassLoader()),
					() -> "@EmbeddedMqttBroker on " + testClass.getName() + " needs " + required
							+ ": add org.apache.artemis:artemis-server and org.apache.artemis:artemis-mqtt-protocol"
							+ " with scope test");
		}
		return new EmbeddedMqttBrokerContextCustomizer(
				BrokerSettings.of(annotation, TestContextAnnotationUtils.hasAnnotation(testClass, MqttChaos.class)));
	}

}
