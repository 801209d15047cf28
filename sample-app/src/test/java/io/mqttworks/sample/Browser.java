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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;

import io.mqttworks.test.Tools;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium without a window, as Debian's packages {@code chromium} and
 * {@code chromium-driver} bring it.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	static Browser start() {
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(Tools.require("chromedriver").toFile())
			.build();
		ChromeOptions options = new ChromeOptions();
		options.setBinary(Tools.require("chromium").toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--window-size=1280,1000");
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logging);
		return new Browser(new ChromeDriver(service, options));
	}

	void open(int port) {
		this.driver.get("http://localhost:" + port + "/");
	}

	void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	WebElement find(String css) {
		return this.driver.findElement(By.cssSelector(css));
	}

	/**
	 * Returns the shown texts of all elements, read at one moment: the page changes all
	 * the time.
	 */
	@SuppressWarnings("unchecked")
	List<String> texts(String css) {
		Object texts = this.driver
			.executeScript("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", css);
		return (texts != null) ? (List<String>) texts : List.of();
	}

	String text(String css) {
		return String.join("\n", texts(css));
	}

	void awaitText(String css, String text) {
		new WebDriverWait(this.driver, PATIENCE)
			.withMessage(() -> "'" + text + "' in " + css + ", which is " + texts(css))
			.until((driver) -> texts(css).stream().anyMatch((found) -> found.contains(text)));
	}

	void type(String css, String text) {
		WebElement field = find(css);
		field.clear();
		field.sendKeys(text);
	}

	void click(String css) {
		find(css).click();
	}

	long number(String script) {
		Object result = this.driver.executeScript("return " + script);
		return ((Number) Objects.requireNonNull(result)).longValue();
	}

	/**
	 * Returns what the page complained of since the last call.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	void forgetComplaints() {
		complaints();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
