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

package io.mqttworks.benchmarks.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.FileSessionStore.Durability;
import io.mqttworks.client.MqttClientBuilder;

/**
 * The client of this project with a session store on files.
 */
abstract class OursStored extends Ours {

	private final Durability durability;

	OursStored(Durability durability) {
		this.durability = durability;
	}

	@Override
	void customize(MqttClientBuilder builder) {
		builder.cleanStart(false).sessionStore(new FileSessionStore(directory(), this.durability));
	}

	/** In the current directory, since what is for temporary files may be memory. */
	private static Path directory() {
		try {
			return Files.createTempDirectory(Files.createDirectories(Path.of("benchmarks/target/stores")), "store");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
