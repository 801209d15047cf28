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

package io.mqttworks.sample.device;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.PublishResult;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttConnectedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * The device this application is. It tells its readings at QoS 1, so that those of a time
 * without a connection arrive later. That it is there is a retained message; that it is
 * gone is its will, or its last word when it stops.
 */
@Component
class LocalDevice implements SmartLifecycle {

	private static final Duration LAST_WORD_TIMEOUT = Duration.ofSeconds(2);

	private static final Logger logger = LoggerFactory.getLogger(LocalDevice.class);

	private final DeviceProperties properties;

	private final Machine machine;

	private final MqttTemplate mqtt;

	private final TaskScheduler scheduler;

	private final AtomicBoolean failing = new AtomicBoolean();

	private volatile @Nullable ScheduledFuture<?> task;

	LocalDevice(DeviceProperties properties, Machine machine, MqttTemplate mqtt, TaskScheduler scheduler) {
		this.properties = properties;
		this.machine = machine;
		this.mqtt = mqtt;
		this.scheduler = scheduler;
	}

	@Override
	public void start() {
		this.task = this.scheduler.scheduleAtFixedRate(this::publishTelemetry, this.properties.interval());
	}

	@EventListener
	void onConnected(MqttConnectedEvent event) {
		publishStatus("online").whenComplete(this::report);
	}

	private void publishTelemetry() {
		this.mqtt.sendAsync("devices/{id}/telemetry", this.machine.read(), this.properties.id())
			.whenComplete(this::report);
	}

	private CompletableFuture<PublishResult> publishStatus(String status) {
		return this.mqtt.newMessage(status).topic("devices/{id}/status", this.properties.id()).retain(true).sendAsync();
	}

	/**
	 * Every second the same failure would be noise: the first one is logged, and the end.
	 */
	private void report(@Nullable PublishResult result, @Nullable Throwable failure) {
		if (failure == null) {
			if (this.failing.compareAndSet(true, false)) {
				logger.info("Device '{}' is heard again", this.properties.id());
			}
		}
		else if (isRunning() && this.failing.compareAndSet(false, true)) {
			logger.warn("Device '{}' is not heard: {}", this.properties.id(), failure.getMessage());
		}
	}

	@Override
	public void stop() {
		ScheduledFuture<?> task = this.task;
		if (task == null) {
			return;
		}
		task.cancel(false);
		this.task = null;
		if (this.mqtt.getClient().isConnected()) {
			sayGoodbye();
		}
	}

	private void sayGoodbye() {
		try {
			publishStatus("offline").get(LAST_WORD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.warn("Device '{}' could not say that it leaves", this.properties.id(), ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.task != null;
	}

}
