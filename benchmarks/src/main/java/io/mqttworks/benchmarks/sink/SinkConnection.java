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

package io.mqttworks.benchmarks.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.benchmarks.wire.PacketReader;
import io.mqttworks.benchmarks.wire.Packets;
import io.mqttworks.benchmarks.wire.Sender;

/**
 * A connection to the sink broker: one thread that blocks in read, acknowledges all a
 * read brought with one write, and hands over to a {@link Sender} while there is one.
 * <p>
 * Commands, published at QoS 0 on the control topic and answered there:
 * {@code flood CLIENT QOS WINDOW TOPICS SIZE} or
 * {@code flood CLIENT QOS WINDOW TOPICS TEXT}, {@code stop CLIENT} (answers how many were
 * sent), {@code received} (how many were published here), {@code connects} (how many
 * clients connected so far) and {@code cut} (closes all other connections, and answers as
 * {@code connects} before).
 */
final class SinkConnection extends PacketReader implements Runnable {

	private static final byte[] NO_PROPERTIES = {};

	private final Sink sink;

	private final Socket socket;

	private final List<Subscribed> subscriptions = new ArrayList<>();

	private OutputStream out;

	private String clientId = "";

	private boolean mqtt5;

	private byte[] reply = new byte[256];

	private int replyLength;

	private long count;

	private int echoId;

	private volatile Sender sender;

	private Thread senderThread;

	SinkConnection(Sink sink, Socket socket) {
		this.sink = sink;
		this.socket = socket;
	}

	@Override
	public void run() {
		try (this.socket) {
			this.out = this.socket.getOutputStream();
			readAll(this.socket.getInputStream());
		}
		catch (IOException ex) {
			// The client is gone.
		}
		finally {
			this.sink.remove(this.clientId, this);
			Sender sender = this.sender;
			if (sender != null) {
				sender.stop();
			}
		}
	}

	@Override
	protected boolean wantsPayload(int topic, int topicLength) {
		return isEcho(topic, topicLength) || isControl(topic, topicLength);
	}

	/** bench/echo, told from bench/load by one letter. */
	private boolean isEcho(int topic, int topicLength) {
		return topicLength == 10 && this.bytes[topic + 6] == 'e';
	}

	private boolean isControl(int topic, int topicLength) {
		return topicLength == 13 && this.bytes[topic + 6] == 'c';
	}

	@Override
	protected void publish(int qos, int packetId, int topic, int topicLength, int rest, int end) throws IOException {
		if (qos > 0) {
			acknowledge((qos == 1) ? Packets.PUBACK : Packets.PUBREC, packetId);
		}
		if (isEcho(topic, topicLength)) {
			echo(qos, payload(rest), end);
		}
		else if (isControl(topic, topicLength)) {
			int payload = payload(rest);
			String command = new String(this.bytes, payload, end - payload, StandardCharsets.UTF_8);
			byte[] answer = execute(command).getBytes(StandardCharsets.UTF_8);
			publish(Sink.CONTROL, 0, answer, 0, answer.length);
			return;
		}
		this.count++;
	}

	private int payload(int rest) {
		if (!this.mqtt5) {
			return rest;
		}
		int properties = Packets.variableInt(this.bytes, rest);
		return rest + Packets.variableIntLength(properties) + properties;
	}

	private void echo(int qos, int payload, int end) {
		publish(Sink.ECHO, qos, this.bytes, payload, end - payload);
	}

	private void publish(String topic, int qos, byte[] from, int payload, int length) {
		byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
		byte[] properties = properties(topic);
		room(Packets.publishLength(name.length, qos, properties.length, length));
		this.echoId = this.echoId % 65_535 + 1;
		this.replyLength = Packets.putPublish(this.reply, this.replyLength, name, qos, this.echoId, properties, length);
		System.arraycopy(from, payload, this.reply, this.replyLength, length);
		this.replyLength += length;
	}

