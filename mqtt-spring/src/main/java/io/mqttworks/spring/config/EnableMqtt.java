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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Makes {@link io.mqttworks.spring.annotation.MqttSubscribe @MqttSubscribe} methods work.
 * Spring Boot applications have it already; others add it to a configuration class and
 * define beans of {@link io.mqttworks.client.MqttClient},
 * {@link io.mqttworks.spring.listener.MqttListenerContainerFactory} and
 * {@link io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(MqttDefaultConfiguration.class)
public @interface EnableMqtt {

}
