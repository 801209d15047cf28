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

package io.mqttworks.spring.boot.test;

import java.util.List;

import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * What a broker keeps for later.
 */
class BrokerMemory {

	private static final String RETAINED = "$sys.mqtt.retain.";

	private final ActiveMQServer server;

	BrokerMemory(ActiveMQServer server) {
		this.server = server;
	}

	void clear() {
		try {
			MQTTStateManager sessions = MQTTStateManager.getInstance(this.server);
			for (MQTTSessionState session : List.copyOf(sessions.getSessionStates().values())) {
				if (!sessions.isClientConnected(session.getClientId())) {
					destroyQueues(session);
					sessions.removeSessionState(session.getClientId());
				}
			}
			for (Queue queue : retained()) {
				queue.deleteAllReferences();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException("The embedded MQTT broker could not be cleared", ex);
		}
	}

	private void destroyQueues(MQTTSessionState session) throws Exception {
		for (MqttTopicSubscription subscription : session.getSubscriptions()) {
			SimpleString queue = SimpleString.of(MQTTUtil.getCoreQueueFromMqttTopic(subscription.topicFilter(),
					session.getClientId(), this.server.getConfiguration().getWildcardConfiguration()));
			if (this.server.locateQueue(queue) != null) {
				this.server.destroyQueue(queue, null, false);
			}
		}
	}

	private List<Queue> retained() {
		return this.server.getPostOffice()
			.getAllBindings()
			.filter(LocalQueueBinding.class::isInstance)
			.map((binding) -> ((LocalQueueBinding) binding).getQueue())
			.filter((queue) -> queue.getName().toString().startsWith(RETAINED))
			.toList();
	}

}
