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

package io.mqttworks.spring.boot.testcontainers;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * Containers of Mosquitto.
 */
public final class Mosquitto {

	/** The name of the image. */
	public static final String IMAGE = "eclipse-mosquitto:2.0";

	private Mosquitto() {
	}

	/**
	 * Returns a container that lets everybody in from everywhere, which the image does
	 * not by itself.
	 * @return a container that is not started
	 */
	public static GenericContainer<?> container() {
		return new GenericContainer<>(IMAGE).withExposedPorts(1883)
			.withCopyToContainer(Transferable.of("listener 1883\nallow_anonymous true\n"),
					"/mosquitto/config/mosquitto.conf");
	}

}
