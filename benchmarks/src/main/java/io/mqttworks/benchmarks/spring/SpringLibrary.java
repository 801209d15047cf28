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

package io.mqttworks.benchmarks.spring;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.benchmarks.load.Library;
import io.mqttworks.benchmarks.load.Scenario;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application for each client.
 */
abstract class SpringLibrary implements Library {

	private final Class<?> application;

	SpringLibrary(Class<?> application) {
		this.application = application;
	}

	@Override
	public final CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		return CompletableFuture.supplyAsync(() -> {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(this.application)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.logStartupInfo(false)
				// What was never started complains when it is closed.
				.properties(Map.of("logging.level.root", "warn", "logging.level.org.springframework.beans", "error"))
				.properties(properties(endpoint, clientId))
				.initializers((created) -> created.getBeanFactory().registerSingleton("events", events))
				.run();
			return client(context, context.getBean(JsonMapper.class).readValue(Scenario.JSON, Reading.class));
		});
	}

	abstract Map<String, Object> properties(Endpoint endpoint, String clientId);

	/**
	 * Returns the client of an application.
	 * @param context the application
	 * @param reading what is published
	 * @return the client
	 */
	abstract Client client(ConfigurableApplicationContext context, Reading reading);

}
