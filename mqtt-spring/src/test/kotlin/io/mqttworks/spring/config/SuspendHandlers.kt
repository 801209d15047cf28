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
package io.mqttworks.spring.config

import io.mqttworks.spring.annotation.MqttSubscribe
import io.mqttworks.spring.listener.MqttBatch
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.yield
import org.springframework.messaging.handler.annotation.DestinationVariable
import org.springframework.messaging.handler.annotation.Payload
import org.springframework.messaging.handler.annotation.SendTo

/** Handlers as they are written in Kotlin. */
open class SuspendHandlers {

	val received = CopyOnWriteArrayList<String>()

	val gate = CompletableDeferred<Unit>()

	@MqttSubscribe("kotlin/{zone}/temperature")
	suspend fun onTemperature(@Payload celsius: Double, @DestinationVariable zone: String) {
		gate.await()
		received.add("$zone: $celsius")
	}

	@MqttSubscribe("kotlin/question")
	suspend fun answer(question: String): String {
		yield()
		return question.uppercase()
	}

	@MqttSubscribe("kotlin/failure")
	suspend fun fail(payload: String) {
		yield()
		throw IllegalStateException("fails after a pause")
	}

	@MqttSubscribe("kotlin/stream")
	@SendTo("kotlin/streamed")
	suspend fun stream(count: Int): Flow<String> {
		yield()
		return flowOf("one of $count", "two of $count")
	}

	val batches = CopyOnWriteArrayList<List<Double>>()

	@MqttSubscribe(topics = ["kotlin/batch"], batchSize = "2", batchTimeout = "10m")
	suspend fun onBatch(celsius: List<Double>) {
		gate.await()
		batches.add(celsius)
	}

	@MqttSubscribe(topics = ["kotlin/failures"], batchSize = "2", batchTimeout = "10m")
	suspend fun failBatch(payloads: MqttBatch<String>) {
		yield()
		throw IllegalStateException("fails after a pause")
	}

	@MqttSubscribe(topics = ["kotlin/results"], batchSize = "2", batchTimeout = "10m")
	suspend fun count(payloads: List<String>): Int {
		yield()
		return payloads.size
	}

	/** Opens the gate. */
	fun open() {
		gate.complete(Unit)
	}

}
