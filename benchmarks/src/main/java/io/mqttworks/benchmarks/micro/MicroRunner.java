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

package io.mqttworks.benchmarks.micro;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The process that runs the JMH benchmarks, each in a JVM it starts. What JMH has to say
 * goes to the standard error stream, the results to the process that started this one.
 */
public final class MicroRunner {

	private static final List<Class<?>> CASES = List.of(EncodePublish.class, DecodePublish.class, EncodeAck.class,
			DecodeAck.class, RouteKnown.class, RouteNew.class, JsonWrite.class, JsonRead.class);

	private MicroRunner() {
	}

	/**
	 * Measures.
	 * @param args JVMs for each benchmark, milliseconds to warm up, iterations,
	 * milliseconds of an iteration
	 */
	public static void main(String[] args) throws Exception {
		for (Class<?> type : CASES) {
			// There is more code to compile in Jackson than in all the others.
			long warmUp = Long.parseLong(args[1]) * (type.getSimpleName().startsWith("Json") ? 2 : 1);
			Options options = new OptionsBuilder().include("\\." + type.getSimpleName() + "\\.")
				.mode(Mode.AverageTime)
				.timeUnit(TimeUnit.NANOSECONDS)
				.forks(Integer.parseInt(args[0]))
				.warmupIterations(1)
				.warmupTime(TimeValue.milliseconds(warmUp))
				.measurementIterations(Integer.parseInt(args[2]))
				.measurementTime(TimeValue.milliseconds(Long.parseLong(args[3])))
				.addProfiler(GCProfiler.class)
				.shouldFailOnError(true)
				.build();
			Runner runner = new Runner(options,
					OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL));
			for (RunResult result : runner.run()) {
				print(type, result);
			}
		}
	}

	private static void print(Class<?> type, RunResult result) {
		StringBuilder name = new StringBuilder(
				type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
		for (String parameter : result.getParams().getParamsKeys()) {
			name.append('-').append(result.getParams().getParam(parameter));
		}
		String benchmark = result.getParams().getBenchmark();
		name.append('/').append(benchmark.substring(benchmark.lastIndexOf('.') + 1));
		print(name + ":ns", result.getPrimaryResult().getScore());
		print(name + ":bytes", result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
	}

	private static void print(String measure, double value) {
		System.out.println(String.format(Locale.ROOT, "RESULT\t%s\t%.4f", measure, value));
	}

}
