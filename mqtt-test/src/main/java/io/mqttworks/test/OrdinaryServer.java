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

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import static io.mqttworks.test.FailurePoint.AFTER_CONNACK;
import static io.mqttworks.test.FailurePoint.AFTER_DELIVERY;
import static io.mqttworks.test.FailurePoint.AFTER_DELIVERY_PUBACK;
import static io.mqttworks.test.FailurePoint.AFTER_DELIVERY_PUBCOMP;
import static io.mqttworks.test.FailurePoint.AFTER_DELIVERY_PUBREL;
import static io.mqttworks.test.FailurePoint.AFTER_PUBACK;
import static io.mqttworks.test.FailurePoint.AFTER_PUBCOMP;
import static io.mqttworks.test.FailurePoint.AFTER_PUBREC;
import static io.mqttworks.test.FailurePoint.BEFORE_CONNACK;
import static io.mqttworks.test.FailurePoint.BEFORE_CONNECT;
import static io.mqttworks.test.FailurePoint.DELIVERY_PUBACK_LOST;
import static io.mqttworks.test.FailurePoint.DELIVERY_PUBCOMP_LOST;
import static io.mqttworks.test.FailurePoint.DELIVERY_PUBREC_LOST;
import static io.mqttworks.test.FailurePoint.DELIVERY_PUBREL_LOST;
import static io.mqttworks.test.FailurePoint.NEVER;
import static io.mqttworks.test.FailurePoint.PUBACK_LOST;
import static io.mqttworks.test.FailurePoint.PUBCOMP_LOST;
import static io.mqttworks.test.FailurePoint.PUBLISH_LOST;
import static io.mqttworks.test.FailurePoint.PUBREC_LOST;
import static io.mqttworks.test.FailurePoint.PUBREL_LOST;
import static io.mqttworks.test.FailurePoint.REFUSED;

/**
 * A server of one client that keeps its session and does what the standard says, until a
 * connection reaches its {@link FailurePoint}. Remembers every message it took, and
 * delivers what the test gives it.
 */
public final class OrdinaryServer {

	private final Queue<FailurePoint> failures = new ArrayDeque<>();

	private final List<String> taken = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private final Set<Integer> awaitingPubRel = new HashSet<>();

	private final Map<Integer, Delivery> deliveries = new LinkedHashMap<>();

	private boolean sessionKept;

	private int lastDeliveryId;

	private BrokerConnection current;

	private FailurePoint failure = NEVER;

	OrdinaryServer(FailurePoint... failures) {
		this.failures.addAll(List.of(failures));
	}

	/** The payloads of the messages this server took responsibility for, in order. */
	public synchronized List<String> taken() {
		return List.copyOf(this.taken);
	}

	/** What the client did that the standard forbids. */
	public synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	/** Whether every message to the client went through its exchange to the end. */
	public synchronized boolean allDelivered() {
		return this.deliveries.isEmpty();
	}

	/**
	 * Sends a message to the client, now or when it is connected.
	 * @param text the payload
	 * @param qos 1 or 2
	 */
	public synchronized void deliver(String text, int qos) {
		int id = ++this.lastDeliveryId;
		Delivery delivery = new Delivery(id, text, qos);
		this.deliveries.put(id, delivery);
		if (this.current != null) {
			send(this.current, delivery);
		}
	}

