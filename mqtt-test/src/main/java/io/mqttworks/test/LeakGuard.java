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

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty finds buffers that were never released. JUnit
 * detects this extension by itself, so that no class can forget it. Every buffer is
 * watched.
 */
public final class LeakGuard implements AfterAllCallback {

	private static final String DETECTOR = "io.netty.customResourceLeakDetector";

	private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

	static {
		// Maven sets it as well; this is for tests started otherwise.
		System.setProperty(DETECTOR, RecordingLeakDetector.class.getName());
		ResourceLeakDetector.setLevel(Level.PARANOID);
	}

	@Override
	public void afterAll(ExtensionContext context) throws Exception {
		check();
	}

	/**
	 * Has the garbage collected and fails if buffers were among it.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void check() throws InterruptedException {
		collectGarbage();
		// The detector looks for leaks when something is allocated.
		for (int i = 0; i < 10; i++) {
			ByteBufAllocator.DEFAULT.directBuffer(1).release();
		}
		List<String> leaks = new ArrayList<>();
		for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
			leaks.add(leak);
		}
		if (!leaks.isEmpty()) {
			throw new AssertionError(leaks.size() + " leaked buffers, the first of them: " + leaks.get(0));
		}
	}

	private static void collectGarbage() throws InterruptedException {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		for (int i = 0; i < 2; i++) {
			PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), queue);
			do {
				System.gc();
			}
			while (queue.remove(1_000) != sentinel);
		}
	}

	static void leaked(String records) {
		// The embedded Artemis leaks the payloads of wills.
		if (!records.contains("org.apache.activemq.artemis")) {
			LEAKS.add(records);
		}
	}

}
