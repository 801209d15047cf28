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
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;

/**
 * What this process uses.
 */
public final class Jvm {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Jvm() {
	}

	/**
	 * How many bytes a thread has allocated on the heap.
	 * @param thread the thread, alive
	 * @return bytes since it started
	 */
	public static long allocatedBytes(Thread thread) {
		return THREADS.getThreadAllocatedBytes(thread.getId());
	}

	/** How many bytes outside the heap are held by the JDK's buffers and Netty's. */
	public static long directBytes() {
		long ofTheJdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return ofTheJdk + Math.max(0, PlatformDependent.usedDirectMemory());
	}

	/**
	 * The threads that live.
	 * @param prefix how their names start
	 * @return the threads
	 */
	public static List<Thread> threads(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && thread.getName().startsWith(prefix))
			.toList();
	}

	/**
	 * Starts another JVM of the same kind.
	 * @param options its options
	 * @param main the class to run
	 * @param output where its output goes
	 * @param arguments what the class is given
	 * @return the process; the caller must end it
	 */
	public static Process fork(List<String> options, Class<?> main, Path output, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.add("-cp");
		command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		command.add(main.getName());
		command.addAll(List.of(arguments));
		try {
			return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
