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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Subscription}.
 */
class SubscriptionTests {

	@Test
	void defaultsAreThoseOfMqtt3() {
		Subscription subscription = Subscription.of("a/#", Qos.AT_LEAST_ONCE);
		assertThat(subscription)
			.isEqualTo(new Subscription("a/#", Qos.AT_LEAST_ONCE, false, false, RetainHandling.SEND));
	}

	@Test
	void copiesDifferInOnePart() {
		Subscription subscription = new Subscription("a", Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND);
		assertThat(subscription.withNoLocal(false))
			.isEqualTo(new Subscription("a", Qos.EXACTLY_ONCE, false, true, RetainHandling.DO_NOT_SEND));
		assertThat(subscription.withRetainAsPublished(false))
			.isEqualTo(new Subscription("a", Qos.EXACTLY_ONCE, true, false, RetainHandling.DO_NOT_SEND));
		assertThat(subscription.withRetainHandling(RetainHandling.SEND_IF_NEW))
			.isEqualTo(new Subscription("a", Qos.EXACTLY_ONCE, true, true, RetainHandling.SEND_IF_NEW));
	}

	@Test
	void missingPartsAreNamed() {
		assertThatNullPointerException().isThrownBy(() -> Subscription.of("a", null)).withMessage("qos");
		assertThatNullPointerException()
			.isThrownBy(() -> Subscription.of("a", Qos.AT_MOST_ONCE).withRetainHandling(null))
			.withMessage("retainHandling");
	}

	@Test
	void filterIsChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> Subscription.of("a#", Qos.AT_MOST_ONCE))
			.withMessageContaining("'a#'");
	}

	@Test
	@DisplayName("[MQTT-3.8.3-4] No Local is not for shared subscriptions")
	void noLocalIsNotForSharedSubscriptions() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Subscription.of("$share/g/a", Qos.AT_MOST_ONCE).withNoLocal(true))
			.withMessageContaining("noLocal")
			.withMessageContaining("$share/g/a");
	}

}
