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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.mqttworks.test.PacketRelay.Sender;
import io.mqttworks.test.PacketType;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Puts a bad network between the application and its embedded broker: the connection of
 * the application is closed, without a good-bye, at the packets that are named here. Goes
 * with {@link EmbeddedMqttBroker @EmbeddedMqttBroker} or {@link MqttTest @MqttTest}.
 * <p>
 * Each test method begins with the same trouble ahead, and fails at its end if less of it
 * came than {@link #times()} says within ten seconds: what the test shows would be
 * nothing. The application has connected and subscribed by then, so that packets of a
 * beginning connection are those of a later one, for instance after
 * {@link EmbeddedMqtt#dropConnections()}. The probe has a connection of its own, which is
 * left alone. The relay is a bean of type {@link io.mqttworks.test.PacketRelay}.
 * <p>
 * Not with {@code tls} or {@code webSocket} of the broker.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(MqttChaosExtension.class)
public @interface MqttChaos {

	/**
	 * At which packets the connection is closed.
	 * @return the type
	 */
	PacketType closeAfter();

	/**
	 * How many times; then there is peace. One packet closes one connection.
	 * @return at least 1
	 */
	int times() default 1;

	/**
	 * Whose packets: those of the application ({@link Sender#CLIENT}), of the broker
	 * ({@link Sender#SERVER}), or of both, the default.
	 * @return the sender
	 */
	Sender from() default Sender.EITHER;

	/**
	 * Whether the packet itself is lost. By default it arrives, and what is behind it
	 * does not.
	 * @return whether it is lost
	 */
	boolean lost() default false;

}