	private byte[] properties(String topic) {
		if (!this.mqtt5) {
			return NO_PROPERTIES;
		}
		for (Subscribed subscription : this.subscriptions) {
			if (subscription.identifier() > 0 && subscription.matches(topic)) {
				byte[] properties = new byte[6];
				properties[1] = 0x0B;
				int end = Packets.putVariableInt(properties, 2, subscription.identifier());
				properties[0] = (byte) (end - 1);
				return Arrays.copyOf(properties, end);
			}
		}
		return new byte[1];
	}

	@Override
	protected void packet(int first, int body, int end) throws IOException {
		switch (first) {
			case Packets.PUBACK, Packets.PUBREC, Packets.PUBCOMP -> acknowledged(first, body);
			case Packets.PUBREL -> acknowledge(Packets.PUBCOMP, Packets.unsignedShort(this.bytes, body));
			case Packets.PINGREQ -> {
				Sender sender = this.sender;
				if (sender != null) {
					sender.received(Packets.PINGREQ, 0);
				}
				else {
					append(Packets.PINGRESP, 0);
				}
			}
			case Packets.CONNECT -> connect(body);
			case Packets.SUBSCRIBE -> subscribe(body, end);
			case Packets.UNSUBSCRIBE -> {
				int packetId = Packets.unsignedShort(this.bytes, body);
				if (this.mqtt5) {
					append(Packets.UNSUBACK, 4, packetId >> 8, packetId, 0, 0);
				}
				else {
					append(Packets.UNSUBACK, 2, packetId >> 8, packetId);
				}
			}
			case Packets.DISCONNECT -> this.socket.close();
			default -> throw new IOException("Unexpected packet " + first);
		}
	}

	private void acknowledged(int type, int body) {
		int packetId = Packets.unsignedShort(this.bytes, body);
		Sender sender = this.sender;
		if (sender != null) {
			sender.received(type, packetId);
		}
		else if (type == Packets.PUBREC) {
			acknowledge(Packets.PUBREL, packetId);
		}
	}

	private void connect(int body) {
		this.mqtt5 = this.bytes[body + 6] == 5;
		int id = body + 10;
		if (this.mqtt5) {
			id = payload(id);
		}
		this.clientId = new String(this.bytes, id + 2, Packets.unsignedShort(this.bytes, id), StandardCharsets.UTF_8);
		this.sink.add(this.clientId, this);
		if (this.mqtt5) {
			append(Packets.CONNACK, 3, 0, 0, 0);
		}
		else {
			append(Packets.CONNACK, 2, 0, 0);
		}
	}

	private void subscribe(int body, int end) {
		int packetId = Packets.unsignedShort(this.bytes, body);
		int filter = body + 2;
		int identifier = 0;
		if (this.mqtt5) {
			if (this.bytes[filter] > 0 && this.bytes[filter + 1] == 0x0B) {
				identifier = Packets.variableInt(this.bytes, filter + 2);
			}
			filter = payload(filter);
		}
		byte[] codes = new byte[end - filter];
		int count = 0;
		while (filter < end) {
			int length = Packets.unsignedShort(this.bytes, filter);
			String name = new String(this.bytes, filter + 2, length, StandardCharsets.UTF_8);
			this.subscriptions.add(new Subscribed(name, identifier));
			codes[count++] = (byte) (this.bytes[filter + 2 + length] & 3);
			filter += length + 3;
		}
		if (this.mqtt5) {
			append(Packets.SUBACK, 3 + count, packetId >> 8, packetId, 0);
		}
		else {
			append(Packets.SUBACK, 2 + count, packetId >> 8, packetId);
		}
		for (int i = 0; i < count; i++) {
			append(codes[i]);
		}
	}

	private void acknowledge(int type, int packetId) {
		room(4);
		this.replyLength = Packets.putAcknowledgement(this.reply, this.replyLength, type, packetId);
	}

	private void append(int... bytes) {
		room(bytes.length);
		for (int value : bytes) {
			this.reply[this.replyLength++] = (byte) value;
		}
	}

