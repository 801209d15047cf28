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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client of the {@link FuzzingServer} may deliver and must deliver, the exchanges
 * with it, and what it did that it must not. Any thread.
 */
final class FuzzLedger {

	/** What a client may deliver, each once but for QoS 1. */
	private final Map<String, Integer> allowed = new LinkedHashMap<>();

	/** What a client must deliver. */
	private final Set<String> required = new HashSet<>();

	/** Exchanges towards the client that are not complete, in order. */
	private final Map<Integer, Delivery> deliveries = new LinkedHashMap<>();

	/** QoS 2 messages of the client that wait for PUBREL. */
	private final Set<Integer> received = new HashSet<>();

	/** What the client published, with the session it came in. */
	private final Map<String, Integer> taken = new LinkedHashMap<>();

	private final List<String> violations = new ArrayList<>();

	private int session = 1;

	private int lastId;

	/** Whether the client may do what it likes, as it was sent who knows what. */
	private boolean anything;

	// What the server sends

	/** A connection begins. */
	synchronized void connected() {
		this.anything = false;
	}

	/** What the client has of this session is not known any more. */
	synchronized void lostTrack() {
		this.anything = true;
	}

	/**
	 * A message is sent that the client may deliver.
	 * @param text the payload
	 * @param qos the QoS it is sent with
	 */
	synchronized void allow(String text, int qos) {
		this.allowed.put(text, qos);
	}

	/**
	 * Messages have surely arrived.
	 * @param texts the payloads
	 */
	synchronized void require(Collection<String> texts) {
		this.required.addAll(texts);
	}

	/**
	 * A message of QoS 1 or 2 begins its exchange.
	 * @param text the payload
	 * @param qos 1 or 2
	 * @return the exchange, without its packet
	 */
	synchronized Delivery open(String text, int qos) {
		do {
			this.lastId = this.lastId % 500 + 1;
		}
		while (this.deliveries.containsKey(this.lastId));
		Delivery delivery = new Delivery(this.lastId, text, qos);
		this.allowed.put(text, qos);
		this.required.add(text);
		this.deliveries.put(delivery.id, delivery);
		return delivery;
	}

	/** The exchanges towards the client that are not complete, in order. */
	synchronized List<Delivery> deliveries() {
		return List.copyOf(this.deliveries.values());
	}

	/** The session ends. */
	synchronized void forget() {
		this.deliveries.values().forEach((delivery) -> this.required.remove(delivery.text));
		this.deliveries.clear();
		this.received.clear();
		this.session++;
	}

	synchronized boolean hasNoExchange() {
		return this.deliveries.isEmpty() && this.received.isEmpty();
	}

	// What the client sends

	/** PUBACK or, with QoS 2, PUBCOMP. */
	synchronized void acknowledged(int id, int qos) {
		Delivery delivery = this.deliveries.get(id);
		boolean expected = delivery != null && delivery.qos == qos && (qos == 1 || delivery.released);
		check(expected, (qos == 1) ? "PUBACK" : "PUBCOMP", id);
		if (expected) {
			this.deliveries.remove(id);
		}
	}

	/**
	 * PUBREC.
	 * @return whether there is an exchange to release
	 */
	synchronized boolean recorded(int id) {
		Delivery delivery = this.deliveries.get(id);
		check(delivery != null && delivery.qos == 2, "PUBREC", id);
		if (delivery != null) {
			delivery.released = true;
		}
		return delivery != null;
	}

	/** Answers to what is harmless have identifiers from 65,400 on. */
	private void check(boolean expected, String type, int id) {
		if (!expected && !this.anything && id < 65_400) {
			violation("the client sent a " + type + " for packet identifier " + id + ", which waits for none");
		}
	}

	/**
	 * PUBREL.
	 * @return whether the message is known
	 */
	synchronized boolean released(int id) {
		return this.received.remove(id);
	}

	synchronized void published(String text, int qos, int id) {
		if (qos == 2 && !this.received.contains(id)) {
			Integer before = this.taken.put(text, this.session);
			if (before != null && before == this.session) {
				violation("the client published again what is complete: " + text);
			}
			this.received.add(id);
		}
		else {
			this.taken.put(text, this.session);
		}
	}

	// What came of it

	synchronized void violation(String what) {
		this.violations.add(what);
	}

	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	/** The payloads that the client published, each once. */
	synchronized Set<String> taken() {
		return Set.copyOf(this.taken.keySet());
	}

	/**
	 * Compares what a client delivered with what it may and must.
	 * @param delivered how often each payload was delivered
	 * @return what is wrong with it
	 */
	synchronized List<String> check(Map<String, Integer> delivered) {
		List<String> wrong = new ArrayList<>(this.violations);
		delivered.forEach((text, times) -> {
			Integer qos = this.allowed.get(text);
			if (qos == null) {
				wrong.add("delivered though it was not validly sent: " + text);
			}
			else if (times > 1 && qos != 1) {
				wrong.add("delivered " + times + " times: " + text);
			}
		});
		this.required.stream()
			.filter((text) -> !delivered.containsKey(text))
			.forEach((text) -> wrong.add("lost: " + text));
		return wrong;
	}

	/**
	 * An exchange towards the client.
	 */
	static final class Delivery {

		private final int id;

		private final String text;

		private final int qos;

		/** Whether the client has it, and PUBREL is due. */
		private boolean released;

		private byte[] packet;

		private Delivery(int id, String text, int qos) {
			this.id = id;
			this.text = text;
			this.qos = qos;
		}

		int id() {
			return this.id;
		}

		boolean isReleased() {
			return this.released;
		}

		/** The PUBLISH as it was sent. */
		byte[] packet() {
			return this.packet;
		}

		void packet(byte[] packet) {
			this.packet = packet;
		}

	}

}
