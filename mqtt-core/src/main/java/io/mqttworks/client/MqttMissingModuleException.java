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
package io.mqttworks.client;

/**
 * No connection was made because a part of Netty that it needs is not on the class path.
 */
public class MqttMissingModuleException extends MqttConnectException {

	private static final long serialVersionUID = 1L;

	private final String module;

	/**
	 * Creates an exception.
	 * @param message what needs the module
	 * @param module the group and the artifact of the module
	 */
	public MqttMissingModuleException(String message, String module) {
		super(message, null, null);
		this.module = module;
	}

	/**
	 * Returns the module to add.
	 * @return its group and artifact, such as {@code io.netty:netty-codec-http}
	 */
	public String module() {
		return this.module;
	}

}