	private void room(int length) {
		if (this.replyLength + length > this.reply.length) {
			this.reply = Arrays.copyOf(this.reply, Math.max(2 * this.reply.length, this.replyLength + length));
		}
	}

	@Override
	protected void batchDone() throws IOException {
		if (this.count > 0) {
			this.sink.received(this.count);
			this.count = 0;
		}
		Sender sender = this.sender;
		if (sender != null) {
			sender.wake();
		}
		if (this.replyLength > 0) {
			this.out.write(this.reply, 0, this.replyLength);
			this.replyLength = 0;
		}
	}

	private String execute(String command) {
		try {
			String[] words = command.split(" ", 6);
			return switch (words[0]) {
				case "flood" -> {
					byte[] payload = (Character.isDigit(words[5].charAt(0))) ? new byte[Integer.parseInt(words[5])]
							: words[5].getBytes(StandardCharsets.UTF_8);
					this.sink.connection(words[1])
						.flood(Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]),
								payload);
					yield "ok";
				}
				case "stop" -> String.valueOf(this.sink.connection(words[1]).stopFlood());
				case "received" -> String.valueOf(this.sink.received());
				case "connects" -> String.valueOf(this.sink.connects());
				case "cut" -> {
					long connects = this.sink.connects();
					this.sink.cut(this);
					yield String.valueOf(connects);
				}
				default -> throw new IllegalArgumentException("Unknown command '" + command + "'");
			};
		}
		catch (IllegalArgumentException | InterruptedException ex) {
			return "error: " + ex.getMessage();
		}
	}

	void cut() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// It is closed.
		}
	}

	private void flood(int qos, int window, int topics, byte[] payload) {
		byte[][] packets = new byte[topics][];
		for (int i = 0; i < topics; i++) {
			String topic = Sink.FLOOD + i;
			byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
			byte[] properties = properties(topic);
			byte[] packet = new byte[Packets.publishLength(name.length, qos, properties.length, payload.length)];
			int index = Packets.putPublish(packet, 0, name, qos, 0, properties, payload.length);
			System.arraycopy(payload, 0, packet, index, payload.length);
			packets[i] = packet;
		}
		Sender sender = new Sender(this.out, new Prepared(packets), qos, window);
		this.sender = sender;
		this.senderThread = new Thread(sender, "flood");
		this.senderThread.setDaemon(true);
		this.senderThread.start();
	}

	private long stopFlood() throws InterruptedException {
		Sender sender = this.sender;
		if (sender == null) {
			throw new IllegalArgumentException("There is no flood");
		}
		sender.stop();
		// A client that has lost messages never acknowledges all of them.
		this.senderThread.join(3000);
		if (!this.senderThread.isAlive()) {
			this.sender = null;
		}
		return sender.sent();
	}

	private record Subscribed(String filter, int identifier) {

		boolean matches(String topic) {
			return this.filter.endsWith("#") ? topic.startsWith(this.filter.substring(0, this.filter.length() - 1))
					: topic.equals(this.filter);
		}

	}

	/** Packets written once, of which only the identifiers change. */
	private static final class Prepared implements Sender.Message {

		private final byte[][] packets;

		private int next;

		Prepared(byte[][] packets) {
			this.packets = packets;
		}

		@Override
		public int maximumLength() {
			return this.packets[this.packets.length - 1].length;
		}

		@Override
		public int put(byte[] buffer, int at, int packetId) {
			byte[] packet = this.packets[this.next];
			this.next = (this.next + 1 == this.packets.length) ? 0 : this.next + 1;
			System.arraycopy(packet, 0, buffer, at, packet.length);
			if (packetId > 0) {
				int topic = at + Packets.headerLength(packet, 0, packet.length);
				Packets.putShort(buffer, topic + 2 + Packets.unsignedShort(buffer, topic), packetId);
			}
			return at + packet.length;
		}

	}

}
