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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * Publishes messages with a {@link MqttClient}. Defaults are set before the template is
 * used, not later.
 */
public class MqttTemplate implements MqttOperations {

	private static final int CACHED_TEMPLATES = 256;

	private TemplateClient client;

	private final MqttMessageConverter converter;

	private final ConcurrentLruCache<String, TopicTemplate> templates = new ConcurrentLruCache<>(CACHED_TEMPLATES,
			TopicTemplate::of);

	private Qos defaultQos = Qos.AT_LEAST_ONCE;

	private boolean defaultRetain;

	private @Nullable Duration defaultMessageExpiry;

	private @Nullable String defaultContentType;

	private Duration timeout = Duration.ofSeconds(10);

	private Duration replyTimeout = Duration.ofSeconds(10);

	/**
	 * Creates a template.
	 * @param client the client
	 * @param converter makes payloads of objects
	 */
	public MqttTemplate(MqttClient client, MqttMessageConverter converter) {
		Assert.notNull(client, "'client' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		this.client = new TemplateClient(client, List.of());
		this.converter = converter;
	}

	/**
	 * Sets the quality of service of messages for which none is set; the default is QoS
	 * 1.
	 * @param defaultQos the quality of service
	 */
	public void setDefaultQos(Qos defaultQos) {
		Assert.notNull(defaultQos, "'defaultQos' must not be null");
		this.defaultQos = defaultQos;
	}

	/**
	 * Sets whether messages are retained for which this is not set; by default they are
	 * not.
	 * @param defaultRetain {@code true} to retain them
	 */
	public void setDefaultRetain(boolean defaultRetain) {
		this.defaultRetain = defaultRetain;
	}

	/**
	 * Sets the Message Expiry Interval of messages for which none is set: how long they
	 * are worth delivering. The default is for ever. Used only on connections that speak
	 * MQTT 5.
	 * @param defaultMessageExpiry whole seconds; {@code null} for ever
	 * @throws IllegalArgumentException if it is negative, or more than 4,294,967,295
	 * seconds
	 */
	public void setDefaultMessageExpiry(@Nullable Duration defaultMessageExpiry) {
		MqttMessage.builder("any").messageExpiry(defaultMessageExpiry).build();
		this.defaultMessageExpiry = defaultMessageExpiry;
	}

	/**
	 * Sets the content type that objects are written with when none is set; the default
	 * is that of the first converter. On MQTT 3.1.1 it chooses the converter, but is not
	 * sent.
	 * @param defaultContentType a MIME type one of the converters writes, or {@code null}
	 * @throws IllegalArgumentException if it is no MIME type, or no converter writes it
	 */
	public void setDefaultContentType(@Nullable String defaultContentType) {
		if (defaultContentType != null) {
			this.converter.checkWritable(defaultContentType);
		}
		this.defaultContentType = defaultContentType;
	}

	/**
	 * Sets how long a blocking call waits for the server's acknowledgement; the default
	 * is 10 seconds.
	 * @param timeout more than zero
	 */
	public void setTimeout(Duration timeout) {
		Assert.isTrue(timeout.toMillis() > 0, "'timeout' must be at least a millisecond");
		this.timeout = timeout;
	}

	/**
	 * Sets how long a request waits for its reply; the default is 10 seconds.
	 * @param replyTimeout more than zero
	 */
	public void setReplyTimeout(Duration replyTimeout) {
		Assert.isTrue(replyTimeout.toMillis() > 0, "'replyTimeout' must be at least a millisecond");
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Sets what comes between this template and its client; the default is nothing.
	 * @param interceptors the interceptors, the outermost first
	 */
	public void setInterceptors(List<MqttPublishInterceptor> interceptors) {
		this.client = new TemplateClient(getClient(), interceptors);
	}

	/**
	 * Returns the client this template publishes with.
	 * @return the client
	 */
	public MqttClient getClient() {
		return this.client.target();
	}

	@Override
	public void send(String topicTemplate, @Nullable Object payload, Object... variables) {
		newMessage(payload).topic(topicTemplate, variables).send();
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topicTemplate, @Nullable Object payload,
			Object... variables) {
		return newMessage(payload).topic(topicTemplate, variables).sendAsync();
	}

	@Override
	public <T> @Nullable T sendAndReceive(String topicTemplate, @Nullable Object payload, Class<T> replyType,
			Object... variables) {
		return newMessage(payload).topic(topicTemplate, variables).sendAndReceive(replyType);
	}

	@Override
	public SendSpec newMessage(@Nullable Object payload) {
		SendDefaults defaults = new SendDefaults(this.defaultQos, this.defaultRetain, this.defaultMessageExpiry,
				this.defaultContentType, this.timeout, this.replyTimeout);
		return new DefaultSendSpec(payload, defaults, this.client, this.converter, this.templates::get);
	}

}
