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

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * A connection of a client, seen from the server. The test expects packets in order and
 * says what to answer; nothing is answered unless it says so.
 */
public final class BrokerConnection implements AutoCloseable {

	/**
	 * Not the socket's monitor, which closing it takes: a write that waits would hold it.
	 */
	private final Lock sending = new ReentrantLock();

	private final Socket socket;

	private final int number;

	private final ArrivedPackets arrived;

	private final Gate gate = new Gate();

	private volatile boolean mqtt5 = true;

	BrokerConnection(Socket socket, int number) {
		this.socket = socket;
		this.number = number;
		this.arrived = new ArrivedPackets(number);
	}

	void startReading() {
		Thread reader = new Thread(this::readAll, "scripted-broker-connection-" + this.number);
		reader.setDaemon(true);
		reader.start();
	}

	private void readAll() {
		PacketDecoder decoder = null;
		try {
			decoder = new PacketDecoder(new DataInputStream(
					new BufferedInputStream(new GatedInputStream(this.socket.getInputStream(), this.gate), 65_536)));
			for (ReceivedPacket packet = decoder.read(); packet != null; packet = decoder.read()) {
				if (packet.type() == MqttMessageType.CONNECT) {
					this.mqtt5 = packet.connect().version() == 5;
				}
				this.arrived.add(packet);
			}
			this.arrived.end();
		}
		catch (Exception ex) {
			if (this.socket.isClosed()) {
				this.arrived.end();
			}
			else {
				this.arrived.fail(ex);
			}
		}
		finally {
			if (decoder != null) {
				decoder.close();
			}
		}
	}

	/** Which connection of the broker this is, from 1. */
	public int number() {
		return this.number;
	}

	/** Whether the client's CONNECT asked for MQTT 5. */
	public boolean isMqtt5() {
		return this.mqtt5;
	}

	/** All packets that arrived so far, expected or not. */
	public List<ReceivedPacket> arrived() {
		return this.arrived.all();
	}

	// What the client is expected to send

	/**
	 * Waits for the next packet.
	 * @param type what it must be
	 * @return the packet
	 */
	public ReceivedPacket expect(MqttMessageType type) {
		return this.arrived.expect(type, type.name());
	}

	/**
	 * Waits for the next packet, of whatever type.
	 * @return the packet
	 */
	public ReceivedPacket expectAny() {
		return this.arrived.expectAny();
	}

	public ReceivedPacket expectConnect() {
		return expect(MqttMessageType.CONNECT);
	}

	public ReceivedPacket expectPublish() {
		return expect(MqttMessageType.PUBLISH);
	}

	/**
	 * Waits for a PUBLISH.
	 * @param topic its topic
	 * @return the packet
	 */
	public ReceivedPacket expectPublish(String topic) {
		ReceivedPacket packet = this.arrived.expect(MqttMessageType.PUBLISH, "PUBLISH to " + topic);
		if (!packet.topic().equals(topic)) {
			throw this.arrived.unexpected("PUBLISH to " + topic, packet);
		}
		return packet;
	}

	/**
	 * Waits for the PUBLISH of a text.
	 * @param text the payload
	 * @return the packet
	 */
	public ReceivedPacket expectPublishOf(String text) {
		ReceivedPacket packet = this.arrived.expect(MqttMessageType.PUBLISH, "PUBLISH of '" + text + "'");
		if (!packet.text().equals(text)) {
			throw this.arrived.unexpected("PUBLISH of '" + text + "'", packet);
		}
		return packet;
	}

	public ReceivedPacket expectPubAck(int packetId) {
		return this.arrived.expectId(MqttMessageType.PUBACK, packetId);
	}

	public ReceivedPacket expectPubRec(int packetId) {
		return this.arrived.expectId(MqttMessageType.PUBREC, packetId);
	}

	public ReceivedPacket expectPubRel(int packetId) {
		return this.arrived.expectId(MqttMessageType.PUBREL, packetId);
	}

	public ReceivedPacket expectPubComp(int packetId) {
		return this.arrived.expectId(MqttMessageType.PUBCOMP, packetId);
	}

	/**
	 * Waits for a SUBSCRIBE.
	 * @param filters its filters, in order
	 * @return the packet
	 */
	public ReceivedPacket expectSubscribe(String... filters) {
		return this.arrived.expectFilters(MqttMessageType.SUBSCRIBE, filters);
	}

	/**
	 * Waits for an UNSUBSCRIBE.
	 * @param filters its filters, in order
	 * @return the packet
	 */
	public ReceivedPacket expectUnsubscribe(String... filters) {
		return this.arrived.expectFilters(MqttMessageType.UNSUBSCRIBE, filters);
	}

	public ReceivedPacket expectPingReq() {
		return expect(MqttMessageType.PINGREQ);
	}

	/**
	 * Waits for a DISCONNECT, and ends the server's half of the connection, as servers
	 * do.
	 * @return the packet
	 */
	public ReceivedPacket expectDisconnect() {
		return disconnect(expect(MqttMessageType.DISCONNECT));
	}

