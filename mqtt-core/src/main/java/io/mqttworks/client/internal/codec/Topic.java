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

package io.mqttworks.client.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * A topic name that was received, decoded and checked once. What it leads to can be
 * attached, so that a topic that repeats is neither decoded nor routed again.
 */
public final class Topic {

	private final String name;

	/** Where messages with this topic go. Set by the router; event loop only. */
	public @Nullable TopicRoute route;

	public Topic(String name) {
		this.name = name;
	}

	public String name() {
		return this.name;
	}

}
