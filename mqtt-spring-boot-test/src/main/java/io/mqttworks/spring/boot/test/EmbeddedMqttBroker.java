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

import io.mqttworks.client.VersionPolicy;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the application context of a test a broker of its own, inside the test's JVM. The
 * default connection goes to it, whatever {@code mqtt.*} says. Unless told otherwise, the
 * broker speaks MQTT 3.1.1 and 5, lets everybody in, keeps nothing on disk, and it ends
 * with the context.
 * <p>
 * The broker is a bean of type {@link EmbeddedMqtt}, and can be a parameter of test
 * methods. Its port is the property {@value #PORT_PROPERTY}, its address
 * {@value #URL_PROPERTY}: further connections can be sent to it with
 * <code>mqtt.connections.other.servers=${mqtt.test.broker.url}</code>.
 * <p>
 * Contexts that differ have brokers that differ, so that tests with any free port can run
 * at the same time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(EmbeddedMqttExtension.class)
public @interface EmbeddedMqttBroker {

	/** The property with the port of the broker. */
	String PORT_PROPERTY = "mqtt.test.broker.port";

	/** The property with the address of the broker. */
	String URL_PROPERTY = "mqtt.test.broker.url";

	/**
	 * The property with the file, in PEM format, of the authority that the broker's
	 * certificate is from; set with {@link #tls()}.
	 */
	String CERTIFICATE_PROPERTY = "mqtt.test.broker.certificate";

	/**
	 * The port on the loopback interface; 0, the default, for any that is free.
	 * @return the port
	 */
	int port() default 0;

	/**
	 * Whether the broker takes encrypted connections, and no others; the default is
	 * false. Its certificate is for {@code localhost} and {@code 127.0.0.1}, and the
	 * default connection trusts it.
	 * @return whether to encrypt
	 */
	boolean tls() default false;

	/**
	 * Whether the address has the scheme of a WebSocket; the default is false. The broker
	 * takes WebSockets in any case.
	 * @return whether the default connection uses a WebSocket
	 */
	boolean webSocket() default false;

	/**
	 * The versions the broker speaks: {@link VersionPolicy#AUTO}, the default, for 3.1.1
	 * and 5; with another one it refuses what is not of that version.
	 * @return the version
	 */
	VersionPolicy version() default VersionPolicy.AUTO;

	/**
	 * Who may connect. None, the default, for everybody. With users, nobody else may, and
	 * the default connection signs in as the first of them unless {@code mqtt.username}
	 * is set.
	 * @return the users
	 */
	User[] users() default {};

	/**
	 * Somebody who may connect.
	 */
	@Target({})
	@Retention(RetentionPolicy.RUNTIME)
	@interface User {

		/**
		 * The user name.
		 * @return the user name
		 */
		String name();

		/**
		 * The password.
		 * @return the password
		 */
		String password();

		/**
		 * Filters of the topics the user may publish to; the default is all. The broker
		 * answers others with Not authorized on MQTT 5, and drops them on 3.1.1.
		 * @return topic filters
		 */
		String[] publish() default "#";

		/**
		 * Filters the user may subscribe to, also to a part of one; the default is all.
		 * @return topic filters
		 */
		String[] subscribe() default "#";

	}

}
