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

package io.mqttworks.client.internal.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the loggers of this library. What they are given is escaped: topics, reason
 * strings and exceptions cannot forge lines, wherever they come from.
 */
public final class Loggers {

	private Loggers() {
	}

	/**
	 * Returns the logger of a class.
	 * @param type the class
	 * @return the logger
	 */
	public static Logger get(Class<?> type) {
		return get(type.getName());
	}

	/**
	 * Returns the logger of a class for one client, whose name begins each line.
	 * @param type the class
	 * @param client the name of the client
	 * @return the logger
	 */
	public static Logger get(Class<?> type, String client) {
		return get(type.getName(), client);
	}

	/**
	 * Returns the logger with a name for one client, whose name begins each line.
	 * @param name the name of the logger
	 * @param client the name of the client
	 * @return the logger
	 */
	public static Logger get(String name, String client) {
		return new EscapingLogger(LoggerFactory.getLogger(name), "[" + client + "] ");
	}

	/**
	 * Returns the logger with a name.
	 * @param name the name
	 * @return the logger
	 */
	public static Logger get(String name) {
		return new EscapingLogger(LoggerFactory.getLogger(name), "");
	}

}
