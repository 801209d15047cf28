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

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of the part of an application that speaks MQTT, with an embedded broker as that
 * of {@link EmbeddedMqttBroker @EmbeddedMqttBroker}, the {@link MqttProbe probe} and the
 * {@link HandlerRuns counter of runs}; without web server, database and all other
 * auto-configuration.
 * <p>
 * From component scanning it takes beans with {@code @MqttSubscribe} methods, payload
 * converters, error handlers, recoverers and interceptors. What they need besides is for
 * the test to give, as {@code @MockitoBean} or with {@code @Import}. JSON payloads and
 * validation are there if their starters are.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(MqttTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(MqttTypeExcludeFilter.class)
@ImportAutoConfiguration
@EmbeddedMqttBroker
public @interface MqttTest {

	/**
	 * Properties of the application, as {@code key=value}.
	 * @return the properties
	 * @see Environment
	 */
	String[] properties() default {};

	/**
	 * Whether component scanning takes the beans that speak MQTT; the default is true.
	 * Without, only {@link #includeFilters()} take any.
	 * @return whether to use the filters of this annotation
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Further beans to take.
	 * @return filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Beans to leave out.
	 * @return filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configuration to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
