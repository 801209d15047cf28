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

package io.mqttworks.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks one of several methods that share the subscription of a class with
 * {@link MqttSubscribe}. The type of its payload says which messages it takes: they are
 * read as the type that the payloads of all these methods have in common, such as a
 * sealed interface that Jackson reads polymorphically, and the method with the most
 * specific type that fits takes the message. Its other arguments and what it returns are
 * those of a {@code @MqttSubscribe} method.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MqttHandler {

	/**
	 * Whether the method takes the messages that no other one takes; one method of a
	 * class can. If its payload is bytes or a text, or it has none, it also takes what
	 * cannot be read.
	 * @return {@code true} for the default method
	 */
	boolean isDefault() default false;

}
