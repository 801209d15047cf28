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

package io.mqttworks.client.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process uses. Reached by reflection: the module under test does not read the
 * modules of the JDK that know.
 */
public final class Jvm {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final MethodHandle ALLOCATED_BYTES;

	private static final Object DIRECT_POOL;

	static {
		try {
			Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
			ALLOCATED_BYTES = MethodHandles.lookup()
				.findVirtual(Class.forName("com.sun.management.ThreadMXBean"), "getThreadAllocatedBytes",
						MethodType.methodType(long.class, long.class))
				.bindTo(factory.getMethod("getThreadMXBean").invoke(null));
			List<?> pools = (List<?>) factory.getMethod("getPlatformMXBeans", Class.class)
				.invoke(null, Class.forName("java.lang.management.BufferPoolMXBean"));
			DIRECT_POOL = pools.stream().filter((pool) -> "direct".equals(read(pool, "getName"))).findFirst().get();
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private Jvm() {
	}

	private static Object read(Object pool, String getter) {
		try {
			return Class.forName("java.lang.management.BufferPoolMXBean").getMethod(getter).invoke(pool);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How many bytes a thread has allocated on the heap.
	 * @param thread the thread
	 * @return bytes since it started
	 */
	public static long allocatedBytes(Thread thread) {
		try {
			return (long) ALLOCATED_BYTES.invoke(thread.getId());
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How many bytes of memory outside the heap are held by the JDK's buffers. */
	public static long directBytes() {
		return (long) read(DIRECT_POOL, "getMemoryUsed");
	}

	/** The threads that live. */
	public static List<Thread> threads() {
		return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).toList();
	}

	/** Whether open files can be counted here. */
	public static boolean countsFiles() {
		return Files.isDirectory(DESCRIPTORS);
	}

	/** How many files and sockets are open. */
	public static long openFiles() {
		try (Stream<Path> files = Files.list(DESCRIPTORS)) {
			return files.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
