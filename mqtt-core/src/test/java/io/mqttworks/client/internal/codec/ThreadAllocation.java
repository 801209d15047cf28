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

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * How many bytes the current thread has allocated on the heap. Reached by reflection: the
 * module under test does not read the module of the JDK that knows.
 */
final class ThreadAllocation {

	private static final MethodHandle BYTES;

	static {
		try {
			Object bean = Class.forName("java.lang.management.ManagementFactory")
				.getMethod("getThreadMXBean")
				.invoke(null);
			BYTES = MethodHandles.lookup()
				.findVirtual(Class.forName("com.sun.management.ThreadMXBean"), "getCurrentThreadAllocatedBytes",
						MethodType.methodType(long.class))
				.bindTo(bean);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private ThreadAllocation() {
	}

	static long bytes() {
		try {
			return (long) BYTES.invokeExact();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
