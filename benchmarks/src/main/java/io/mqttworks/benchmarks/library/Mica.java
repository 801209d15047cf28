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

package io.mqttworks.benchmarks.library;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library;
import org.dromara.mica.mqtt.codec.MqttQoS;
import org.dromara.mica.mqtt.codec.message.MqttPublishMessage;
import org.dromara.mica.mqtt.codec.message.MqttSubAckMessage;
import org.dromara.mica.mqtt.core.client.DefaultMqttClientSession;
import org.dromara.mica.mqtt.core.client.IMqttClientConnectListener;
import org.dromara.mica.mqtt.core.client.IMqttClientMessageListener;
import org.dromara.mica.mqtt.core.client.MqttClient;
import org.dromara.mica.mqtt.core.client.MqttClientCreator;
import org.dromara.mica.mqtt.core.common.MqttPendingPublish;
import org.tio.client.TioClientConfig;
import org.tio.client.intf.TioClientListener;
import org.tio.core.ChannelContext;
import org.tio.core.intf.Packet;
import org.tio.utils.thread.ThreadUtils;
import org.tio.utils.thread.pool.SynThreadPoolExecutor;
import org.tio.utils.timer.DefaultTimerTaskService;
import org.tio.utils.timer.TimerTaskService;

/**
 * mica-mqtt, its thread pools shared by all clients as its own benchmark does it. It does
 * not say when a message is acknowledged, so its session and its channel are watched.
 */
public final class Mica implements Library {

	private final SynThreadPoolExecutor tioExecutor = ThreadUtils.getTioExecutor();

	private final ExecutorService groupExecutor = ThreadUtils.getGroupExecutor();

	private final TimerTaskService taskService = new DefaultTimerTaskService(200L, 60);

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		CompletableFuture<MicaClient> connected = new CompletableFuture<>();
		MicaClient result = new MicaClient(events);
		try {
			MqttClientCreator creator = MqttClient.create()
				.ip(endpoint.host())
				.port(endpoint.port())
				.clientId(clientId)
				.cleanStart(true)
				.reconnect(false)
				.maxBytesInMessage(16 * 1024 * 1024)
				.tioExecutor(this.tioExecutor)
				.groupExecutor(this.groupExecutor)
				.mqttExecutor(this.groupExecutor)
				.taskService(this.taskService)
				.clientSession(new WatchedSession(events))
				.tioConfigCustomize(config -> {
					TioClientConfig clientConfig = (TioClientConfig) config;
					clientConfig.setTioClientListener(new WatchedChannel(clientConfig.getTioClientListener(), result));
				})
				.connectListener(new IMqttClientConnectListener() {

					@Override
					public void onConnected(ChannelContext context, boolean reconnect) {
						connected.complete(result);
					}

					@Override
					public void onDisconnect(ChannelContext context, Throwable failure, String remark, boolean remove) {
						if (failure != null) {
							failure.printStackTrace();
						}
					}

				});
			if (endpoint.tls()) {
				try (FileInputStream trust = new FileInputStream(endpoint.trustStore())) {
					creator.useSsl(trust, endpoint.password());
				}
			}
			result.client = creator.connect();
		}
		catch (IOException | RuntimeException ex) {
			connected.completeExceptionally(ex);
		}
		return connected;
	}

	/**
	 * Fewer than the eight threads of the shared pool: each of them waits until the
	 * CONNECT is written, which one of them has to report. With all of them waiting,
	 * clients fail after ten seconds.
	 */
	@Override
	public int connectingAtOnce() {
		return 4;
	}

	private static final class MicaClient implements Client {

		private final Events events;

		private volatile MqttClient client;

		private volatile boolean writesComplete;

		MicaClient(Events events) {
			this.events = events;
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			CountDownLatch subscribed = new CountDownLatch(1);
			this.client.subscribe(filter, MqttQoS.valueOf(qos), new IMqttClientMessageListener() {

				@Override
				public void onSubscribed(ChannelContext context, String topicFilter, MqttQoS qos,
						MqttSubAckMessage message) {
					subscribed.countDown();
				}

				@Override
				public void onMessage(ChannelContext context, String topic, MqttPublishMessage message,
						byte[] payload) {
					MicaClient.this.events.received(payload.length);
				}

			});
			if (!subscribed.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("No SUBACK");
			}
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			if (qos == 0) {
				this.writesComplete = true;
			}
			if (!this.client.publish(topic, payload, MqttQoS.valueOf(qos))) {
				this.events.failed(new IllegalStateException("Not sent"));
			}
		}

		@Override
		public void close() {
			this.client.disconnect();
		}

	}

	/** A QoS 1 or 2 message is done with when the session forgets it. */
	private static final class WatchedSession extends DefaultMqttClientSession {

		private final Events events;

		WatchedSession(Events events) {
			this.events = events;
		}

		@Override
		public MqttPendingPublish removePendingPublish(int messageId) {
			MqttPendingPublish pending = super.removePendingPublish(messageId);
			if (pending != null) {
				this.events.completed();
			}
			return pending;
		}

	}

	/** A QoS 0 message is done with when the channel has sent it. */
	private record WatchedChannel(TioClientListener listener, MicaClient client) implements TioClientListener {

		@Override
		public void onAfterSent(ChannelContext context, Packet packet, boolean success) throws Exception {
			this.listener.onAfterSent(context, packet, success);
			if (this.client.writesComplete && packet instanceof MqttPublishMessage) {
				this.client.events.completed();
			}
		}

		@Override
		public void onAfterConnected(ChannelContext context, boolean connected, boolean reconnect) throws Exception {
			this.listener.onAfterConnected(context, connected, reconnect);
		}

		@Override
		public void onAfterDecoded(ChannelContext context, Packet packet, int size) throws Exception {
			this.listener.onAfterDecoded(context, packet, size);
		}

		@Override
		public void onAfterReceivedBytes(ChannelContext context, int received) throws Exception {
			this.listener.onAfterReceivedBytes(context, received);
		}

		@Override
		public void onAfterHandled(ChannelContext context, Packet packet, long cost) throws Exception {
			this.listener.onAfterHandled(context, packet, cost);
		}

		@Override
		public void onBeforeClose(ChannelContext context, Throwable failure, String remark, boolean remove)
				throws Exception {
			this.listener.onBeforeClose(context, failure, remark, remove);
		}

	}

}
