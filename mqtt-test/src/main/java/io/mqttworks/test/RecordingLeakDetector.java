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

import io.netty.util.ResourceLeakDetector;

/**
 * Tells {@link LeakGuard} what Netty would only log. Netty makes it, by the name in a
 * system property.
 *
 * @param <T> what is watched
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
	}

	/**
	 * As Netty once wanted it; it still looks for this one.
	 * @param resourceType what is watched
	 * @param samplingInterval one of how many
	 * @param maxActive without meaning
	 */
	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
		super(resourceType, samplingInterval);
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		LeakGuard.leaked(resourceType + records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		LeakGuard.leaked(resourceType + " (no records)");
	}

}
