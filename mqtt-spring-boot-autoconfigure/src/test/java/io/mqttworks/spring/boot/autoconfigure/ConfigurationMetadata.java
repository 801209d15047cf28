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

package io.mqttworks.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration metadata of this module.
 */
final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	static JsonNode read() throws IOException {
		String own = MqttProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		for (URL url : Collections
			.list(MqttProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			if (url.toString().startsWith(own)) {
				try (InputStream stream = url.openStream()) {
					return JsonMapper.builder().build().readTree(stream);
				}
			}
		}
		throw new AssertionError("The annotation processor did not run");
	}

}
