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

package io.mqttworks.sample.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the fleet remembers of one device. Guarded by the fleet.
 */
class DeviceState {

	private final String id;

	private final int maxReadings;

	private final Duration onlineFor;

	private final Deque<Reading> readings = new ArrayDeque<>();

	private @Nullable Boolean status;

	private Instant lastSeen = Instant.EPOCH;

	private boolean wasOnline;

	private long version;

	DeviceState(String id, FleetProperties properties) {
		this.id = id;
		this.maxReadings = properties.maxReadings();
		this.onlineFor = properties.onlineFor();
	}

	void addReading(Reading reading, long version) {
		if (this.readings.size() == this.maxReadings) {
			this.readings.removeFirst();
		}
		this.readings.addLast(reading);
		this.lastSeen = reading.at();
		touch(reading.at(), version);
	}

	void setStatus(boolean online, Instant now, long version) {
		this.status = online;
		this.lastSeen = now;
		touch(now, version);
	}

	void clearStatus(long version) {
		this.status = null;
		this.version = version;
	}

	void touch(Instant now, long version) {
		this.wasOnline = isOnline(now);
		this.version = version;
	}

	boolean isOnline(Instant now) {
		if (this.status != null) {
			return this.status;
		}
		Reading last = this.readings.peekLast();
		return last != null && !now.isAfter(last.at().plus(this.onlineFor));
	}

	boolean wasOnline() {
		return this.wasOnline;
	}

	boolean isEmpty() {
		return this.status == null && this.readings.isEmpty();
	}

	Instant lastSeen() {
		return this.lastSeen;
	}

	long version() {
		return this.version;
	}

	Device view(Instant now) {
		Reading last = this.readings.peekLast();
		return new Device(this.id, isOnline(now), this.lastSeen, (last != null) ? last.load() : null,
				(last != null) ? last.memory() : null, List.copyOf(this.readings));
	}

}
