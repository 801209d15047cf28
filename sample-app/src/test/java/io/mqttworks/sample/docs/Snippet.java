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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the Java of the documentation. What leaves its imports to the reader gets
 * them; statements without a class get one.
 */
final class Snippet {

	private static final String IMPORTS = """
			import java.nio.file.Path;
			import java.time.*;
			import java.util.*;
			import io.mqttworks.client.*;
			import io.mqttworks.spring.annotation.*;
			import io.mqttworks.spring.boot.autoconfigure.*;
			import io.mqttworks.spring.boot.test.*;
			import io.mqttworks.spring.core.*;
			import io.mqttworks.spring.event.*;
			import io.mqttworks.spring.listener.*;
			import io.mqttworks.spring.support.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.beans.factory.annotation.Value;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.context.annotation.Bean;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.context.event.EventListener;
			import org.springframework.messaging.handler.annotation.*;
			import org.springframework.stereotype.*;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	private static final Pattern TYPE = Pattern.compile("^(?:public )?(?:final )?(?:class|record|interface) (\\w+)",
			Pattern.MULTILINE);

	private static final Pattern PUBLIC_TYPE = Pattern.compile("^public (?:final )?(?:class|record|interface) (\\w+)",
			Pattern.MULTILINE);

	private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

	private Snippet() {
	}

	/**
	 * Compiles blocks that belong together.
	 * @param blocks the blocks
	 * @param folder where to put the classes
	 */
	static void compile(List<String> blocks, Path folder) throws IOException {
		compile(blocks, "", folder);
	}

	/**
	 * Compiles blocks that belong together.
	 * @param blocks the blocks
	 * @param defaultPackage the package of those that name none; may be empty
	 * @param folder where to put the classes
	 */
	static void compile(List<String> blocks, String defaultPackage, Path folder) throws IOException {
		if (blocks.isEmpty()) {
			return;
		}
		for (int i = 0; i < blocks.size(); i++) {
			String source = toSource(blocks.get(i), defaultPackage, i);
			Matcher name = PUBLIC_TYPE.matcher(source);
			String fileName = name.find() ? name.group(1) : "Snippet" + i;
			Matcher packageName = PACKAGE.matcher(source);
			Path file = folder.resolve(packageName.find()
					? packageName.group(1).replace('.', '/') + "/" + fileName + ".java" : fileName + ".java");
			Files.createDirectories(file.getParent());
			Files.writeString(file, source);
		}
		compile(folder);
	}

	/**
	 * Compiles blocks that belong together, and runs those that are statements, in order.
	 * @param blocks the blocks
	 * @param folder where to put the classes
	 */
	static void run(List<String> blocks, Path folder) throws Exception {
		compile(blocks, folder);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				Snippet.class.getClassLoader())) {
			for (int i = 0; i < blocks.size(); i++) {
				if (isStatements(blocks.get(i))) {
					loader.loadClass("Statements" + i).getMethod("run").invoke(null);
				}
			}
		}
	}

	private static boolean isStatements(String block) {
		return !PACKAGE.matcher(block).find() && !TYPE.matcher(block).find();
	}

	private static String toSource(String block, String defaultPackage, int number) {
		if (PACKAGE.matcher(block).find()) {
			return block;
		}
		String start = (defaultPackage.isEmpty() ? "" : "package " + defaultPackage + ";\n") + IMPORTS;
		if (!isStatements(block)) {
			return start + block;
		}
		return start + "public class Statements" + number + " { public static void run() throws Exception {\n" + block
				+ "} }\n";
	}

	private static void compile(Path folder) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null);
				var sources = Files.walk(folder)) {
			List<Path> paths = sources.filter((path) -> path.toString().endsWith(".java")).toList();
			List<String> options = List.of("-parameters", "-proc:none", "-d", folder.toString(), "-classpath",
					System.getProperty("java.class.path"));
			boolean compiled = compiler
				.getTask(null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(paths))
				.call();
			if (!compiled) {
				throw new AssertionError(String.join("\n",
						diagnostics.getDiagnostics()
							.stream()
							.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
							.map(Object::toString)
							.toList()));
			}
		}
	}

}
