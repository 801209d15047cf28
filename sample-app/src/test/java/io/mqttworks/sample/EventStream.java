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

package io.mqttworks.sample;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Reads server-sent events.
 */
public final class EventStream implements AutoCloseable {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Stream<String> body;

	private final Thread reader;

	private EventStream(Stream<String> body) {
		this.body = body;
		this.reader = new Thread(this::read);
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private void read() {
		try {
			this.body.forEach(this.lines::add);
		}
		catch (UncheckedIOException ex) {
			// One of the two sides has closed it.
		}
	}

	/**
	 * Opens the application's stream.
	 * @param port where the application is
	 * @return the stream
	 */
	public static EventStream open(int port) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/events")).build();
		Stream<String> body = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofLines()).join().body();
		return new EventStream(body);
	}

	/**
	 * Returns the data of the events so far.
	 * @param name the events' name
	 * @return their data, oldest first
	 */
	public List<String> data(String name) {
		List<String> all = List.copyOf(this.lines);
		return Stream.iterate(0, (i) -> i + 1)
			.limit(Math.max(0, all.size() - 1))
			.filter((i) -> all.get(i).equals("event:" + name))
			.map((i) -> all.get(i + 1).substring("data:".length()))
			.toList();
	}

	/**
	 * Returns whether the application has ended the stream.
	 * @return whether it has
	 */
	public boolean hasEnded() {
		return !this.reader.isAlive();
	}

	@Override
	public void close() {
		this.body.close();
	}

}
