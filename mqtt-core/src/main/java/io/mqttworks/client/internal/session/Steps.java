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

package io.mqttworks.client.internal.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * Long work in small pieces: one piece in each turn of the event loop, which others use,
 * too, and one work after the other. Event loop only.
 */
final class Steps {

	/** About a millisecond's work. */
	private static final int PER_TURN = 1000;

	private final Deque<Task> works = new ArrayDeque<>(1);

	private final Executor later;

	Steps(Executor later) {
		this.later = later;
	}

	/**
	 * Begins a work, at once unless another one is under way.
	 * @param count how many steps it has
	 * @param step given the number of each step, from 0
	 * @param pause what to do at the end of each piece
	 * @param end what to do after the last step
	 */
	void begin(int count, IntConsumer step, Runnable pause, Runnable end) {
		this.works.add(new Task(count, step, pause, end));
		if (this.works.size() == 1) {
			run();
		}
	}

	boolean isIdle() {
		return this.works.isEmpty();
	}

	private void run() {
		int left = PER_TURN;
		for (Task work = this.works.peek(); work != null; work = this.works.peek()) {
			while (work.done < work.count && left > 0) {
				work.step.accept(work.done++);
				left--;
			}
			work.pause.run();
			if (work.done < work.count) {
				this.later.execute(this::run);
				return;
			}
			this.works.remove();
			work.end.run();
		}
	}

	private static final class Task {

		private final int count;

		private final IntConsumer step;

		private final Runnable pause;

		private final Runnable end;

		private int done;

		Task(int count, IntConsumer step, Runnable pause, Runnable end) {
			this.count = count;
			this.step = step;
			this.pause = pause;
			this.end = end;
		}

	}

}
