
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Checks a folder that a release was deployed to: what Maven Central asks for, and what
 * the project promises besides. Called by .ci/check-release with the folder, the version
 * and the names of the modules.
 */
public class CheckRelease {

	private static final String GROUP = "io/mqttworks";

	private static final XPath XPATH = XPathFactory.newInstance().newXPath();

	private final List<String> problems = new ArrayList<>();

	private final Path folder;

	private final String version;

	CheckRelease(Path folder, String version) {
		this.folder = folder;
		this.version = version;
	}

	public static void main(String[] arguments) throws Exception {
		CheckRelease check = new CheckRelease(Path.of(arguments[0]).resolve(GROUP), arguments[1]);
		Set<String> modules = Set.of(arguments[2].split(","));
		try (Stream<Path> deployed = Files.list(check.folder)) {
			deployed.map((path) -> path.getFileName().toString())
				.filter((name) -> !modules.contains(name))
				.forEach((name) -> check.problems.add(name + " was deployed, but is not to be published"));
		}
		for (String module : modules.stream().sorted().toList()) {
			check.module(module);
		}
		if (!check.problems.isEmpty()) {
			check.problems.forEach(System.err::println);
			System.exit(1);
		}
		System.out.println(modules.size() + " modules have what is asked for");
	}

	private void module(String name) throws Exception {
		Path directory = this.folder.resolve(name).resolve(this.version);
		Path pom = file(directory, name, ".pom");
		if (pom == null) {
			return;
		}
		Document model = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
		pom(name, model);
		if (!text(model, "/project/packaging").equals("pom")) {
			Path jar = file(directory, name, ".jar");
			Path sources = file(directory, name, "-sources.jar");
			Path javadoc = file(directory, name, "-javadoc.jar");
			file(directory, name, "-cyclonedx.json");
			jar(name, jar, "META-INF/sbom/" + name + ".cdx.json");
			jar(name, sources);
			jar(name, javadoc);
			moduleName(name, jar);
		}
		checksums(directory);
	}

	private void pom(String name, Document model) throws Exception {
		for (String field : List.of("modelVersion", "groupId", "artifactId", "version", "name", "description", "url",
				"licenses/license/name", "licenses/license/url", "developers/developer/name", "scm/connection",
				"scm/developerConnection", "scm/url")) {
			expect(!text(model, "/project/" + field).isBlank(), name + ": the POM has no " + field);
		}
		expect(text(model, "/project/url").equals(text(model, "/project/scm/url")),
				name + ": url and scm/url of the POM differ");
		for (String field : List.of("parent", "repositories", "pluginRepositories", "modules", "build")) {
			expect(text(model, "/project/" + field).isBlank(), name + ": the POM has " + field);
		}
		NodeList dependencies = (NodeList) XPATH.evaluate("//dependency", model, XPathConstants.NODESET);
		for (int i = 0; i < dependencies.getLength(); i++) {
			Node dependency = dependencies.item(i);
			String artifact = XPATH.evaluate("artifactId", dependency);
			String version = XPATH.evaluate("version", dependency);
			expect(version.matches("\\d[^$]*") && !version.endsWith("-SNAPSHOT"),
					name + ": the version of " + artifact + " is '" + version + "'");
			String scope = XPATH.evaluate("scope", dependency);
			expect(!scope.equals("test"), name + ": the POM has the test dependency " + artifact);
			expect(!scope.equals("import"), name + ": the POM imports " + artifact);
		}
	}

	private void jar(String name, Path jar, String... more) throws IOException {
		if (jar == null) {
			return;
		}
		try (JarFile file = new JarFile(jar.toFile())) {
			for (String entry : Stream.concat(Stream.of("META-INF/LICENSE", "META-INF/NOTICE"), Stream.of(more))
				.toList()) {
				expect(file.getEntry(entry) != null, name + ": " + jar.getFileName() + " has no " + entry);
			}
		}
	}

	private void moduleName(String name, Path jar) throws IOException {
		if (jar == null) {
			return;
		}
		try (JarFile file = new JarFile(jar.toFile())) {
			expect(file.getEntry("module-info.class") != null
					|| file.getManifest().getMainAttributes().getValue("Automatic-Module-Name") != null,
					name + ": the jar has no module name");
		}
	}

	private void checksums(Path directory) throws Exception {
		List<Path> files;
		try (Stream<Path> all = Files.list(directory)) {
			files = all.filter((file) -> !file.toString().matches(".*\\.(md5|sha1|sha256|sha512|asc)")).toList();
		}
		for (Path file : files) {
			checksum(file, "md5", "MD5");
			checksum(file, "sha1", "SHA-1");
		}
	}

	private void checksum(Path file, String extension, String algorithm) throws Exception {
		Path checksum = Path.of(file + "." + extension);
		MessageDigest digest = MessageDigest.getInstance(algorithm);
		try (InputStream in = Files.newInputStream(file)) {
			digest.update(in.readAllBytes());
		}
		expect(Files.exists(checksum)
				&& Files.readString(checksum).trim().equals(HexFormat.of().formatHex(digest.digest())),
				file.getFileName() + ": the " + extension + " checksum is missing or wrong");
	}

	private Path file(Path directory, String name, String suffix) {
		Path file = directory.resolve(name + "-" + this.version + suffix);
		expect(Files.exists(file), name + ": " + file.getFileName() + " was not deployed");
		return Files.exists(file) ? file : null;
	}

	private static String text(Document model, String path) throws Exception {
		return XPATH.evaluate(path, model).trim();
	}

	private void expect(boolean condition, String problem) {
		if (!condition) {
			this.problems.add(problem);
		}
	}

}
