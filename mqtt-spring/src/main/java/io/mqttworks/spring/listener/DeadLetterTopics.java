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

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows the topics of dead letters where nothing in a message tells: the last ones that
 * were published to, and topics made of another one by adding to it.
 */
class DeadLetterTopics {

	private static final int REMEMBERED = 1000;

	private final Lock lock = new ReentrantLock();

	private final Set<String> topics = new LinkedHashSet<>();

	void add(String topic) {
		this.lock.lock();
		try {
			this.topics.remove(topic);
			this.topics.add(topic);
			if (this.topics.size() > REMEMBERED) {
				this.topics.remove(this.topics.iterator().next());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether messages of a topic are dead letters.
	 * @param topic the topic
	 * @param next where its dead letters go. What that adds to the topic, the topic may
	 * have already
	 */
	boolean contains(String topic, String next) {
		int start = next.indexOf(topic);
		if (start >= 0) {
			String before = next.substring(0, start);
			String after = next.substring(start + topic.length());
			if (topic.length() > before.length() + after.length() && topic.startsWith(before)
					&& topic.endsWith(after)) {
				return true;
			}
		}
		this.lock.lock();
		try {
			return this.topics.contains(topic);
		}
		finally {
			this.lock.unlock();
		}
	}

}
