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

import java.time.Duration;

import io.mqttworks.test.PacketRelay;
import io.mqttworks.test.PacketRelay.Closing;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.util.Assert;

/**
 * Has each test begin with the trouble of {@link MqttChaos @MqttChaos} ahead, and end
 * with it behind.
 */
class MqttChaosExtension implements BeforeEachCallback, AfterEachCallback {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** Created by JUnit. */
	MqttChaosExtension() {
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		MqttChaos chaos = TestContextAnnotationUtils.findMergedAnnotation(context.getRequiredTestClass(),
				MqttChaos.class);
		Assert.state(chaos != null, "No @MqttChaos");
		Assert.state(chaos.times() > 0, () -> "@MqttChaos needs times of 1 or more, not " + chaos.times());
		relay(context).closeAt(new Closing(chaos.closeAfter(), chaos.from(), chaos.lost(), chaos.times()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		PacketRelay relay = relay(context);
		try {
			if (context.getExecutionException().isEmpty()) {
				relay.awaitAllClosed(LIMIT);
			}
		}
		finally {
			relay.closeAt(Closing.NEVER);
		}
	}

	private static PacketRelay relay(ExtensionContext context) {
		PacketRelay relay = SpringExtension.getApplicationContext(context)
			.getBeanProvider(PacketRelay.class)
			.getIfAvailable();
		Assert.state(relay != null, () -> "@MqttChaos on " + context.getRequiredTestClass().getName()
				+ " needs @EmbeddedMqttBroker or @MqttTest beside it");
		return relay;
	}

}
