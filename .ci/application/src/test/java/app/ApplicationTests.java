package app;

import java.util.concurrent.TimeUnit;

import io.mqttworks.spring.boot.test.EmbeddedMqttBroker;
import io.mqttworks.spring.core.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@EmbeddedMqttBroker
@SpringBootTest(properties = "mqtt.startup=fail-fast")
class ApplicationTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private Application application;

	@Test
	void aReadingArrives() throws InterruptedException {
		this.mqtt.send("greenhouse/{zone}/temperature", new Application.Reading(31.5), "north");

		assertThat(this.application.readings.poll(30, TimeUnit.SECONDS)).isEqualTo("north 31.5");
	}

}
