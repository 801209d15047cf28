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

package io.mqttworks.client;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What MQTT 5 can say of a message beside its payload (section 3.3.2.3). On a 3.1.1
 * connection only {@link #NONE} can be sent.
 *
 * @param messageExpiry how long the message is worth delivering, in whole seconds, at
 * most 4,294,967,295; {@code null} for ever. It counts down while the message waits in
 * this client
 * @param utf8Payload whether the payload is UTF-8 text (Payload Format Indicator 1)
 * @param contentType the payload's content type, often a MIME type
 * @param responseTopic the topic a reply is wanted on; no wildcards
 * @param correlationData what a reply must carry back; not copied, do not change it
 * @param userProperties names and values of the sender, in order
 * @param subscriptionIdentifiers the identifiers of the subscriptions a received message
 * matched; always empty on messages to publish
 */
public record MessageProperties(@Nullable Duration messageExpiry, boolean utf8Payload, @Nullable String contentType,
		@Nullable String responseTopic, byte @Nullable [] correlationData, List<UserProperty> userProperties,
		List<Integer> subscriptionIdentifiers) {

	/** No properties: all that MQTT 3.1.1 knows. */
	public static final MessageProperties NONE = new MessageProperties(null, false, null, null, null, List.of(),
			List.of());

	/**
	 * Copies the lists and checks the expiry.
	 */
	public MessageProperties(@Nullable Duration messageExpiry, boolean utf8Payload, @Nullable String contentType,
			@Nullable String responseTopic, byte @Nullable [] correlationData, List<UserProperty> userProperties,
			List<Integer> subscriptionIdentifiers) {
		if (messageExpiry != null
				&& (messageExpiry.isNegative() || messageExpiry.toSeconds() > Limits.MAX_UNSIGNED_INT)) {
			throw new IllegalArgumentException(
					"messageExpiry must be between 0 and 4294967295 seconds, not " + messageExpiry);
		}
		this.messageExpiry = messageExpiry;
		this.utf8Payload = utf8Payload;
		this.contentType = contentType;
		this.responseTopic = responseTopic;
		this.correlationData = correlationData;
		this.userProperties = List.copyOf(userProperties);
		this.subscriptionIdentifiers = List.copyOf(subscriptionIdentifiers);
	}

	/**
	 * Returns the name of the first property that is set, of those that a message to
	 * publish can have. MQTT 3.1.1 has none of them.
	 * @return the name of a component of this record, or {@code null} if none is set
	 */
	public @Nullable String firstSet() {
		if (this == NONE) {
			return null;
		}
		if (this.messageExpiry != null) {
			return "messageExpiry";
		}
		if (this.utf8Payload) {
			return "utf8Payload";
		}
		if (this.contentType != null) {
			return "contentType";
		}
		if (this.responseTopic != null) {
			return "responseTopic";
		}
		if (this.correlationData != null) {
			return "correlationData";
		}
		return this.userProperties.isEmpty() ? null : "userProperties";
	}

	/**
	 * Returns a builder with what a message to publish can have of these properties.
	 */
	Builder toBuilder() {
		Builder builder = new Builder();
		builder.messageExpiry = this.messageExpiry;
		builder.utf8Payload = this.utf8Payload;
		builder.contentType = this.contentType;
		builder.responseTopic = this.responseTopic;
		builder.correlationData = this.correlationData;
		builder.userProperties = this.userProperties;
		return builder;
	}

	/**
	 * Collects the properties of a message to publish.
	 */
	static final class Builder {

		@Nullable Duration messageExpiry;

		boolean utf8Payload;

		@Nullable String contentType;

		@Nullable String responseTopic;

		byte @Nullable [] correlationData;

		List<UserProperty> userProperties = List.of();

		MessageProperties build() {
			MessageProperties properties = new MessageProperties(this.messageExpiry, this.utf8Payload, this.contentType,
					this.responseTopic, this.correlationData, this.userProperties, List.of());
			return (properties.firstSet() != null) ? properties : NONE;
		}

	}

}
