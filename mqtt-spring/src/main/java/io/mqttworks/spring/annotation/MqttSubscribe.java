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

package io.mqttworks.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.spring.listener.AckMode;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a bean method that handles the messages of topic filters, or a class with several
 * such methods.
 * <p>
 * A level of a filter can be a variable: {@code devices/{deviceId}/telemetry} subscribes
 * to {@code devices/+/telemetry}, and
 * {@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable}
 * reads its value. The wildcards {@code +} and {@code #} can be used as well.
 * <p>
 * The method can have any of these arguments, in any order:
 * <ul>
 * <li>{@link org.springframework.messaging.handler.annotation.Payload @Payload}, or the
 * only argument without annotation: the payload as {@code byte[]}, {@code ByteBuffer},
 * {@code String}, or converted by the message's content type, from JSON when it has none.
 * An empty payload is {@code null} for an argument that is
 * {@link org.jspecify.annotations.Nullable @Nullable} or not required, and empty for an
 * {@code Optional}. With {@code @Valid} or {@code @Validated} the payload is
 * validated</li>
 * <li>{@code @DestinationVariable}: a variable of the filter, converted</li>
 * <li>{@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}: see
 * {@link io.mqttworks.spring.support.MqttHeaders}</li>
 * <li>{@link org.springframework.messaging.Message Message}, its payload converted to the
 * type argument</li>
 * <li>{@link io.mqttworks.spring.support.MqttMessageHeaderAccessor}: the headers by type,
 * user properties included</li>
 * <li>{@link io.mqttworks.client.MqttMessage}: the message as it was received</li>
 * <li>{@link io.mqttworks.client.Acknowledgment}: with {@link AckMode#MANUAL}</li>
 * </ul>
 * A method can also take several messages at once, see {@link #batchSize()}.
 * <p>
 * What the method returns is published to the topics of
 * {@link org.springframework.messaging.handler.annotation.SendTo @SendTo}, or to the
 * response topic of the message if it has one, with its correlation data. A
 * {@link java.util.concurrent.CompletionStage} and, with Reactor, a {@code Mono} or
 * {@code Flux} is waited for. The message is acknowledged when the reply is.
 * <p>
 * MQTT does not send a message again while the connection lasts. So when the method
 * fails, {@link #errorHandler the error handler} is called first, if there is one.
 * Without one, or when it throws, the message is tried again as {@link #retry()} or the
 * container factory says; it is not if an argument cannot be read from the message or is
 * not valid. After the last attempt the
 * {@link io.mqttworks.spring.listener.MqttMessageRecoverer recoverer} takes the message.
 * Without a recoverer {@link io.mqttworks.client.HandlerFailurePolicy} decides. Messages
 * are handled one at a time, in order, unless {@link #concurrency()} says otherwise.
 * <p>
 * On a class it is the subscription of its {@link MqttHandler @MqttHandler} methods, one
 * of which takes each message.
 * <p>
 * {@code ${}} placeholders and <code>#{}</code> expressions are resolved in all texts;
 * one that is not resolved fails the start. In expressions <code>__listener</code> is the
 * bean that has the method. All methods of a connection share one client.
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(MqttSubscribes.class)
@MessageMapping
public @interface MqttSubscribe {

	/**
	 * Topic filters; the same as {@link #topics()}.
	 * @return the filters
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * Topic filters. An expression can also give a collection or an array of them, and a
	 * placeholder can name a property that is a list, or has commas between filters. The
	 * method runs once for each message, however many of its filters match.
	 * @return the filters
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * Name of the subscription in the
	 * {@link io.mqttworks.spring.config.MqttListenerEndpointRegistry} and of the
	 * container's bean; the default is made of the bean's and the method's names.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Name or qualifier of the {@link io.mqttworks.client.MqttClient} bean to subscribe
	 * with; the default is the only one, or the primary one. With a {@code *} in it, such
	 * as {@code tenant-*}, the method handles the messages of each connection whose name
	 * matches, also of those that are added later; the container of each has the id of
	 * the method with {@code @} and the name of the connection behind it, and the header
	 * {@link io.mqttworks.spring.support.MqttHeaders#CONNECTION} says which one it is.
	 * @return the name
	 */
	String connection() default "";

	/**
	 * Highest quality of service messages are delivered with.
	 * @return the quality of service
	 */
	Qos qos() default Qos.AT_LEAST_ONCE;

	/**
	 * Name of a group whose members, often the instances of one application, share the
	 * messages: each message goes to one of them. The default is no group. The name has
	 * no {@code /}, {@code +} and {@code #}.
	 * @return the group
	 */
	String sharedGroup() default "";

	/**
	 * Whether the server leaves out what this client published itself. MQTT 5 only; not
	 * with a shared group.
	 * @return {@code true} to leave own messages out
	 */
	boolean noLocal() default false;

	/**
	 * Whether the header {@link io.mqttworks.spring.support.MqttHeaders#RETAINED} is the
	 * RETAIN flag as the publisher set it. By default it says whether the server had
	 * stored the message before the subscription was made. MQTT 5 only.
	 * @return {@code true} for the publisher's flag
	 */
	boolean retainAsPublished() default false;

	/**
	 * When the server sends retained messages. Other values than
	 * {@link RetainHandling#SEND} need MQTT 5.
	 * @return the retain handling
	 */
	RetainHandling retainHandling() default RetainHandling.SEND;

	/**
	 * Who acknowledges messages.
	 * @return the mode
	 */
	AckMode ackMode() default AckMode.AUTO;

	/**
	 * How many messages are handled at a time. With more than 1 they are divided by
	 * topic: those of one topic are still handled one after the other, in order. The
	 * default is the container factory's.
	 * @return a number from 1
	 */
	String concurrency() default "";

	/**
	 * How many messages the method takes at once, at most. With more than 1 its argument
	 * is a {@code List} of payloads, of {@code Message}s or of {@code MqttMessage}s, or a
	 * {@link io.mqttworks.spring.listener.MqttBatch}. The default is 100 for a method
	 * with an {@code MqttBatch}, and for others 1: a {@code List} is then the payload of
	 * one message. All messages of a batch are unacknowledged until the method returns,
	 * so the size should not be more than half of what the server sends without
	 * acknowledgement.
	 * @return a number from 1
	 */
	String batchSize() default "";

	/**
	 * How long the first message of a batch waits for more, such as {@code 50ms} or
	 * {@code 1s}; the default is 200 ms. With 0 a batch has the messages that arrived
	 * while the batch before it was being handled.
	 * @return the duration, in milliseconds if it has no unit
	 */
	String batchTimeout() default "";

	/**
	 * Name of an {@link java.util.concurrent.Executor} bean the method runs on. The
	 * default is the client's handler executor, or with concurrency the container
	 * factory's.
	 * @return the bean name
	 */
	String executor() default "";

	/**
	 * Name of a {@link io.mqttworks.spring.listener.MqttListenerErrorHandler} bean that
	 * is asked each time the method fails, before a retry. The default is the container
	 * factory's.
	 * @return the bean name
	 */
	String errorHandler() default "";

	/**
	 * Name of a {@link io.mqttworks.spring.listener.MqttMessageFilter} bean that decides
	 * which messages reach the method; what it leaves out is acknowledged and counted.
	 * The default is the container factory's.
	 * @return the bean name
	 */
	String filter() default "";

	/**
	 * Template of a key by which repetitions of a message are known: a message whose key
	 * the method has handled is acknowledged without being handled. Expressions are
	 * evaluated for each message and can read {@code payload}, the object in it as a map;
	 * {@code text}, the payload as a text; {@code headers}, {@code userProperties},
	 * {@code variables} of the topic, {@code topic}, and the {@code message} itself, as
	 * in <code>#{payload.id}</code>. A message for which one of them is {@code null} or
	 * empty has no key, and is handled. Not with {@link AckMode#MANUAL}.
	 * @return the template
	 * @see io.mqttworks.spring.idempotency.MqttIdempotencyStore
	 */
	String idempotencyKey() default "";

	/**
	 * Name of the {@link io.mqttworks.spring.listener.MqttListenerContainerFactory} bean
	 * that makes the container and has the settings that this annotation leaves out.
	 * Here, as in all attributes that name a bean, an expression can give the bean
	 * itself. The default is the only factory, or the primary one.
	 * @return the bean name
	 */
	String containerFactory() default "";

	/**
	 * How often a failed message is tried again: a number, with the pauses of the
	 * container factory, 0 for never; or the name of a
	 * {@link org.springframework.core.retry.RetryPolicy} bean. The default is the
	 * container factory's policy.
	 * @return a number from 0, or the bean name
	 */
	String retry() default "";

	/**
	 * Name of the topic that messages are published to when they have failed for good.
	 * The default is the container factory's recoverer. Not together with
	 * {@link #recoverer()} or {@link #failurePolicy()}.
	 * @return the topic name
	 * @see io.mqttworks.spring.listener.DeadLetterRecoverer
	 */
	String deadLetterTopic() default "";

	/**
	 * Name of a {@link io.mqttworks.spring.listener.MqttMessageRecoverer} bean that takes
	 * the messages that failed for good. The default is the container factory's. Not
	 * together with {@link #deadLetterTopic()} or {@link #failurePolicy()}.
	 * @return the bean name
	 */
	String recoverer() default "";

	/**
	 * What becomes of a message that failed for good: a
	 * {@link io.mqttworks.client.HandlerFailurePolicy}, in upper or lower case. The
	 * method then has no recoverer, so not together with {@link #deadLetterTopic()} or
	 * {@link #recoverer()}. The default is the container factory's recoverer, or without
	 * one its policy, or without that the client's.
	 * @return the policy
	 */
	String failurePolicy() default "";

	/**
	 * Whether the subscription is made when the application context starts: {@code true}
	 * or {@code false}. The default is the container factory's.
	 * @return {@code true}, {@code false}, or nothing
	 */
	String autoStartup() default "";

}
