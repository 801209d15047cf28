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

package io.mqttworks.spring.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

/**
 * Publishes messages. Topics are templates: each {@code {name}} is replaced by the next
 * variable, whose text must not be empty or have {@code /}, {@code +}, {@code #} or
 * U+0000, so that data cannot choose another topic.
 * <p>
 * Payloads are sent as they are when they are {@code byte[]}, {@code ByteBuffer} or
 * {@code String} (UTF-8); other objects are converted, to JSON unless a content type is
 * set. {@code null} is an empty payload.
 * <p>
 * Can be used by several threads, and from inside handler methods.
 */
public interface MqttOperations {

	/**
	 * Publishes a message with the defaults of {@link #newMessage}, and waits until the
	 * server acknowledged it (QoS 0: until it was written).
	 * @param topicTemplate the topic
	 * @param payload the payload, or {@code null} for an empty one
	 * @param variables the values of the topic's variables, in order
	 * @throws io.mqttworks.client.MqttPublishException if the message was refused, or was
	 * not acknowledged within the time-out
	 * @throws IllegalArgumentException if the topic or a variable is not valid
	 */
	void send(String topicTemplate, @Nullable Object payload, Object... variables);

	/**
	 * Publishes a message with the defaults of {@link #newMessage}.
	 * @param topicTemplate the topic
	 * @param payload the payload, or {@code null} for an empty one
	 * @param variables the values of the topic's variables, in order
	 * @return completes when the server acknowledged the message (QoS 0: when it was
	 * written); there is no time-out: without a connection the message waits for one
	 * @throws IllegalArgumentException if the topic or a variable is not valid
	 */
	CompletableFuture<PublishResult> sendAsync(String topicTemplate, @Nullable Object payload, Object... variables);

	/**
	 * Publishes a request with the defaults of {@link #newMessage}, and waits for the
	 * reply (MQTT 5 section 4.10). MQTT 5 only. The reply comes on a topic of this client
	 * alone; response topic and correlation data are set by the client.
	 * @param topicTemplate the topic
	 * @param payload the payload, or {@code null} for an empty one
	 * @param replyType the type to convert the reply to; {@link MqttMessage} for the
	 * message itself
	 * @param variables the values of the topic's variables, in order
	 * @param <T> the type of the reply
	 * @return the reply; {@code null} if its payload is empty, unless bytes or a text are
	 * asked for
	 * @throws io.mqttworks.client.MqttException if the request was refused, or no reply
	 * came within the reply time-out; then its cause is a
	 * {@link java.util.concurrent.TimeoutException}
	 * @throws io.mqttworks.spring.support.MqttPayloadConversionException if the reply
	 * cannot be read
	 */
	<T> @Nullable T sendAndReceive(String topicTemplate, @Nullable Object payload, Class<T> replyType,
			Object... variables);

	/**
	 * Starts a message. A {@link MqttMessage} or a
	 * {@link org.springframework.messaging.Message} is unwrapped: its payload is sent
	 * with its quality of service, RETAIN flag, expiry, content type, response topic,
	 * correlation data and user properties, which in a {@code Message} are headers that
	 * {@link io.mqttworks.spring.support.MqttHeaders} names. A {@code MqttMessage} is
	 * sent to its topic, unless another one is set. What is set on the returned object
	 * wins. An {@link java.util.Optional} is unwrapped as well.
	 * @param payload the payload, or {@code null} for an empty one
	 * @return to set the rest, and to send it
	 */
	SendSpec newMessage(@Nullable Object payload);

	/**
	 * Sets the rest of a message, and sends it. Not for use by several threads at once.
	 */
	interface SendSpec {

		/**
		 * Sets the topic. It is required, unless the message has one.
		 * @param topicTemplate the topic
		 * @param variables the values of the topic's variables, in order
		 * @return this
		 * @throws IllegalArgumentException if the topic or a variable is not valid
		 */
		SendSpec topic(String topicTemplate, Object... variables);

		/**
		 * Sets the topic as it is, braces included.
		 * @param topicName the topic name
		 * @return this
		 */
		SendSpec topicName(String topicName);

		/**
		 * Sets the type the payload is written as. A converter can need it for the
		 * elements of a collection: those of a {@code List<Shape>} are then written with
		 * their types. The default is the class of the payload.
		 * @param payloadType the type, as it is declared
		 * @return this
		 */
		SendSpec payloadType(ResolvableType payloadType);

