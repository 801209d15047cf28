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

import io.mqttworks.client.FileSessionStore.Durability;
import org.jspecify.annotations.Nullable;

/**
 * Where the session is kept.
 */
public class MqttSessionStoreProperties {

	/**
	 * Directory to keep the session in, so that it survives the end of the process. By
	 * default it is kept in memory. Needs a client identifier.
	 */
	// Not a Path: Spring looks for one without a scheme in the class path first.
	private @Nullable String directory;

	/**
	 * What the session in the directory survives.
	 */
	private @Nullable Durability durability;

	public @Nullable String getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable String directory) {
		this.directory = directory;
	}

	public @Nullable Durability getDurability() {
		return this.durability;
	}

	public void setDurability(@Nullable Durability durability) {
		this.durability = durability;
	}

}
