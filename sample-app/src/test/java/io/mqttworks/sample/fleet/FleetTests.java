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
import java.util.List;

import io.mqttworks.sample.device.Telemetry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FleetTests {

	private Instant now = Instant.parse("2026-01-01T12:00:00Z");

	private final Fleet fleet = new Fleet(new FleetProperties(3, 2, Duration.ofSeconds(10)), () -> this.now);

	@Test
	void deviceAppearsWithItsReading() {
		this.fleet.addReading("a", new Telemetry(0.4, 0.7));
		assertThat(this.fleet.devices())
			.containsExactly(new Device("a", true, this.now, 0.4, 0.7, List.of(new Reading(this.now, 0.4, 0.7))));
	}

	@Test
	void devicesAreSortedById() {
		read("b");
		read("a");
		assertThat(this.fleet.devices()).extracting(Device::id).containsExactly("a", "b");
	}

	@Test
	void onlyTheLastReadingsAreKept() {
		this.fleet.addReading("a", new Telemetry(0.1, 0));
		this.fleet.addReading("a", new Telemetry(0.2, 0));
		this.fleet.addReading("a", new Telemetry(0.3, 0));
		assertThat(device("a").readings()).extracting(Reading::load).containsExactly(0.2, 0.3);
		assertThat(device("a").load()).isEqualTo(0.3);
	}

	@Test
	void deviceWithoutStatusIsOnlineForTenSecondsAfterAReading() {
		read("a");
		pass(10);
		assertThat(device("a").online()).isTrue();
		pass(1);
		assertThat(device("a").online()).isFalse();
		assertThat(device("a").lastSeen()).isEqualTo(this.now.minusSeconds(11));
	}

	@Test
	void statusCountsMoreThanReadings() {
		read("a");
		this.fleet.setStatus("a", false);
		assertThat(device("a").online()).isFalse();
		this.fleet.setStatus("a", true);
		pass(3600);
		assertThat(device("a").online()).isTrue();
	}

	@Test
	void deviceWithNothingButAStatusHasNoReading() {
		this.fleet.setStatus("a", true);
		assertThat(device("a")).isEqualTo(new Device("a", true, this.now, null, null, List.of()));
	}

	@Test
	void clearedStatusLeavesTheReadings() {
		read("a");
		this.fleet.setStatus("a", false);
		this.fleet.clearStatus("a");
		assertThat(device("a").online()).isTrue();
	}

	@Test
	void clearedStatusForgetsADeviceThatSaidNothingElse() {
		this.fleet.setStatus("a", false);
		this.fleet.clearStatus("a");
		this.fleet.clearStatus("never seen");
		assertThat(this.fleet.devices()).isEmpty();
	}

	@Test
	void deviceNotSeenForLongestMakesRoom() {
		read("a");
		pass(1);
		read("b");
		pass(1);
		read("c");
		pass(1);
		read("d");
		assertThat(this.fleet.devices()).extracting(Device::id).containsExactly("b", "c", "d");
	}

	@Test
	void deviceThatIsOfflineMakesRoomFirst() {
		read("a");
		read("b");
		pass(1);
		this.fleet.setStatus("c", false);
		read("d");
		assertThat(this.fleet.devices()).extracting(Device::id).containsExactly("a", "b", "d");
	}

	@Test
	void changesAreThoseTheCallerHasNotSeen() {
		read("a");
		read("b");
		FleetChange first = this.fleet.changesSince(0);
		assertThat(first.changed()).extracting(Device::id).containsExactly("a", "b");
		read("b");
		FleetChange second = this.fleet.changesSince(first.version());
		assertThat(second.ids()).containsExactly("a", "b");
		assertThat(second.changed()).extracting(Device::id).containsExactly("b");
		FleetChange third = this.fleet.changesSince(second.version());
		assertThat(third).isEqualTo(new FleetChange(second.version(), List.of("a", "b"), List.of()));
	}

	@Test
	void silenceIsAChange() {
		read("a");
		long version = this.fleet.changesSince(0).version();
		pass(11);
		FleetChange change = this.fleet.changesSince(version);
		assertThat(change.version()).isGreaterThan(version);
		assertThat(change.changed()).singleElement().extracting(Device::online).isEqualTo(false);
		assertThat(this.fleet.changesSince(change.version()).changed()).isEmpty();
	}

	@Test
	void forgottenDeviceIsAChange() {
		this.fleet.setStatus("a", false);
		long version = this.fleet.changesSince(0).version();
		this.fleet.clearStatus("a");
		FleetChange change = this.fleet.changesSince(version);
		assertThat(change.version()).isGreaterThan(version);
		assertThat(change.ids()).isEmpty();
	}

	private void read(String id) {
		this.fleet.addReading(id, new Telemetry(0.5, 0.5));
	}

	private void pass(int seconds) {
		this.now = this.now.plusSeconds(seconds);
	}

	private Device device(String id) {
		return this.fleet.devices().stream().filter((device) -> device.id().equals(id)).findFirst().orElseThrow();
	}

}
