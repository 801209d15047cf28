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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Says what became of a message when all containers that share it have said so. To leave
 * it unacknowledged wins over a failure, and that over success.
 */
class JoinedAcknowledgment {

	private final Acknowledgment acknowledgment;

	private final Lock lock = new ReentrantLock();

	private final List<Throwable> failures = new ArrayList<>();

	private int missing;

	private boolean left;

	JoinedAcknowledgment(Acknowledgment acknowledgment, int containers) {
		this.acknowledgment = acknowledgment;
		this.missing = containers;
	}

	/**
	 * Returns what one of the containers is to use.
	 */
	Acknowledgment part() {
		return new Part();
	}

	private void settle() {
		if (this.left) {
			this.acknowledgment.leaveUnacknowledged();
		}
		// After the first call each failure is told only.
		this.failures.forEach(this.acknowledgment::fail);
		if (!this.left && this.failures.isEmpty()) {
			this.acknowledgment.acknowledge();
		}
	}

	private final class Part implements Acknowledgment {

		private boolean decided;

		@Override
		public void acknowledge() {
			decide(null, false);
		}

		@Override
		public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
			throw new UnsupportedOperationException("A message of several containers cannot be acknowledged by hand");
		}

		@Override
		public void leaveUnacknowledged() {
			decide(null, true);
		}

		@Override
		public void fail(Throwable cause) {
			decide(cause, false);
		}

		private void decide(@Nullable Throwable failure, boolean leave) {
			boolean last = false;
			boolean tell = false;
			JoinedAcknowledgment.this.lock.lock();
			try {
				if (failure != null && JoinedAcknowledgment.this.missing > 0) {
					JoinedAcknowledgment.this.failures.add(failure);
				}
				else {
					tell = failure != null;
				}
				if (!this.decided) {
					this.decided = true;
					JoinedAcknowledgment.this.left |= leave;
					last = --JoinedAcknowledgment.this.missing == 0;
				}
			}
			finally {
				JoinedAcknowledgment.this.lock.unlock();
			}
			if (last) {
				settle();
			}
			else if (tell && failure != null) {
				JoinedAcknowledgment.this.acknowledgment.fail(failure);
			}
		}

	}

}
