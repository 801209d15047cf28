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

package io.mqttworks.benchmarks;

import io.mqttworks.benchmarks.load.Scenario;
import io.mqttworks.benchmarks.load.Scenario.Kind;

/**
 * What is compared: a column of the tables.
 */
enum Subject {

	OURS("ours", "ours", "library.Ours", "ours"),

	OURS_DIRECT("ours-direct", "ours, direct", "library.OursDirect", "ours"),

	OURS_NIO("ours-nio", "ours, NIO", "library.Ours", "ours-nio"),

	OURS_FORCED("ours-forced", "ours, forced", "library.OursForced", "ours"),

	OURS_WRITTEN("ours-written", "ours, written", "library.OursWritten", "ours"),

	HIVEMQ("hivemq", "HiveMQ", "library.HiveMq", "hivemq"),

	HIVEMQ_DIRECT("hivemq-direct", "HiveMQ, direct", "library.HiveMqDirect", "hivemq"),

	PAHO_V3("paho-v3", "Paho v3", "library.PahoV3", "paho-v3"),

	PAHO_V5("paho-v5", "Paho v5", "library.PahoV5", "paho-v5"),

	VERTX("vertx", "Vert.x", "library.VertxMqtt", "vertx"),

	MICA("mica", "mica-mqtt", "library.Mica", "mica"),

	LIMIT("limit", "limit", null, null),

	STARTER("starter", "starter", "spring.Starter", "starter"),

	CORE_JSON("core-json", "core and JsonMapper", "spring.CoreJson", "starter"),

	INTEGRATION_V3("integration-v3", "SI, Paho v3", "spring.IntegrationV3", "spring-integration"),

	INTEGRATION_V5("integration-v5", "SI, Paho v5", "spring.IntegrationV5", "spring-integration");

	private final String name;

	private final String title;

	private final String type;

	private final String classPath;

	Subject(String name, String title, String type, String classPath) {
		this.name = name;
		this.title = title;
		this.type = type;
		this.classPath = classPath;
	}

	/**
	 * Returns what the command line calls it.
	 * @return the name
	 */
	String label() {
		return this.name;
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns the class that drives it.
	 * @return the name of a {@code Library}, or {@code limit}
	 */
	String type() {
		return (this.type != null) ? "io.mqttworks.benchmarks." + this.type : "limit";
	}

	/**
	 * Returns the Maven profile with its dependencies.
	 * @return the profile, or {@code null} if it needs none
	 */
	String classPath() {
		return this.classPath;
	}

	boolean takesPart(Scenario scenario) {
		Kind kind = scenario.kind();
		return switch (this) {
			case STARTER, CORE_JSON, INTEGRATION_V3, INTEGRATION_V5 -> kind.isSpring();
			case OURS_DIRECT, HIVEMQ_DIRECT -> kind == Kind.ROUND_TRIP || kind == Kind.RECEIVE;
			case OURS_NIO -> kind == Kind.ROUND_TRIP || kind == Kind.RECEIVE || kind == Kind.PUBLISH;
			case OURS_FORCED, OURS_WRITTEN -> kind == Kind.PUBLISH && scenario.qos() > 0;
			case LIMIT -> kind == Kind.PUBLISH || kind == Kind.RECEIVE || kind == Kind.ROUND_TRIP;
			// The others do not connect again unless they are told how.
			case OURS -> !kind.isSpring();
			default -> !kind.isSpring() && kind != Kind.STORM;
		};
	}

	static Subject named(String name) {
		for (Subject subject : values()) {
			if (subject.name.equals(name)) {
				return subject;
			}
		}
		throw new IllegalArgumentException("There is no library '" + name + "'");
	}

}
