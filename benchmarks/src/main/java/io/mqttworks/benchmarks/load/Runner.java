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

package io.mqttworks.benchmarks.load;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

import javax.management.ObjectName;

import com.sun.management.OperatingSystemMXBean;
import io.mqttworks.benchmarks.load.Library.Endpoint;

/**
 * The process of a library: measures one scenario. Warms up, then takes the counters at
 * both ends of each round.
 */
public final class Runner {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final long COMPILER_PATIENCE = 20_000_000_000L;

	/** How many messages are the first ones. */
	private static final int FIRST = 100_000;

	private final String library;

	private final Scenario scenario;

	private final Endpoint endpoint;

	private final Results results = new Results();

	private Runner(String library, Scenario scenario, Endpoint endpoint) {
		this.library = library;
		this.scenario = scenario;
		this.endpoint = endpoint;
	}

	/**
	 * Measures.
	 * @param args class of the library or {@code limit}, scenario, port, trust store or
	 * {@code -}, password, milliseconds to warm up, rounds, milliseconds of a round
	 */
	public static void main(String[] args) throws Exception {
		Endpoint endpoint = new Endpoint("127.0.0.1", Integer.parseInt(args[2]), args[3].equals("-") ? null : args[3],
				args[4]);
		Runner runner = new Runner(args[0], Scenario.named(args[1]), endpoint);
		runner.run(Long.parseLong(args[5]), Integer.parseInt(args[6]), Long.parseLong(args[7]));
		System.exit(0);
	}

	private void run(long warmUp, int rounds, long round) throws Exception {
		if (this.scenario.kind() == Scenario.Kind.CONNECTIONS) {
			new IdleConnections(this.endpoint, this.scenario.count()).measure(this::library, this.results);
			return;
		}
		try (Control control = new Control(this.endpoint)) {
			if (this.scenario.kind() == Scenario.Kind.STORM) {
				new Storm(this.endpoint, this.scenario.count()).measure(this::library, control, this.results);
				return;
			}
			Load load = load(control);
			load.start();
			if (this.scenario.kind().isFirst()) {
				first(load);
			}
			Counters.of(load);
			Thread.sleep(warmUp);
			if (this.scenario.kind().isSpring()) {
				awaitCompiler();
			}
			for (int i = 0; i < rounds; i++) {
				round(load, round);
			}
			this.results.add("lost", load.stop());
			this.results.add("total", load.done());
		}
	}

	/**
	 * Waits until the compiler has little to do. With Spring on both sides there is so
	 * much to compile that a fixed time shows how busy the machine is.
	 */
	private static void awaitCompiler() throws InterruptedException {
		CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
		long deadline = System.nanoTime() + COMPILER_PATIENCE;
		long compiled = compiler.getTotalCompilationTime();
		// A method counts when it is compiled, and a large one can take a second.
		for (int quiet = 0; quiet < 2 && System.nanoTime() < deadline;) {
			Thread.sleep(1000);
			long before = compiled;
			compiled = compiler.getTotalCompilationTime();
			quiet = (compiled - before < 100) ? quiet + 1 : 0;
		}
	}

	/** Takes the rate of the first messages of the process, while nothing is compiled. */
	private void first(Load load) throws InterruptedException {
		long start = System.nanoTime();
		long before = load.done();
		while (load.done() < FIRST) {
			Thread.sleep(1);
		}
		this.results.add("first-rate", (load.done() - before) * 1e9 / (System.nanoTime() - start));
	}

	private Load load(Control control) throws Exception {
		Scenario scenario = this.scenario;
		boolean limit = this.library.equals("limit");
		return switch (scenario.kind()) {
			case PUBLISH, FIRST_PUBLISH,
					SPRING_SEND ->
				limit ? new LimitPublishLoad(this.endpoint, control, scenario.payload(), scenario.qos(),
						scenario.window())
						: new PublishLoad(library(), this.endpoint, control, scenario.payload(), scenario.qos(),
								scenario.window());
			case RECEIVE, FIRST_RECEIVE, SPRING_RECEIVE ->
				limit ? new LimitReceiveLoad(this.endpoint, control, scenario)
						: new ReceiveLoad(library(), this.endpoint, control, scenario);
			case ROUND_TRIP -> limit ? new LimitRoundTripLoad(this.endpoint, scenario.payload(), scenario.qos())
					: new RoundTripLoad(library(), this.endpoint, scenario.payload(), scenario.qos());
			case PACED -> new PacedLoad(library(), this.endpoint, scenario);
			case CONNECTIONS, STORM -> throw new IllegalStateException();
		};
	}

	private Library library() throws ReflectiveOperationException {
		return (Library) Class.forName(this.library).getDeclaredConstructor().newInstance();
	}

	private void round(Load load, long millis) throws Exception {
		RoundTrips trips = load.trips();
		int firstTrip = (trips != null) ? trips.count() : 0;
		Counters before = Counters.of(load);
		Thread.sleep(millis);
		Counters after = Counters.of(load);
		long messages = after.done() - before.done();
		this.results.add("rate", messages * 1e9 / (after.nanos() - before.nanos()));
		if (messages > 0) {
			this.results.add("cpu-us", (after.cpu() - before.cpu()) / 1e3 / messages);
			this.results.add("allocated", (double) (after.allocated() - before.allocated()) / messages);
		}
		if (trips != null) {
			long[] nanos = trips.sorted(firstTrip, trips.count());
			percentile("p50-us", nanos, 0.5);
			percentile("p99-us", nanos, 0.99);
			percentile("p99.9-us", nanos, 0.999);
		}
	}

	private void percentile(String measure, long[] nanos, double fraction) {
		if (nanos.length > 0) {
			this.results.add(measure, nanos[(int) (fraction * (nanos.length - 1))] / 1e3);
		}
	}

	/**
	 * @param nanos when
	 * @param done messages
	 * @param cpu nanoseconds all threads of the process have run
	 * @param allocated bytes all threads have allocated, those that ended included
	 */
	private record Counters(long nanos, long done, long cpu, long allocated) {

		static Counters of(Load load) throws Exception {
			return new Counters(System.nanoTime(), load.done(), SYSTEM.getProcessCpuTime(), allocatedByAll());
		}

		/** By its name, since JDK 17 does not have the method. */
		private static long allocatedByAll() throws Exception {
			return (Long) ManagementFactory.getPlatformMBeanServer()
				.getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "TotalThreadAllocatedBytes");
		}

	}

}
