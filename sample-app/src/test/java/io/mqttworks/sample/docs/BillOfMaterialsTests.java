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

package io.mqttworks.sample.docs;

import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application gets when it imports {@code mqtt-bom}.
 */
class BillOfMaterialsTests {

	private final Document bom = pom("mqtt-bom/pom.xml");

	@Test
	void everyPublishedModuleIsInTheBomAndNothingElse() {
		List<String> published = new ArrayList<>();
		for (String module : texts(pom("pom.xml"), "/project/modules/module")) {
			Document pom = pom(module + "/pom.xml");
			boolean hidden = texts(pom, "/project/properties/maven.deploy.skip").contains("true");
			if (!hidden && !module.equals("mqtt-bom")) {
				published.addAll(texts(pom, "/project/artifactId"));
			}
		}
		assertThat(published).contains("mqtt-core", "mqtt-spring-boot-starter");
		assertThat(texts(this.bom, "/project/dependencyManagement/dependencies/dependency/artifactId"))
			.containsExactlyInAnyOrderElementsOf(published);
	}

	/**
	 * An import brings what the parents of a BOM manage, too: here all of Spring Boot, in
	 * the version of our build. So the BOM is published without its parent; what comes of
	 * it is checked by {@code .ci/check-release}.
	 */
	@Test
	void theBomChoosesNoVersionsOfOthers() {
		assertThat(texts(this.bom, "//plugin[artifactId='flatten-maven-plugin']//flattenMode")).containsExactly("bom");
		assertThat(texts(this.bom, "//plugin[artifactId='flatten-maven-plugin']//dependencyManagement"))
			.containsExactly("interpolate");
		assertThat(texts(this.bom, "/project/dependencyManagement/dependencies/dependency/groupId"))
			.containsOnly("io.mqttworks");
	}

	@Test
	void theBomHasTheVersionOfTheBuild() {
		assertThat(texts(this.bom, "/project/parent/version")).isEqualTo(texts(pom("pom.xml"), "/project/version"));
	}

	private static Document pom(String path) {
		try {
			return DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(MarkdownFile.REPOSITORY.resolve(path).toFile());
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read " + path, ex);
		}
	}

	private static List<String> texts(Document pom, String path) {
		try {
			NodeList nodes = (NodeList) XPathFactory.newInstance()
				.newXPath()
				.evaluate(path, pom, XPathConstants.NODESET);
			List<String> texts = new ArrayList<>();
			for (int i = 0; i < nodes.getLength(); i++) {
				texts.add(nodes.item(i).getTextContent().strip());
			}
			return texts;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot find " + path, ex);
		}
	}

}
