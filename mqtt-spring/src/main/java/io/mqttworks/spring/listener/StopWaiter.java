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

package io.mqttworks.spring.listener;

import java.util.Set;

import io.mqttworks.spring.listener.TopicQueues.Mode;

/**
 * Who waits until a {@link TopicDispatcher}, which calls all methods but {@link #end()}
 * in its lock, has come to rest.
 *
 * @param mode what kind of rest
 * @param excused topics at work that are not waited for
 * @param callback what to call
 */
record StopWaiter(Mode mode, Set<TopicLine> excused, Runnable callback) {

	/**
	 * Waits from now on. What is at work on a thread that ends the virtual machine cannot
	 * end, and what is at work on the calling thread only after this.
	 */
	static StopWaiter of(TopicQueues queues, Mode mode, Runnable callback) {
		Thread caller = (mode == Mode.HELD) ? Thread.currentThread() : null;
		return new StopWaiter(mode, queues.running((thread) -> thread == caller || endsTheVirtualMachine(thread)),
				callback);
	}

	private static boolean endsTheVirtualMachine(Thread thread) {
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getClassName().equals(Runtime.class.getName()) && frame.getMethodName().equals("exit")) {
				return true;
			}
		}
		return false;
	}

	boolean isOver(TopicQueues queues) {
		return (this.mode == Mode.HELD) ? queues.isIdle(this.excused) : queues.isEmpty(this.excused);
	}

	void end() {
		this.callback.run();
	}

}
