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

package io.mqttworks.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Runner;
import io.mqttworks.benchmarks.load.Scenario;
import io.mqttworks.benchmarks.sink.Sink;

/**
 * Starts the processes of a measurement: a sink broker, then the library.
 */
final class Launcher {

	/** The same for all; a heap large enough that nobody collects all the time. */
	private static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC",
			"-Dfile.encoding=UTF-8");

	/** Netty uses native code and Unsafe; newer JDKs want to be told. */
	private static final List<String> NEW_JVM_OPTIONS = List.of("--enable-native-access=ALL-UNNAMED",
			"--sun-misc-unsafe-memory-access=allow");

	/** Milliseconds; all of it takes a quarter of an hour. */
	private static final long MICRO_PATIENCE = 3_600_000;

	private final Path target;

	private final List<String> vmOptions;

	Launcher(Path target) {
		this.target = target;
		String extra = System.getenv().getOrDefault("BENCHMARK_JVM_OPTIONS", "");
		this.vmOptions = extra.isBlank() ? List.of() : List.of(extra.split(" "));
	}

	/**
	 * Measures.
	 * @param subject the library
	 * @param scenario what it does
	 * @param options how long
	 * @param sink takes the values
	 */
	void measure(Subject subject, Scenario scenario, Options options, Values sink)
			throws IOException, InterruptedException {
		Path keys = scenario.tls() ? keyStore() : null;
		Process broker = start(sinkCommand(keys), ProcessBuilder.Redirect.INHERIT);
		try {
			String port = broker.inputReader().readLine();
			List<String> command = java(classPath(subject.classPath()));
			command.addAll(this.vmOptions);
			command.addAll(List.of(Runner.class.getName(), subject.type(), scenario.name(), port,
					scenario.tls() ? this.target.resolve("trust.p12").toString() : "-", Sink.STORE_PASSWORD,
					String.valueOf(options.warmUp() + scenario.extraWarmUp()), String.valueOf(options.rounds()),
					String.valueOf(options.round())));
			Path log = Files.createDirectories(this.target.resolve("logs"))
				.resolve(subject.label() + "-" + scenario.name() + ".log");
			run(command, log, sink, 90_000 + options.warmUp() + options.rounds() * options.round());
		}
		finally {
			broker.destroy();
			broker.waitFor();
		}
	}

	/**
	 * Runs the JMH benchmarks.
	 * @param options how long
	 * @param sink takes the values
	 */
	void micro(Options options, Values sink) throws IOException, InterruptedException {
		// The JVMs it starts get the same options. It refuses to run beside another JMH,
		// whoever started that.
		List<String> command = java(classPath(Micro.SUBJECT));
		command.addAll(this.vmOptions);
		command.addAll(List.of("-Djmh.ignoreLock=true", Micro.RUNNER, String.valueOf(options.runs()),
				String.valueOf(options.microWarmUp()), String.valueOf(options.microIterations()),
				String.valueOf(options.microIteration())));
		Path log = Files.createDirectories(this.target.resolve("logs")).resolve(Micro.SUBJECT + ".log");
		run(command, log, sink, MICRO_PATIENCE);
	}

	private void run(List<String> command, Path log, Values sink, long patience)
			throws IOException, InterruptedException {
		Process process = start(command, ProcessBuilder.Redirect.to(log.toFile()));
		Thread watchdog = new Thread(() -> {
			try {
				if (!process.waitFor(patience, TimeUnit.MILLISECONDS)) {
					process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "watchdog");
		watchdog.setDaemon(true);
		watchdog.start();
		try (BufferedReader lines = process.inputReader()) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				String[] fields = line.split("\t");
				if (fields.length == 3 && fields[0].equals("RESULT")) {
					sink.value(fields[1], Double.parseDouble(fields[2]));
				}
				else {
					System.err.println(line);
				}
			}
		}
		if (process.waitFor() != 0) {
			System.err.println("failed, see " + log);
			sink.value("failed", 1);
		}
	}

	private static Process start(List<String> command, ProcessBuilder.Redirect errors) throws IOException {
		return new ProcessBuilder(command).redirectError(errors).start();
	}

	private List<String> sinkCommand(Path keys) {
		List<String> command = java(this.target.resolve("classes").toString());
		command.add(Sink.class.getName());
		if (keys != null) {
			command.add(keys.toString());
		}
		return command;
	}

	private List<String> java(String classPath) {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(JVM_OPTIONS);
		if (Runtime.version().feature() >= 24) {
			command.addAll(NEW_JVM_OPTIONS);
		}
		command.addAll(List.of("-cp", classPath));
		return command;
	}

	private String classPath(String profile) throws IOException {
		String classes = this.target.resolve("classes").toString();
		if (profile == null) {
			return classes;
		}
		Path file = this.target.resolve("class-paths").resolve(profile);
		return classes + File.pathSeparator + Files.readString(file).strip();
	}

	private Path keyStore() throws IOException, InterruptedException {
		Path keys = this.target.resolve("keys.p12");
		if (!Files.exists(keys)) {
			Path trust = this.target.resolve("trust.p12");
			Path certificate = this.target.resolve("certificate.pem");
			keytool("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-alias", "sink", "-dname",
					"CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "3650", "-keystore",
					keys.toString());
			keytool("-exportcert", "-rfc", "-alias", "sink", "-file", certificate.toString(), "-keystore",
					keys.toString());
			Files.deleteIfExists(trust);
			keytool("-importcert", "-noprompt", "-alias", "sink", "-file", certificate.toString(), "-keystore",
					trust.toString());
		}
		return keys;
	}

	private static void keytool(String... args) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(args));
		command.addAll(List.of("-storetype", "PKCS12", "-storepass", Sink.STORE_PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
	}

	/**
	 * Takes what a process measured.
	 */
	interface Values {

		void value(String measure, double value) throws IOException;

	}

}