		/**
		 * Sets the type the payload is written as.
		 * @param payloadType the type, as it is declared
		 * @return this
		 * @see #payloadType(ResolvableType)
		 */
		default SendSpec payloadType(ParameterizedTypeReference<?> payloadType) {
			return payloadType(ResolvableType.forType(payloadType));
		}

		/**
		 * Sets the quality of service; the default is the template's.
		 * @param qos the quality of service
		 * @return this
		 */
		SendSpec qos(Qos qos);

		/**
		 * Sets whether the server keeps the message for later subscribers; the default is
		 * the template's.
		 * @param retain {@code true} to keep it
		 * @return this
		 */
		SendSpec retain(boolean retain);

		/**
		 * Sets the Message Expiry Interval: how long the message is worth delivering.
		 * MQTT 5 only. The default is the template's.
		 * @param messageExpiry whole seconds; {@code null} for ever
		 * @return this
		 */
		SendSpec messageExpiry(@Nullable Duration messageExpiry);

		/**
		 * Sets the content type, which also chooses the converter. MQTT 5 only. By
		 * default the template's default chooses the converter, and the content type is
		 * the converter's; on MQTT 3.1.1 it is not sent.
		 * @param contentType the content type
		 * @return this
		 */
		SendSpec contentType(String contentType);

		/**
		 * Sets the topic a reply is wanted on. MQTT 5 only.
		 * @param responseTopic the topic name
		 * @return this
		 */
		SendSpec responseTopic(String responseTopic);

		/**
		 * Sets the correlation data, which a reply must carry back. MQTT 5 only.
		 * @param correlationData the bytes; not copied
		 * @return this
		 */
		SendSpec correlationData(byte[] correlationData);

		/**
		 * Adds a user property. MQTT 5 only.
		 * @param name the name
		 * @param value the value
		 * @return this
		 */
		SendSpec userProperty(String name, String value);

		/**
		 * Sets how long {@code sendAndReceive} waits for the reply; the default is the
		 * template's.
		 * @param replyTimeout more than zero
		 * @return this
		 */
		SendSpec replyTimeout(Duration replyTimeout);

		/**
		 * Returns the message as it would be sent now.
		 * @return the message
		 * @throws IllegalArgumentException if there is no topic
		 * @throws io.mqttworks.spring.support.MqttPayloadConversionException if the
		 * payload cannot be written
		 */
		MqttMessage toMessage();

		/**
		 * Publishes the message and waits until the server acknowledged it (QoS 0: until
		 * it was written).
		 * @return the server's answer
		 * @throws io.mqttworks.client.MqttPublishException if the message was refused, or
		 * was not acknowledged within the time-out
		 */
		PublishResult send();

		/**
		 * Publishes the message.
		 * @return completes when the server acknowledged the message (QoS 0: when it was
		 * written); there is no time-out
		 */
		CompletableFuture<PublishResult> sendAsync();

		/**
		 * Publishes the message as a request and waits for the reply; as
		 * {@link MqttOperations#sendAndReceive}.
		 * @param replyType the type to convert the reply to
		 * @param <T> the type of the reply
		 * @return the reply, or {@code null} if its payload is empty
		 */
		<T> @Nullable T sendAndReceive(Class<T> replyType);

		/**
		 * Publishes the message as a request and waits for the reply; as
		 * {@link MqttOperations#sendAndReceive}.
		 * @param replyType the type to convert the reply to
		 * @param <T> the type of the reply
		 * @return the reply, or {@code null} if its payload is empty
		 */
		<T> @Nullable T sendAndReceive(ParameterizedTypeReference<T> replyType);

		/**
		 * Publishes the message as a request.
		 * @param replyType the type to convert the reply to
		 * @param <T> the type of the reply
		 * @return completes with the reply, or fails as
		 * {@link MqttOperations#sendAndReceive}
		 */
		<T> CompletableFuture<@Nullable T> sendAndReceiveAsync(Class<T> replyType);

		/**
		 * Publishes the message as a request.
		 * @param replyType the type to convert the reply to
		 * @param <T> the type of the reply
		 * @return completes with the reply, or fails as
		 * {@link MqttOperations#sendAndReceive}
		 */
		<T> CompletableFuture<@Nullable T> sendAndReceiveAsync(ParameterizedTypeReference<T> replyType);

	}

}