	private ReceivedPacket disconnect(ReceivedPacket packet) {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			// The client was faster.
		}
		return packet;
	}

	/**
	 * As {@link #expectDisconnect()}.
	 * @param reasonCode its reason code
	 * @return the packet
	 */
	public ReceivedPacket expectDisconnect(int reasonCode) {
		String expected = "DISCONNECT reason=0x" + Integer.toHexString(reasonCode);
		ReceivedPacket packet = this.arrived.expect(MqttMessageType.DISCONNECT, expected);
		if (packet.reasonCode() != reasonCode) {
			throw this.arrived.unexpected(expected, packet);
		}
		return disconnect(packet);
	}

	public ReceivedPacket expectAuth() {
		return expect(MqttMessageType.AUTH);
	}

	/**
	 * Waits for the client to close the connection, and fails if a packet comes first.
	 */
	public void expectClosed() {
		this.arrived.expectEnd();
	}

	/**
	 * Waits for the client to close the connection, whatever it sends before.
	 */
	public void awaitClosed() {
		this.arrived.awaitEnd();
	}

	/**
	 * Fails if a packet arrives, or the connection ends, within a time.
	 * @param duration the time
	 */
	public void expectNothingFor(Duration duration) {
		this.arrived.expectNothingFor(duration);
	}

	ReceivedPacket nextOrEnd() throws InterruptedException {
		return this.arrived.nextOrEnd();
	}

	// What the server sends

	public BrokerConnection sendConnAck() {
		return sendConnAck(false, 0, Props.NONE);
	}

	/**
	 * Sends a CONNACK.
	 * @param sessionPresent its flag
	 * @param code its return or reason code
	 * @param props its properties; not sent on 3.1.1
	 * @return this connection
	 */
	public BrokerConnection sendConnAck(boolean sessionPresent, int code, Props props) {
		return send(Wire.connAck(this.mqtt5, sessionPresent, code, props));
	}

	/**
	 * Sends a PUBLISH of a text.
	 * @param topic the topic
	 * @param text the payload
	 * @param qos 0 to 2
	 * @param packetId not sent with QoS 0
	 * @return this connection
	 */
	public BrokerConnection sendPublish(String topic, String text, int qos, int packetId) {
		return sendPublish(topic, text.getBytes(StandardCharsets.UTF_8), qos, packetId, false, false, Props.NONE);
	}

	public BrokerConnection sendPublish(String topic, byte[] payload, int qos, int packetId, boolean duplicate,
			boolean retain, Props props) {
		return send(Wire.publish(this.mqtt5, topic, payload, qos, packetId, duplicate, retain, props));
	}

	public BrokerConnection sendPubAck(int packetId) {
		return sendAck(4, packetId, 0, Props.NONE);
	}

	public BrokerConnection sendPubRec(int packetId) {
		return sendAck(5, packetId, 0, Props.NONE);
	}

	public BrokerConnection sendPubRel(int packetId) {
		return sendAck(6, packetId, 0, Props.NONE);
	}

	public BrokerConnection sendPubComp(int packetId) {
		return sendAck(7, packetId, 0, Props.NONE);
	}

	/**
	 * Sends an acknowledgement of a message.
	 * @param type 4 to 7: PUBACK, PUBREC, PUBREL, PUBCOMP
	 * @param packetId the packet identifier
	 * @param code the reason code; not sent on 3.1.1
	 * @param props the properties; not sent on 3.1.1
	 * @return this connection
	 */
	public BrokerConnection sendAck(int type, int packetId, int code, Props props) {
		return send(Wire.ack(this.mqtt5, type, packetId, code, props));
	}

	public BrokerConnection sendSubAck(int packetId, int... codes) {
		return send(Wire.subAck(this.mqtt5, packetId, Props.NONE, codes));
	}

	public BrokerConnection sendSubAck(int packetId, Props props, int... codes) {
		return send(Wire.subAck(this.mqtt5, packetId, props, codes));
	}

	public BrokerConnection sendUnsubAck(int packetId, int... codes) {
		return send(Wire.unsubAck(this.mqtt5, packetId, Props.NONE, codes));
	}

	public BrokerConnection sendPingResp() {
		return send(Wire.pingResp());
	}

	public BrokerConnection sendDisconnect(int code, Props props) {
		return send(Wire.reason(14, code, props));
	}

	public BrokerConnection sendAuth(int code, Props props) {
		return send(Wire.reason(15, code, props));
	}

	/**
	 * Sends bytes as they are.
	 * @param bytes the bytes
	 * @return this connection
	 */
	public BrokerConnection send(byte[] bytes) {
		try {
			this.sending.lock();
			try {
				this.socket.getOutputStream().write(bytes);
			}
			finally {
				this.sending.unlock();
			}
			return this;
		}
		catch (IOException ex) {
			throw new AssertionError(
					"The broker could not send on connection " + this.number + ": " + ex + ". " + this.arrived, ex);
		}
	}

	/**
	 * Waits for a SUBSCRIBE and grants what it asks for.
	 * @param filters its filters, in order
	 * @return the SUBSCRIBE
	 */
	public ReceivedPacket grant(String... filters) {
		ReceivedPacket subscribe = expectSubscribe(filters);
		sendSubAck(subscribe.packetId(),
				subscribe.subscriptions().stream().mapToInt((each) -> each.qualityOfService().value()).toArray());
		return subscribe;
	}

	// How the connection fails

	/** Stops reading: the client's packets stay in the network's buffers. */
	public void stopReading() {
		this.gate.shut();
	}

	/** Reads again. */
	public void readAgain() {
		this.gate.open();
	}

	/** Closes the connection in an orderly way, without a DISCONNECT. */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new AssertionError("Could not close connection " + this.number, ex);
		}
		finally {
			this.gate.open();
		}
	}

	/** Breaks the connection: the client sees a reset. */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			throw new AssertionError("Could not reset connection " + this.number, ex);
		}
		close();
	}

	/** Ends only the server's half of the connection. */
	public void shutdownOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new AssertionError("Could not shut down connection " + this.number, ex);
		}
	}

	@Override
	public String toString() {
		return this.arrived.toString();
	}

}
