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

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.mqttworks.sample.device.Telemetry;

import org.springframework.stereotype.Component;

/**
 * The devices that were heard of. Bounded: anybody can send anything to a broker.
 */
@Component
public class Fleet {

	private final FleetProperties properties;

	private final InstantSource clock;

	private final Map<String, DeviceState> devices = new TreeMap<>();

	private long version;

	Fleet(FleetProperties properties, InstantSource clock) {
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Remembers a reading.
	 * @param id the device
	 * @param telemetry what it told
	 */
	public synchronized void addReading(String id, Telemetry telemetry) {
		Instant now = this.clock.instant();
		device(id).addReading(new Reading(now, telemetry.load(), telemetry.memory()), ++this.version);
	}

	/**
	 * Remembers what a device says about being there.
	 * @param id the device
	 * @param online whether it is there
	 */
	public synchronized void setStatus(String id, boolean online) {
		device(id).setStatus(online, this.clock.instant(), ++this.version);
	}

	/**
	 * Forgets what a device said about being there, and a device that said nothing else.
	 * @param id the device
	 */
	public synchronized void clearStatus(String id) {
		DeviceState device = this.devices.get(id);
		if (device == null) {
			return;
		}
		device.clearStatus(++this.version);
		if (device.isEmpty()) {
			this.devices.remove(id);
		}
	}

	/**
	 * Returns all devices.
	 * @return the devices, by identifier
	 */
	public synchronized List<Device> devices() {
		return view((device) -> true);
	}

	/**
	 * Returns what has changed.
	 * @param version the state the caller knows; 0 if it knows nothing
	 * @return what has changed since, with no device in it if nothing has
	 */
	public synchronized FleetChange changesSince(long version) {
		Instant now = this.clock.instant();
		for (DeviceState device : this.devices.values()) {
			// Silence changes a device too.
			if (device.isOnline(now) != device.wasOnline()) {
				device.touch(now, ++this.version);
			}
		}
		return new FleetChange(this.version, List.copyOf(this.devices.keySet()),
				view((device) -> device.version() > version));
	}

	private List<Device> view(Predicate<DeviceState> filter) {
		Instant now = this.clock.instant();
		return this.devices.values().stream().filter(filter).map((device) -> device.view(now)).toList();
	}

	private DeviceState device(String id) {
		DeviceState device = this.devices.get(id);
		if (device == null) {
			if (this.devices.size() >= this.properties.maxDevices()) {
				forgetOne();
			}
			device = new DeviceState(id, this.properties);
			this.devices.put(id, device);
		}
		return device;
	}

	private void forgetOne() {
		Instant now = this.clock.instant();
		Collection<DeviceState> all = this.devices.values();
		all.stream()
			.min(Comparator.comparing((DeviceState device) -> device.isOnline(now))
				.thenComparing(DeviceState::lastSeen))
			.ifPresent(all::remove);
	}

}
