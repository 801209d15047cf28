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

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that speaks HTTP CONNECT, SOCKS4 and SOCKS5, and connects to the loopback
 * address whatever the host's name is.
 */
public final class TestProxy implements AutoCloseable {

	private final ServerSocket server;

	private final String username;

	private final String password;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile boolean refusing;

	public TestProxy(String username, String password) {
		this.username = username;
		this.password = password;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		daemon(() -> {
			while (true) {
				Socket client = this.server.accept();
				this.sockets.add(client);
				daemon(() -> serve(client));
			}
		});
	}

	public TestProxy() {
		this(null, null);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/** Hosts and ports that were asked for. */
	public List<String> requests() {
		return this.requests;
	}

	/** Refuses all hosts. */
	public TestProxy refuse() {
		this.refusing = true;
		return this;
	}

	private void serve(Socket client) throws IOException {
		DataInputStream in = new DataInputStream(client.getInputStream());
		OutputStream out = client.getOutputStream();
		switch (in.readUnsignedByte()) {
			case 4 -> socks4(client, in, out);
			case 5 -> socks5(client, in, out);
			default -> http(client, in, out);
		}
	}

	private void http(Socket client, DataInputStream in, OutputStream out) throws IOException {
		String request = "C" + line(in);
		String authorization = "";
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: ")) {
				authorization = line.substring(line.indexOf(' ') + 1);
			}
		}
		String expected = "Basic " + Base64.getEncoder()
			.encodeToString((this.username + ":" + this.password).getBytes(StandardCharsets.UTF_8));
		if (this.username != null && !authorization.equals(expected)) {
			answer(out, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
					+ "Content-Length: 0\r\n\r\n");
			client.close();
			return;
		}
		String target = request.split(" ")[1];
		this.requests.add(target);
		if (this.refusing) {
			answer(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
			client.close();
			return;
		}
		Socket upstream = connect(Integer.parseInt(target.substring(target.lastIndexOf(':') + 1)));
		answer(out, "HTTP/1.1 200 Connection established\r\n\r\n");
		relay(client, in, upstream);
	}

	private void socks4(Socket client, DataInputStream in, OutputStream out) throws IOException {
		in.readByte();
		int port = in.readUnsignedShort();
		byte[] address = in.readNBytes(4);
		String user = untilZero(in);
		String host = (address[0] == 0) ? untilZero(in) : InetAddress.getByAddress(address).getHostAddress();
		this.requests.add(host + ":" + port);
		boolean refused = this.refusing || (this.username != null && !this.username.equals(user));
		out.write(new byte[] { 0, (byte) (refused ? 91 : 90), 0, 0, 0, 0, 0, 0 });
		if (refused) {
			client.close();
			return;
		}
		relay(client, in, connect(port));
	}

	private void socks5(Socket client, DataInputStream in, OutputStream out) throws IOException {
		byte[] methods = in.readNBytes(in.readUnsignedByte());
		int wanted = (this.username != null) ? 2 : 0;
		boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
		out.write(new byte[] { 5, (byte) (offered ? wanted : 0xff) });
		if (!offered) {
			client.close();
			return;
		}
		if (this.username != null) {
			in.readByte();
			String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
			String secret = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
			boolean right = this.username.equals(user) && this.password.equals(secret);
			out.write(new byte[] { 1, (byte) (right ? 0 : 1) });
			if (!right) {
				client.close();
				return;
			}
		}
		in.readNBytes(3);
		String host = switch (in.readUnsignedByte()) {
			case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
			case 3 -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
			default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
		};
		int port = in.readUnsignedShort();
		this.requests.add(host + ":" + port);
		out.write(new byte[] { 5, (byte) (this.refusing ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0 });
		if (this.refusing) {
			client.close();
			return;
		}
		relay(client, in, connect(port));
	}

	private Socket connect(int port) throws IOException {
		Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port);
		this.sockets.add(upstream);
		return upstream;
	}

	private void relay(Socket client, DataInputStream in, Socket upstream) throws IOException {
		daemon(() -> {
			upstream.getInputStream().transferTo(client.getOutputStream());
			client.close();
		});
		in.transferTo(upstream.getOutputStream());
		upstream.close();
	}

	private static String line(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	private static String untilZero(DataInputStream in) throws IOException {
		StringBuilder text = new StringBuilder();
		for (int next = in.readUnsignedByte(); next != 0; next = in.readUnsignedByte()) {
			text.append((char) next);
		}
		return text.toString();
	}

	private static void answer(OutputStream out, String answer) throws IOException {
		out.write(answer.getBytes(StandardCharsets.US_ASCII));
	}

	private static void daemon(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The end of a connection.
			}
		}, "test-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private interface Task {

		void run() throws IOException;

	}

}
