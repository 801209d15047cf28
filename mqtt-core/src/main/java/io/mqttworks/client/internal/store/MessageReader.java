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

package io.mqttworks.client.internal.store;

import java.io.Closeable;
import java.io.IOException;

import io.mqttworks.client.internal.store.MessageIndex.Entry;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages that stand in the same few files.
 */
final class MessageReader implements Closeable {

	private final Segments segments;

	private final ChannelOpener opener;

	private @Nullable SegmentReader in;

	MessageReader(Segments segments, ChannelOpener opener) {
		this.segments = segments;
		this.opener = opener;
	}

	StoredMessage read(Entry entry) throws IOException {
		Segment segment = this.segments.get(entry.segment());
		SegmentReader open = this.in;
		if (open == null || open.segment() != segment) {
			close();
			open = new SegmentReader(segment, this.opener);
			this.in = open;
		}
		return RecordFormat.message(open, entry);
	}

	@Override
	public void close() throws IOException {
		SegmentReader open = this.in;
		this.in = null;
		if (open != null) {
			open.close();
		}
	}

}
