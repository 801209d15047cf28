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
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.mqttworks.client.internal.dispatch.InboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the packet identifiers of one server's messages (MQTT 5 section
 * 2.2.1). Each operation costs the same however many are in use: servers count upwards
 * with a window of thousands, and removing from such a row is what hash tables with open
 * addressing are worst at. Identifiers are kept in pages, and only pages in use are held.
 */
final class InboundIdentifiers {

	private static final int PAGE_BITS = 8;

	private static final int PAGE_SIZE = 1 << PAGE_BITS;

	private @Nullable Page[] pages = {};

	/** The last page that became empty: the next one is taken soon. */
	private @Nullable Page spare;

	/**
	 * Returns the message that is under way: QoS 2 between PUBLISH and its handlers' end;
	 * QoS 1 that came on an earlier connection.
	 * @param packetId the identifier
	 * @return the message, or {@code null}
	 */
	@Nullable InboundMessage message(int packetId) {
		Page page = page(packetId);
		return (page != null) ? page.messages[index(packetId)] : null;
	}

	/**
	 * A message is under way.
	 * @param message the message
	 */
	void open(InboundMessage message) {
		int packetId = message.packetId();
		Page page = pageToWrite(packetId);
		int index = index(packetId);
		if (page.messages[index] == null) {
			page.used++;
		}
		page.messages[index] = message;
		page.rejected[index] = false;
	}

	/**
	 * A QoS 2 message was rejected. It is known until its identifier is used anew.
	 * @param message stands for it
	 */
	void rejected(InboundMessage message) {
		open(message);
		pageToWrite(message.packetId()).rejected[index(message.packetId())] = true;
	}

	/**
	 * Returns whether the last message with an identifier was rejected.
	 * @param packetId the identifier
	 * @return {@code true} if it was
	 */
	boolean isRejected(int packetId) {
		Page page = page(packetId);
		return page != null && page.rejected[index(packetId)];
	}

	/**
	 * A message is under way no more.
	 * @param packetId its identifier
	 */
	void close(int packetId) {
		Page page = page(packetId);
		int index = index(packetId);
		if (page != null && page.messages[index] != null) {
			page.messages[index] = null;
			page.rejected[index] = false;
			freed(page, packetId);
		}
	}

	/**
	 * A message is under way no more, unless its identifier stands for another one.
	 * @param message the message
	 * @return {@code true} if it was the one
	 */
	boolean close(InboundMessage message) {
		boolean known = message(message.packetId()) == message;
		if (known) {
			close(message.packetId());
		}
		return known;
	}

	/**
	 * Returns whether a QoS 2 message was handled, and no PUBREL has come since.
	 * @param packetId the identifier
	 * @return {@code true} if it was
	 */
	boolean isHandled(int packetId) {
		Page page = page(packetId);
		return page != null && page.handled[index(packetId)];
	}

	/**
	 * A QoS 2 message was handled.
	 * @param packetId its identifier
	 */
	void handled(int packetId) {
		Page page = pageToWrite(packetId);
		int index = index(packetId);
		if (!page.handled[index]) {
			page.handled[index] = true;
			page.used++;
		}
	}

	/**
	 * PUBREL has come.
	 * @param packetId the identifier
	 * @return {@code true} if its message was handled
	 */
	boolean released(int packetId) {
		Page page = page(packetId);
		int index = index(packetId);
		if (page == null || !page.handled[index]) {
			return false;
		}
		page.handled[index] = false;
		freed(page, packetId);
		return true;
	}

	/**
	 * Returns the messages that were handled, and for which no PUBREL has come.
	 * @return their identifiers
	 */
	List<Integer> handled() {
		return IntStream.range(0, this.pages.length << PAGE_BITS).filter(this::isHandled).boxed().toList();
	}

	/**
	 * Returns how much memory is in use.
	 * @return the number of pages
	 */
	int pagesInUse() {
		return (int) Arrays.stream(this.pages).filter(Objects::nonNull).count();
	}

	/** Where an identifier is in its page. */
	private static int index(int packetId) {
		return packetId & (PAGE_SIZE - 1);
	}

	private @Nullable Page page(int packetId) {
		int number = packetId >> PAGE_BITS;
		return (number < this.pages.length) ? this.pages[number] : null;
	}

	private Page pageToWrite(int packetId) {
		int number = packetId >> PAGE_BITS;
		if (number >= this.pages.length) {
			this.pages = Arrays.copyOf(this.pages, Math.max(number + 1, this.pages.length * 2));
		}
		Page page = this.pages[number];
		if (page == null) {
			page = (this.spare != null) ? this.spare : new Page();
			this.spare = null;
			this.pages[number] = page;
		}
		return page;
	}

	private void freed(Page page, int packetId) {
		page.used--;
		if (page.used == 0) {
			this.pages[packetId >> PAGE_BITS] = null;
			this.spare = page;
		}
	}

	private static final class Page {

		private final @Nullable InboundMessage[] messages = new @Nullable InboundMessage[PAGE_SIZE];

		private final boolean[] handled = new boolean[PAGE_SIZE];

		/** Those of the messages that were answered with a rejection. */
		private final boolean[] rejected = new boolean[PAGE_SIZE];

		private int used;

	}

}
