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

package io.mqttworks.client.internal.session;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Packet identifiers and what they stand for (MQTT 5 section 2.2.1). Taking and giving
 * back costs the same however many are in use. An identifier that is given back is the
 * last to be taken again. The tables grow with use, up to all 65,535.
 */
final class PacketIds {

	static final int MAX = 65_535;

	private @Nullable PacketIdHolder[] holders = new @Nullable PacketIdHolder[16];

	/** A ring of the free identifiers below the tables' length. */
	private char[] free = new char[16];

	private int first;

	private int freeCount;

	private int used;

	PacketIds() {
		for (char id = 1; id < 16; id++) {
			this.free[this.freeCount++] = id;
		}
	}

	/**
	 * Takes an identifier.
	 * @param holder what it stands for
	 * @return the identifier, or 0 if all are in use
	 */
	int take(PacketIdHolder holder) {
		if (this.freeCount == 0 && !grow()) {
			return 0;
		}
		int id = this.free[this.first];
		this.first = (this.first + 1) & (this.free.length - 1);
		this.freeCount--;
		this.used++;
		this.holders[id] = holder;
		return id;
	}

	/**
	 * Takes the identifiers that an earlier process took. Only before any other is taken.
	 * @param holders what they stand for, by identifier
	 */
	void restore(Map<Integer, ? extends PacketIdHolder> holders) {
		int length = this.holders.length;
		for (int id : holders.keySet()) {
			while (id >= length) {
				length *= 2;
			}
		}
		this.holders = new @Nullable PacketIdHolder[length];
		holders.forEach((id, holder) -> this.holders[id] = holder);
		this.free = new char[length];
		this.first = 0;
		this.freeCount = 0;
		this.used = holders.size();
		for (int id = 1; id < length; id++) {
			if (this.holders[id] == null) {
				this.free[this.freeCount++] = (char) id;
			}
		}
	}

	private boolean grow() {
		int length = this.holders.length;
		if (length > MAX) {
			return false;
		}
		this.holders = Arrays.copyOf(this.holders, length * 2);
		this.free = new char[length * 2];
		this.first = 0;
		for (int id = length; id < length * 2; id++) {
			this.free[this.freeCount++] = (char) id;
		}
		return true;
	}

	/**
	 * Returns what an identifier stands for.
	 * @param id the identifier
	 * @return its holder, or {@code null} if it is free
	 */
	@Nullable PacketIdHolder holder(int id) {
		return (id < this.holders.length) ? this.holders[id] : null;
	}

	/**
	 * Gives an identifier back.
	 * @param id the identifier; in use
	 */
	void release(int id) {
		this.holders[id] = null;
		this.free[(this.first + this.freeCount) & (this.free.length - 1)] = (char) id;
		this.freeCount++;
		this.used--;
	}

	int used() {
		return this.used;
	}

	void forEach(Consumer<PacketIdHolder> action) {
		for (PacketIdHolder holder : this.holders) {
			if (holder != null) {
				action.accept(holder);
			}
		}
	}

}
