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

package io.mqttworks.test;

import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The brokers all end-to-end tests share: each is started by the first test that uses it
 * and stopped after the last. Tests use topics and client identifiers of their own.
 */
public final class Brokers implements ArgumentsProvider {

	private static final Shared MOSQUITTO = new Shared("Mosquitto", MosquittoBroker::start);

	private static final Shared ARTEMIS = new Shared("Artemis", ArtemisBroker::start);

	/**
	 * The Mosquitto all tests share.
	 * @return the broker; started, or the test is skipped, when its port is asked for
	 */
	public static RealBroker mosquitto() {
		return MOSQUITTO;
	}

	/**
	 * The Artemis all tests share.
	 * @return the broker; started when its port is asked for
	 */
	public static RealBroker artemis() {
		return ARTEMIS;
	}

	@Override
	public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
		return Stream.of(MOSQUITTO, ARTEMIS)
			.flatMap((broker) -> Stream.of("MQTT_3_1_1", "MQTT_5").map((version) -> Arguments.of(broker, version)));
	}

	/**
	 * The same brokers, with MQTT 5 only.
	 */
	static final class WithMqtt5 implements ArgumentsProvider {

		@Override
		public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
			return Stream.of(Arguments.of(MOSQUITTO), Arguments.of(ARTEMIS));
		}

	}

	private static final class Shared implements RealBroker {

		private final String name;

		private final Supplier<RealBroker> start;

		private RealBroker started;

		Shared(String name, Supplier<RealBroker> start) {
			this.name = name;
			this.start = start;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public synchronized int port() {
			if (this.started == null) {
				RealBroker broker = this.start.get();
				this.started = broker;
				Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker)));
			}
			return this.started.port();
		}

		private static void stop(RealBroker broker) {
			try {
				((AutoCloseable) broker).close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
