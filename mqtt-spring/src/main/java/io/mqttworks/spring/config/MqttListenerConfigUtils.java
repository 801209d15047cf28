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

package io.mqttworks.spring.config;

/**
 * Bean names of what {@link EnableMqtt} adds.
 */
public final class MqttListenerConfigUtils {

	/** The bean post-processor that finds handler methods. */
	public static final String ANNOTATION_PROCESSOR_BEAN_NAME = "io.mqttworks.spring.config.internalMqttSubscribeAnnotationProcessor";

	/** The container factory of methods that name none, as Spring Boot defines it. */
	public static final String CONTAINER_FACTORY_BEAN_NAME = "mqttListenerContainerFactory";

	/** The registry of containers. */
	public static final String REGISTRY_BEAN_NAME = "io.mqttworks.spring.config.internalMqttListenerEndpointRegistry";

	private MqttListenerConfigUtils() {
	}

}
