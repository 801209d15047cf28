package app;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.mqttworks.spring.annotation.MqttSubscribe;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Payload;

@SpringBootApplication
public class Application {

	public record Reading(double celsius) {
	}

	final BlockingQueue<String> readings = new LinkedBlockingQueue<>();

	@MqttSubscribe("greenhouse/{zone}/temperature")
	void onReading(@Payload Reading reading, @DestinationVariable String zone) {
		this.readings.add(zone + " " + reading.celsius());
	}

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

}