	void serve(BrokerConnection connection) {
		FailurePoint point;
		synchronized (this) {
			point = this.failures.isEmpty() ? NEVER : this.failures.remove();
			this.failure = point;
		}
		if (point == BEFORE_CONNECT) {
			connection.close();
			return;
		}
		try {
			for (ReceivedPacket packet = connection.nextOrEnd(); packet != null; packet = connection.nextOrEnd()) {
				synchronized (this) {
					if (!answer(connection, packet)) {
						break;
					}
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (AssertionError ex) {
			// The client went away while this server wrote.
		}
		finally {
			synchronized (this) {
				this.current = null;
			}
			connection.close();
		}
	}

	/** Returns whether to go on. */
	private boolean answer(BrokerConnection connection, ReceivedPacket packet) {
		int id = packet.packetId();
		switch (packet.type()) {
			case CONNECT -> {
				return connect(connection, packet);
			}
			case PUBLISH -> {
				return publish(connection, packet);
			}
			case PUBREL -> {
				return release(connection, id);
			}
			case PUBACK -> {
				if (this.failure == DELIVERY_PUBACK_LOST) {
					return false;
				}
				Delivery delivery = this.deliveries.remove(id);
				check(delivery != null && delivery.qos == 1, "PUBACK for id " + id);
				return this.failure != AFTER_DELIVERY_PUBACK;
			}
			case PUBREC -> {
				return received(connection, id);
			}
			case PUBCOMP -> {
				if (this.failure == DELIVERY_PUBCOMP_LOST) {
					return false;
				}
				Delivery delivery = this.deliveries.remove(id);
				check(delivery != null && delivery.received, "PUBCOMP for id " + id);
				return this.failure != AFTER_DELIVERY_PUBCOMP;
			}
			case SUBSCRIBE -> connection.sendSubAck(id,
					packet.subscriptions().stream().mapToInt((each) -> each.qualityOfService().value()).toArray());
			case UNSUBSCRIBE -> connection.sendUnsubAck(id, new int[packet.filters().size()]);
			case PINGREQ -> connection.sendPingResp();
			case DISCONNECT -> {
				return false;
			}
			default -> check(false, packet.toString());
		}
		return true;
	}

	private boolean connect(BrokerConnection connection, ReceivedPacket packet) {
		if (this.failure == BEFORE_CONNACK) {
			return false;
		}
		if (this.failure == REFUSED) {
			connection.sendConnAck(false, connection.isMqtt5() ? 0x88 : 3, Props.NONE);
			return false;
		}
		if (packet.connect().isCleanSession()) {
			this.sessionKept = false;
			this.awaitingPubRel.clear();
			this.deliveries.clear();
		}
		connection.sendConnAck(this.sessionKept, 0, Props.NONE);
		this.sessionKept = true;
		if (this.failure == AFTER_CONNACK) {
			return false;
		}
		this.current = connection;
		for (Delivery delivery : this.deliveries.values()) {
			if (!send(connection, delivery)) {
				return false;
			}
		}
		return true;
	}

	private boolean publish(BrokerConnection connection, ReceivedPacket packet) {
		if (this.failure == PUBLISH_LOST) {
			return false;
		}
		int id = packet.packetId();
		if (packet.qos() == 0) {
			this.taken.add(packet.text());
			return true;
		}
		if (packet.qos() == 1) {
			this.taken.add(packet.text());
			if (this.failure == PUBACK_LOST) {
				return false;
			}
			connection.sendPubAck(id);
			return this.failure != AFTER_PUBACK;
		}
		if (this.awaitingPubRel.add(id)) {
			this.taken.add(packet.text());
		}
		else {
			check(packet.isDuplicate(), "PUBLISH without DUP for id " + id + ", which awaits a PUBREL");
		}
		if (this.failure == PUBREC_LOST) {
			return false;
		}
		connection.sendPubRec(id);
		return this.failure != AFTER_PUBREC;
	}

	private boolean release(BrokerConnection connection, int id) {
		if (this.failure == PUBREL_LOST) {
			return false;
		}
		boolean known = this.awaitingPubRel.remove(id);
		if (this.failure == PUBCOMP_LOST) {
			return false;
		}
		connection.sendAck(7, id, known ? 0 : 0x92, Props.NONE);
		return this.failure != AFTER_PUBCOMP;
	}

	private boolean received(BrokerConnection connection, int id) {
		if (this.failure == DELIVERY_PUBREC_LOST) {
			return false;
		}
		Delivery delivery = this.deliveries.get(id);
		if (delivery == null || delivery.qos != 2) {
			check(false, "PUBREC for id " + id);
			return true;
		}
		delivery.received = true;
		if (this.failure == DELIVERY_PUBREL_LOST) {
			return false;
		}
		connection.sendPubRel(id);
		return this.failure != AFTER_DELIVERY_PUBREL;
	}

	private boolean send(BrokerConnection connection, Delivery delivery) {
		if (delivery.received) {
			connection.sendPubRel(delivery.id);
			return this.failure != AFTER_DELIVERY_PUBREL;
		}
		connection.sendPublish("delivery", delivery.text.getBytes(StandardCharsets.UTF_8), delivery.qos, delivery.id,
				delivery.sent, false, Props.NONE);
		delivery.sent = true;
		if (this.failure == AFTER_DELIVERY) {
			connection.close();
			return false;
		}
		return true;
	}

	private void check(boolean right, String what) {
		if (!right) {
			this.violations.add(what);
		}
	}

	private static final class Delivery {

		private final int id;

		private final String text;

		private final int qos;

		private boolean sent;

		private boolean received;

		Delivery(int id, String text, int qos) {
			this.id = id;
			this.text = text;
			this.qos = qos;
		}

	}

}
