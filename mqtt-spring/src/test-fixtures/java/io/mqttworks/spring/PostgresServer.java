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

package io.mqttworks.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.mqttworks.test.Tools;
import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server of the machine, with a database of its own that is gone with it.
 * Where the tests run as root it runs as the user {@code postgres}, because it must not
 * be root.
 */
public final class PostgresServer implements AutoCloseable {

	private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

	private final Path folder;

	private final Process process;

	private final int port;

	private PostgresServer(Path folder, Process process, int port) {
		this.folder = folder;
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts a server, or skips the test where there is none.
	 */
	public static PostgresServer start() {
		Path programs = programs();
		try {
			Path folder = Files.createTempDirectory("postgres");
			List<String> user = user(folder);
			run(folder, user, List.of(programs.resolve("initdb").toString(), "--auth=trust", "--username=test", "--no-sync",
					"--pgdata=" + folder.resolve("data")))
				.waitFor();
			int port = freePort();
			Process process = run(folder, user,
					List.of(programs.resolve("postgres").toString(), "-D", folder.resolve("data").toString(), "-p",
							Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c",
							"unix_socket_directories=", "-c", "fsync=off"));
			PostgresServer server = new PostgresServer(folder, process, port);
			await().atMost(Duration.ofMinutes(1)).until(server::isReady);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static Path programs() {
		Optional<Path> found = Optional.empty();
		if (Files.isDirectory(VERSIONS)) {
			try (Stream<Path> versions = Files.list(VERSIONS)) {
				found = versions.map((version) -> version.resolve("bin"))
					.filter((bin) -> Files.isExecutable(bin.resolve("initdb")))
					.findFirst();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		if (found.isEmpty() && Boolean.getBoolean("mqtt.test.require-tools")) {
			throw new AssertionError("PostgreSQL is not installed, and mqtt.test.require-tools demands it");
		}
		Assumptions.assumeTrue(found.isPresent(), "PostgreSQL is not installed");
		return found.orElseThrow();
	}

	private static List<String> user(Path folder) throws IOException {
		if (!"root".equals(System.getProperty("user.name"))) {
			return List.of();
		}
		Files.setOwner(folder,
				folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
		return List.of(Tools.require("setpriv").toString(), "--reuid=postgres", "--regid=postgres", "--clear-groups");
	}

	private static Process run(Path folder, List<String> user, List<String> command) throws IOException {
		List<String> all = new ArrayList<>(user);
		all.addAll(command);
		return new ProcessBuilder(all).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
			.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("PostgreSQL has ended: " + Files.readString(this.folder.resolve("log")));
		}
		try (Connection connection = DriverManager.getConnection(url(), "test", "")) {
			return connection.isValid(10);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Returns how to connect; as the user {@code test}, without a password.
	 */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres";
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
			try (Stream<Path> files = Files.walk(this.folder)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(file);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
