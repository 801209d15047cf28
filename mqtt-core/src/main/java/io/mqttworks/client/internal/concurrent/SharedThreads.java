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

package io.mqttworks.client.internal.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes threads that serve all clients of the JVM. A thread that is needed for the first
 * time is started by whoever comes first, and would keep that one's context class loader
 * and inheritable thread locals for as long as it lives: the application could not be
 * unloaded, and its user would seem to do the work of others. Threads from here have the
 * class loader of this library and inherit nothing.
 */
public final class SharedThreads {

	private SharedThreads() {
	}

	/**
	 * Returns a factory of threads that do not keep the JVM alive.
	 * @param name the name of the threads, to which a number is added
	 * @return the factory
	 */
	public static ThreadFactory daemons(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), 0, false);
			thread.setDaemon(true);
			return adopt(thread);
		};
	}

	/**
	 * Returns a factory of threads that run event loops.
	 * @param name the name of the threads, to which a number is added
	 * @return the factory
	 */
	public static ThreadFactory ioThreads(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> withoutInheritance(() -> adopt(new IoThread(task, name + "-" + number.incrementAndGet())));
	}

	private static <T extends Thread> T adopt(T thread) {
		thread.setContextClassLoader(SharedThreads.class.getClassLoader());
		return thread;
	}

	/**
	 * Makes a thread of a type that has no constructor without inheritance: in a thread
	 * that has nothing to inherit.
	 */
	private static <T extends Thread> T withoutInheritance(Supplier<T> creation) {
		AtomicReference<@Nullable T> created = new AtomicReference<>();
		Thread maker = new Thread(null, () -> created.set(creation.get()), "mqtt-thread-start", 0, false);
		maker.setDaemon(true);
		maker.start();
		boolean interrupted = false;
		while (maker.isAlive()) {
			try {
				maker.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		T thread = created.get();
		if (thread == null) {
			throw new IllegalStateException("The thread could not be made");
		}
		return thread;
	}

}
