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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * A page of the documentation.
 *
 * @param path where it is in the repository
 * @param text what it says
 */
record MarkdownFile(Path path, String text) {

	private static final Pattern FENCE = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

	static MarkdownFile read(String path) {
		return read(REPOSITORY.resolve(path));
	}

	static List<MarkdownFile> all() {
		try (Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"))) {
			Stream<Path> pages = Stream.of("README.md", "CONTRIBUTING.md").map(REPOSITORY::resolve);
			return Stream.concat(pages, docs.filter((path) -> path.toString().endsWith(".md")).sorted())
				.map(MarkdownFile::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MarkdownFile read(Path path) {
		try {
			return new MarkdownFile(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the fenced blocks of a language.
	 * @param language what stands behind the fence
	 * @return the blocks, in order
	 */
	List<String> blocks(String language) {
		List<String> blocks = new ArrayList<>();
		Matcher matcher = FENCE.matcher(this.text);
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				blocks.add(matcher.group(2));
			}
		}
		return blocks;
	}

	/**
	 * Reads a block of YAML.
	 * @param yaml the block
	 * @return the properties of each of its documents
	 */
	static List<PropertySource<?>> properties(String yaml) {
		try {
			return new YamlPropertySourceLoader().load("yaml",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns what stands in backticks within the text.
	 * @return the terms, in order
	 */
	List<String> terms() {
		String withoutBlocks = FENCE.matcher(this.text).replaceAll("");
		return Pattern.compile("`([^`\\n]+)`")
			.matcher(withoutBlocks)
			.results()
			.map((result) -> result.group(1))
			.toList();
	}

	/**
	 * Returns where its links lead, within the repository.
	 * @return the files
	 */
	List<Path> links() {
		return Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)")
			.matcher(this.text)
			.results()
			.map((result) -> result.group(1))
			.filter((target) -> !target.contains("://"))
			.map((target) -> this.path.resolveSibling(target).normalize())
			.toList();
	}

	/**
	 * Returns the headings that its links lead to.
	 * @return the headings of this and other pages
	 */
	List<Anchor> anchors() {
		return Pattern.compile("\\]\\(([^)#:]+\\.md)?#([^)]+)\\)")
			.matcher(FENCE.matcher(this.text).replaceAll(""))
			.results()
			.map((result) -> new Anchor(
					(result.group(1) != null) ? read(this.path.resolveSibling(result.group(1)).normalize()) : this,
					result.group(2)))
			.toList();
	}

	/**
	 * Returns the names of its headings, as GitHub and the site make them.
	 * @return the names
	 */
	List<String> headings() {
		return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
			.matcher(FENCE.matcher(this.text).replaceAll(""))
			.results()
			.map((result) -> result.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N}_ -]", "")
				.replace(' ', '-'))
			.toList();
	}

	@Override
	public String toString() {
		return REPOSITORY.relativize(this.path).toString();
	}

	/**
	 * A heading that a link leads to.
	 *
	 * @param page where it should be
	 * @param name its name
	 */
	record Anchor(MarkdownFile page, String name) {
	}

}
