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

package io.mqttworks.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Draws the most telling cases as bars, a panel for each, every panel to its own scale.
 */
final class Plot {

	private static final int PANEL_WIDTH = 300;

	private static final int BAR = 15;

	private static final int LABEL = 78;

	private static final int VALUE = 62;

	private static final int GAP = 24;

	private static final List<List<Panel>> ROWS = List.of(
			List.of(new Panel("publish QoS 0, messages/s", "publish-qos0", "rate"),
					new Panel("publish QoS 1, messages/s", "publish-qos1", "rate"),
					new Panel("publish QoS 2, messages/s", "publish-qos2", "rate")),
			List.of(new Panel("receive QoS 0, messages/s", "receive-qos0", "rate"),
					new Panel("receive QoS 1, messages/s", "receive-qos1", "rate"),
					new Panel("receive QoS 2, messages/s", "receive-qos2", "rate")),
			List.of(new Panel("round trip QoS 0, median µs", "round-trip-qos0", "p50-us"),
					new Panel("allocated to publish QoS 1, bytes", "publish-qos1", "allocated"),
					new Panel("allocated to receive QoS 1, bytes", "receive-qos1", "allocated")),
			List.of(new Panel("Spring, send QoS 1, messages/s", "spring-send-qos1", "rate"),
					new Panel("Spring, receive QoS 1, messages/s", "spring-receive-qos1", "rate"),
					new Panel("Spring, allocated to receive, bytes", "spring-receive-qos1", "allocated")));

	private final Measurements measurements;

	Plot(Measurements measurements) {
		this.measurements = measurements;
	}

	String svg() {
		int width = GAP + 3 * (PANEL_WIDTH + GAP);
		int height = 16 + ROWS.stream().mapToInt(this::height).sum();
		StringBuilder out = new StringBuilder();
		out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
			.formatted(width, height, width, height));
		out.append("font-family=\"sans-serif\" font-size=\"11\">\n");
		out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
		int y = 10;
		for (List<Panel> row : ROWS) {
			for (int column = 0; column < row.size(); column++) {
				panel(out, row.get(column), GAP + column * (PANEL_WIDTH + GAP), y);
			}
			y += height(row);
		}
		return out.append("</svg>\n").toString();
	}

	private int height(List<Panel> row) {
		return 34 + row.stream().mapToInt(panel -> subjects(panel).size()).max().orElse(0) * BAR;
	}

	private List<Subject> subjects(Panel panel) {
		return Arrays.stream(Subject.values()).filter(subject -> value(panel, subject).isPresent()).toList();
	}

	private void panel(StringBuilder out, Panel panel, int x, int y) {
		List<Subject> subjects = subjects(panel);
		double largest = subjects.stream().mapToDouble(subject -> value(panel, subject).getAsDouble()).max().orElse(1);
		text(out, x, y + 12, "start", "bold", panel.title());
		int line = y + 20;
		for (Subject subject : subjects) {
			double value = value(panel, subject).getAsDouble();
			double length = (PANEL_WIDTH - LABEL - VALUE) * value / largest;
			text(out, x + LABEL - 6, line + BAR - 5, "end", "normal", subject.title());
			out.append("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n".formatted(x + LABEL,
					line + 1, Math.max(1, length), BAR - 3, color(subject)));
			text(out, x + LABEL + (int) length + 5, line + BAR - 5, "start", "normal", Report.number(value));
			line += BAR;
		}
	}

	private OptionalDouble value(Panel panel, Subject subject) {
		return this.measurements.median(subject.label(), panel.scenario(), panel.measure());
	}

	private static String color(Subject subject) {
		return switch (subject) {
			case OURS, OURS_DIRECT, STARTER -> "#1f6feb";
			case LIMIT -> "#c4c9d0";
			default -> "#8b95a3";
		};
	}

	private static void text(StringBuilder out, int x, int y, String anchor, String weight, String text) {
		out.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\" fill=\"#24292f\">%s</text>\n"
			.formatted(x, y, anchor, weight, text));
	}

	private record Panel(String title, String scenario, String measure) {
	}

}
