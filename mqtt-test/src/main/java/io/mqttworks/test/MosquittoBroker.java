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

package io.mqttworks.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A Mosquitto process on a random port, with a folder of its own. Its port stays the same
 * over restarts.
 */
public final class MosquittoBroker implements RealBroker, AutoCloseable {

	private static final String PROGRAM = "mosquitto";

	private final Path executable;

	private final Path folder;

	private final int port;

	private Process process;

	/** What it lets clients do, if that is limited. */
	private Path rules;

	private MosquittoBroker(Path executable, Path folder, int port) {
		this.executable = executable;
		this.folder = folder;
		this.port = port;
	}

	/**
	 * Starts a broker everybody may use, which keeps nothing on disk.
	 * @param more further lines of the configuration, {@code %d} standing for the
	 * broker's folder
	 * @return the broker, listening
	 */
	public static MosquittoBroker start(String... more) {
		Path executable = Tools.require(PROGRAM);
		try {
			Path folder = Files.createTempDirectory("mosquitto-test");
			MosquittoBroker broker = new MosquittoBroker(executable, folder, Kit.freePort());
			List<String> lines = new ArrayList<>();
			if (List.of(more).contains("protocol websockets")) {
				// Mosquitto 2.0.11 does not start with nothing but WebSocket.
				lines.add("listener " + Kit.freePort() + " 127.0.0.1");
			}
			lines.add("listener " + broker.port + " 127.0.0.1");
			lines.add("max_inflight_messages 0");
			lines.add("max_queued_messages 0");
			lines.add("set_tcp_nodelay true");
			if (Stream.of(more).noneMatch((line) -> line.startsWith("allow_anonymous"))) {
				lines.add("allow_anonymous true");
			}
			if ("root".equals(System.getProperty("user.name"))) {
				lines.add("user root");
			}
			Stream.of(more).map((line) -> line.replace("%d", folder.toString())).forEach(lines::add);
			Files.write(folder.resolve("mosquitto.conf"), lines);
			broker.restart();
			return broker;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a broker that keeps sessions and messages on disk over a restart.
	 * @param more further lines of the configuration
	 * @return the broker, listening
	 */
	public static MosquittoBroker startPersistent(String... more) {
		List<String> lines = new ArrayList<>(List.of("persistence true", "persistence_location %d/"));
		lines.addAll(List.of(more));
		return start(lines.toArray(String[]::new));
	}

	/**
	 * Starts a broker that only lets one user in.
	 * @param username the user's name
	 * @param password the password
	 * @param more further lines of the configuration
	 * @return the broker, listening
	 */
	public static MosquittoBroker startWithPassword(String username, String password, String... more) {
		Path tool = Tools.require("mosquitto_passwd");
		try {
			Path file = Files.createTempFile("mosquitto-test", ".passwd");
			file.toFile().deleteOnExit();
			Process run = new ProcessBuilder(tool.toString(), "-b", file.toString(), username, password)
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!run.waitFor(20, TimeUnit.SECONDS) || run.exitValue() != 0) {
				throw new IllegalStateException("mosquitto_passwd failed");
			}
			List<String> lines = new ArrayList<>(List.of("allow_anonymous false", "password_file " + file));
			lines.addAll(List.of(more));
			return start(lines.toArray(String[]::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts a broker that refuses all subscriptions: MQTT 5 clients are told that they
	 * are not authorized.
	 * @return the broker, listening
	 */
	public static MosquittoBroker startRefusingSubscriptions() {
		Path plugin = Tools.requireFile("/usr/lib", "mosquitto_dynamic_security.so");
		try {
			Path rules = Files.createTempFile("mosquitto-test", ".json");
			rules.toFile().deleteOnExit();
			writeRules(rules, false);
			MosquittoBroker broker = start("plugin " + plugin, "plugin_opt_config_file " + rules);
			broker.rules = rules;
			return broker;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Lets the broker take subscriptions, from its next start on. */
	public void allowSubscriptions() {
		try {
			writeRules(this.rules, true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void writeRules(Path file, boolean subscribe) throws IOException {
		Files.writeString(file, "{\"defaultACLAccess\":{\"publishClientSend\":true,\"publishClientReceive\":true,"
				+ "\"subscribe\":" + subscribe + ",\"unsubscribe\":true},\"clients\":[],\"groups\":[],\"roles\":[]}");
	}

	@Override
	public String name() {
		return "Mosquitto";
	}

	@Override
	public int port() {
		return this.port;
	}

	/** Starts the process again, on the same port, and waits until it listens. */
	public void restart() {
		try {
			Path log = this.folder.resolve("mosquitto.log");
			this.process = new ProcessBuilder(this.executable.toString(), "-c",
					this.folder.resolve("mosquitto.conf").toString())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			Awaitility.await("Mosquitto listens on port " + this.port)
				.atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(10))
				.until(this::listens);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean listens() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("Mosquitto ended at once: " + log());
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** What the process has logged so far. */
	public String log() {
		try {
			return Files.readString(this.folder.resolve("mosquitto.log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What the process has logged so far, line by line. With {@code log_type all} in its
	 * configuration it logs every packet.
	 * @return the lines; to be closed
	 */
	public Stream<String> logLines() {
		try {
			return Files.lines(this.folder.resolve("mosquitto.log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Ends the process in an orderly way: it saves what it keeps. */
	public void stop() {
		this.process.destroy();
		awaitEnd();
	}

	/** Ends the process at once, as a crash would. */
	public void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
				throw new IllegalStateException("Mosquitto did not end within 20 seconds");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Saves sessions and messages to disk now. */
	public void save() {
		Path database = this.folder.resolve("mosquitto.db");
		long before = database.toFile().lastModified();
		signal("USR1");
		Awaitility.await("Mosquitto has saved")
			.atMost(Duration.ofSeconds(20))
			.until(() -> database.toFile().lastModified() > before);
	}

	/** Stops the process without ending it: connections stay open, nothing answers. */
	public void freeze() {
		signal("STOP");
	}

	/** Lets the process go on. */
	public void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + name + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return name();
	}

}
