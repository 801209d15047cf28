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

package io.mqttworks.client.internal.dispatch;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handler at work on some messages in a row. Any thread.
 */
final class HandlerRun {

	private final Thread thread = Thread.currentThread();

	private final AtomicBoolean awaited = new AtomicBoolean(true);

	/**
	 * Returns whether it cannot end before who asks is done: it is the thread that asks,
	 * or waits for the end of the virtual machine.
	 */
	boolean waitsFor(Thread caller) {
		if (this.thread == caller) {
			return true;
		}
		for (StackTraceElement frame : this.thread.getStackTrace()) {
			if (frame.getClassName().equals(Runtime.class.getName()) && frame.getMethodName().equals("exit")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Is not waited for any more.
	 * @return {@code true} the first time
	 */
	boolean release() {
		return this.awaited.compareAndSet(true, false);
	}

}
