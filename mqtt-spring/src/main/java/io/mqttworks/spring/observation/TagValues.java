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

package io.mqttworks.spring.observation;

import java.util.concurrent.CompletionException;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttPublication;
import io.mqttworks.spring.listener.MqttListenerException;
import org.jspecify.annotations.Nullable;

/**
 * Values of tags. There are few of each: filters and templates, never topics.
 */
public final class TagValues {

	/** The value where there is nothing to tell. */
	public static final String NONE = "none";

	private TagValues() {
	}

	/**
	 * Returns the template of a topic.
	 * @param publication what is published
	 * @return the template
	 */
	public static String template(MqttPublication publication) {
		return (publication.topicTemplate() != null) ? publication.topicTemplate() : NONE;
	}

	/**
	 * Returns the identifier of a client.
	 * @param client the client
	 * @return the identifier in use, or the one to use, or {@link #NONE} if the server is
	 * to choose it
	 */
	static String clientId(MqttClient client) {
		ConnectResult connection = client.connectResult();
		String clientId = (connection != null) ? connection.clientId() : client.options().clientId();
		return clientId.isEmpty() ? NONE : clientId;
	}

	/**
	 * Returns the kind of a failure.
	 * @param failure the failure, or {@code null}
	 * @return the simple name of its class
	 */
	public static String error(@Nullable Throwable failure) {
		Throwable cause = unwrap(failure);
		return (cause != null) ? cause.getClass().getSimpleName() : NONE;
	}

	/**
	 * Returns what failed in a stage before, or in a handler method.
	 * @param failure the failure, or {@code null}
	 * @return its cause, or itself
	 */
	public static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof MqttListenerException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
