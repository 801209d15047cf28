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

package io.mqttworks.client.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.opentest4j.TestAbortedException;

/**
 * A scenario of faults at random: short and with the same choices in the build, long and
 * with new ones where {@code mqtt.test.chaos} is {@code true}, as in the profile
 * {@code chaos}. What it did is printed and kept in {@code target/chaos.txt}, with the
 * seed; {@code mqtt.test.seed} makes the same choices again.
 */
public final class Campaign {

	private static final boolean LONG = Boolean.getBoolean("mqtt.test.chaos");

	/**
	 * The same in every build, so that a build that fails has something to do with its
	 * change.
	 */
	private static final long SHORT_SEED = 1;

	private static final long SEED = Long.getLong("mqtt.test.seed",
			LONG ? new Random().nextInt(1_000_000_000) : SHORT_SEED);

	private final String scenario;

	private final Random random;

	private final Map<String, Long> counts = Collections.synchronizedMap(new LinkedHashMap<>());

	private final long start = System.nanoTime();

	private Campaign(String scenario) {
		this.scenario = scenario;
		this.random = new Random(SEED * 31 + scenario.hashCode());
	}

	/**
	 * Runs a scenario.
	 * @param scenario what it is
	 * @param body what it does; what it fails with is told with the seed
	 * @throws Exception only if the test is aborted
	 */
	public static void run(String scenario, Body body) throws Exception {
		Campaign campaign = new Campaign(scenario);
		try {
			body.run(campaign);
		}
		catch (TestAbortedException ex) {
			throw ex;
		}
		catch (Exception | AssertionError ex) {
			throw new AssertionError(
					campaign + " FAILED; -Dmqtt.test.seed=" + SEED + " makes the same choices again: " + ex, ex);
		}
		campaign.tell();
	}

	/**
	 * Returns how often something is done.
	 * @param shortly in the build
	 * @param longly in the profile
	 * @return one of them
	 */
	public static int times(int shortly, int longly) {
		return LONG ? longly : shortly;
	}

	/**
	 * Returns whether there is time left.
	 * @param shortly how long it may take in the build
	 * @param longly how long it may take in the profile
	 * @return {@code true} as long as neither has passed
	 */
	public boolean hasTime(Duration shortly, Duration longly) {
		return System.nanoTime() - this.start < (LONG ? longly : shortly).toNanos();
	}

	/** The source of all choices. Threads beside the test's need one of their own. */
	public Random random() {
		return this.random;
	}

	/**
	 * Returns a random number.
	 * @param from the least
	 * @param to the greatest
	 * @return a number between them
	 */
	public int between(int from, int to) {
		return from + this.random.nextInt(to - from + 1);
	}

	/**
	 * Counts what was done, for the report.
	 * @param what what it was
	 * @param times how often
	 */
	public void count(String what, long times) {
		this.counts.merge(what, times, Long::sum);
	}

	/**
	 * Returns what was counted.
	 * @param what what it was
	 * @return how often
	 */
	public long count(String what) {
		return this.counts.getOrDefault(what, 0L);
	}

	private void tell() {
		System.out.println(this);
		try {
			Path target = Path.of("target");
			if (Files.isDirectory(target)) {
				Files.writeString(target.resolve("chaos.txt"), this + "\n", StandardOpenOption.CREATE,
						StandardOpenOption.APPEND);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s: %s (%.1f s, seed %d)", this.scenario, this.counts,
				(System.nanoTime() - this.start) / 1e9, SEED);
	}

	/**
	 * What a scenario does.
	 */
	@FunctionalInterface
	public interface Body {

		/**
		 * Does it.
		 * @param campaign gives the choices, and takes the counts
		 * @throws Exception if it fails
		 */
		void run(Campaign campaign) throws Exception;

	}

}
