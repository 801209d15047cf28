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

package io.mqttworks.sample;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@FleetMonitorTest
class PageIntegrationTests {

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Value("${sample.broker.port}")
	private int brokerPort;

	@BeforeAll
	static void startBrowser() {
		browser = Browser.start();
	}

	@AfterAll
	static void closeBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void openPage() {
		browser.resize(1280, 1000);
		browser.open(this.port);
		browser.forgetComplaints();
	}

	@Test
	void showsTheOwnDeviceLive() {
		String card = ".card:has([title='" + FleetMonitorTest.DEVICE + "'])";
		browser.awaitText(card, FleetMonitorTest.DEVICE);
		browser.awaitText(card + " .badge", "online");
		browser.awaitText("#connection", "Connected to mqtt://localhost:" + this.brokerPort);
		browser.awaitText(card + " .load dd", "%");
		browser.awaitText(".message .topic", "devices/" + FleetMonitorTest.DEVICE + "/telemetry");
		assertThat(browser.find(card + " .load .line").getDomAttribute("d")).startsWith("M");
		String count = browser.text("#count");
		browser.awaitText("#messages", "\"load\"");
		browser.awaitText("#devices-summary", "online");
		awaitOtherCount(count);
		assertThat(browser.complaints()).isEmpty();
	}

	private static void awaitOtherCount(String count) {
		await().atMost(Duration.ofSeconds(30)).until(() -> !browser.text("#count").equals(count));
	}

	@Test
	void publishesWithTheForm() {
		browser.type("#topic", "devices/typed/telemetry");
		browser.type("#payload", "{\"load\":0.25,\"memory\":0.75}");
		browser.click("[name=qos][value='2']");
		browser.click("#publish-button");
		browser.awaitText("#result", "Acknowledged by the broker with SUCCESS (0x00)");
		browser.awaitText(".card", "typed");
		browser.awaitText(".card .memory dd", "75 %");
		browser.type("#filter", "typed");
		browser.awaitText(".message .qos", "QoS 2");
		assertThat(browser.texts(".message .topic")).containsOnly("devices/typed/telemetry");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void whatIsReceivedIsTextAndNeverHtml() {
		String payload = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>";
		browser.type("#topic", "html/<b>topic</b>");
		browser.type("#payload", payload);
		browser.click("#publish-button");
		browser.type("#filter", "html/");
		browser.awaitText(".message .payload", payload);
		browser.awaitText(".message .topic", "html/<b>topic</b>");
		assertThat(browser.number("document.querySelectorAll('#messages img, #messages b').length")).isZero();
	}

	@Test
	void wrongTopicIsExplainedBesideTheField() {
		browser.type("#topic", "devices/#");
		browser.click("#publish-button");
		browser.awaitText("#topic-error", "has the wildcard '#'");
		browser.awaitText("#result", "not valid");
		assertThat(browser.find("#topic").getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(browser.number("document.activeElement === document.getElementById('topic') ? 1 : 0")).isOne();
		browser.type("#topic", "devices/right");
		browser.click("#publish-button");
		browser.awaitText("#result", "Acknowledged");
		assertThat(browser.find("#topic").getDomAttribute("aria-invalid")).isNull();
	}

	@Test
	void pausedListStandsStill() {
		browser.awaitText(".message .topic", "devices/" + FleetMonitorTest.DEVICE + "/telemetry");
		browser.click("#pause");
		String first = browser.text("#messages li:first-child time");
		String count = browser.text("#count");
		awaitOtherCount(count);
		assertThat(browser.text("#messages li:first-child time")).isEqualTo(first);
	}

	@Test
	void fitsASmallScreen() {
		browser.resize(320, 700);
		browser.awaitText(".card .device-id", FleetMonitorTest.DEVICE);
		assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(320);
	}

	@Test
	void findsTheApplicationAgain() {
		int port = TestSocketUtils.findAvailableTcpPort();
		SecondFleetMonitor second = SecondFleetMonitor.start("restarted", "mqtt://localhost:" + this.brokerPort, port);
		try {
			browser.open(port);
			browser.awaitText(".card .device-id", "restarted");
			second.close();
			browser.awaitText("#banner", "has lost the application");
			browser.awaitText("#connection", "Not live");
			second = SecondFleetMonitor.start("restarted", "mqtt://localhost:" + this.brokerPort, port);
			browser.awaitText("#connection", "Connected to");
			browser.awaitText(".card .badge", "online");
			assertThat(browser.find("#banner").isDisplayed()).isFalse();
		}
		finally {
			second.close();
		}
	}

}
