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

package io.mqttworks.spring.listener;

/**
 * Has the last word on what a container is made of, after annotation, endpoint and
 * factory defaults. For those who configure many containers in one place.
 *
 * @see MqttListenerContainerFactory#setContainerCustomizers
 */
@FunctionalInterface
public interface MqttListenerContainerCustomizer {

	/**
	 * Changes what a container is made of. Its topic filters, connection and
	 * acknowledgement mode stay as they are; changing them is refused.
	 * @param target what the container listens to
	 * @param endpoint has what annotation or application said; what it leaves open is the
	 * factory's
	 */
	void customize(MqttListenerDecorator.Target target, MqttListenerEndpoint.Builder endpoint);

}
