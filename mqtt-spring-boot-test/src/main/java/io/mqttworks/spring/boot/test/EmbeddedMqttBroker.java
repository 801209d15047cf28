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

/**
 * Gives the application context of a test a broker of its own, inside the test's JVM. The
 * default connection goes to it, whatever {@code mqtt.*} says. The broker speaks MQTT
 * 3.1.1 and 5, also over WebSockets, lets everybody in, keeps nothing on disk, and stops
 * with the context.
 * <p>
 * Its port is the property {@value #PORT_PROPERTY}, its address {@value #URL_PROPERTY}:
 * further connections can be sent to it with
 * <code>mqtt.connections.other.servers=${mqtt.test.broker.url}</code>.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface EmbeddedMqttBroker {

	/** The property with the port of the broker. */
	String PORT_PROPERTY = "mqtt.test.broker.port";

	/** The property with the address of the broker. */
	String URL_PROPERTY = "mqtt.test.broker.url";

	/**
	 * The port on the loopback interface; 0, the default, for any that is free.
	 * @return the port
	 */
	int port() default 0;

}
