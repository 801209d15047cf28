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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.mqttworks.client.internal.logging.Loggers;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the structure of the module.
 */
class ArchitectureTests {

	private static final String INTERNAL = "io.mqttworks.client.internal.";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.mqttworks.client");

	@Test
	void internalPackagesHaveNoCycles() {
		slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void dependenciesPointOneWay() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("client")
			.definedBy(INTERNAL + "client..")
			.layer("resources")
			.definedBy(INTERNAL + "resources..")
			.layer("event")
			.definedBy(INTERNAL + "event..")
			.layer("store")
			.definedBy(INTERNAL + "store..")
			.layer("connection")
			.definedBy(INTERNAL + "connection..")
			.layer("session")
			.definedBy(INTERNAL + "session..")
			.layer("dispatch")
			.definedBy(INTERNAL + "dispatch..")
			.layer("routing")
			.definedBy(INTERNAL + "routing..")
			.layer("transport")
			.definedBy(INTERNAL + "transport..")
			.layer("codec")
			.definedBy(INTERNAL + "codec..")
			.layer("concurrent")
			.definedBy(INTERNAL + "concurrent..")
			.whereLayer("client")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("connection")
			.mayOnlyBeAccessedByLayers("client")
			.whereLayer("resources")
			.mayOnlyBeAccessedByLayers("client")
			.whereLayer("event")
			.mayOnlyBeAccessedByLayers("client", "connection")
			.whereLayer("store")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("transport")
			.mayOnlyBeAccessedByLayers("connection", "resources")
			.whereLayer("session")
			.mayOnlyBeAccessedByLayers("client", "connection", "event")
			.whereLayer("dispatch")
			.mayOnlyBeAccessedByLayers("client", "connection", "session")
			.whereLayer("routing")
			.mayOnlyBeAccessedByLayers("session")
			.check(CLASSES);
	}

	@Test
	void codecUsesThePublicValueTypesOnly() {
		noClasses().that()
			.resideInAPackage(INTERNAL + "codec..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(INTERNAL + "concurrent..", INTERNAL + "session..", INTERNAL + "connection..",
					"io.netty.channel..")
			.check(CLASSES);
	}

	@Test
	void sessionKnowsNoChannel() {
		noClasses().that()
			.resideInAnyPackage(INTERNAL + "session..", INTERNAL + "routing..", INTERNAL + "dispatch..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty.channel..")
			.check(CLASSES);
	}

	@Test
	void whatApplicationsMayImplementKnowsNothingInternal() {
		noClasses().that()
			.resideInAPackage("io.mqttworks.client.spi..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(INTERNAL + "*..")
			.check(CLASSES);
	}

	@Test
	void theFileStoreIsBehindItsPublicClassAndUsesNothingButTheCodecAndLogging() {
		noClasses().that()
			.resideOutsideOfPackage(INTERNAL + "store..")
			.and()
			.doNotBelongToAnyOf(FileSessionStore.class)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(INTERNAL + "store..")
			.check(CLASSES);
		noClasses().that()
			.resideInAPackage(INTERNAL + "store..")
			.should()
			.dependOnClassesThat(resideInAPackage(INTERNAL + "*..").and(not(resideInAnyPackage(INTERNAL + "store..",
					INTERNAL + "codec..", INTERNAL + "logging..", INTERNAL + "concurrent.."))))
			.check(CLASSES);
	}

	@Test
	void whatApplicationsMayImplementSpeaksInValuesThatDoNotKnowIt() {
		String spi = "io.mqttworks.client.spi";
		// What these values need of the public package are values, too.
		Map<String, Set<String>> used = used(resideInAnyPackage("io.mqttworks.client", spi));
		Set<String> values = new TreeSet<>();
		used.forEach((name, others) -> {
			if (name.startsWith(spi + ".")) {
				values.addAll(others);
			}
		});
		values.removeIf((name) -> name.startsWith(spi + "."));
		assertThat(values).map(ArchitectureTests::simpleName)
			.containsExactlyInAnyOrder("MqttException", "MqttMessage", "ServerAddress", "Text");
		assertThat(values).allSatisfy((value) -> assertThat(reachable(value, used)).as(value)
			.noneMatch((name) -> name.startsWith(spi + ".")));
	}

	@Test
	void publicApiDoesNotShowNetty() {
		noClasses().that()
			.resideInAnyPackage("io.mqttworks.client", "io.mqttworks.client.spi")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty..")
			.check(CLASSES);
	}

	@Test
	void publicApiDoesNotShowInternals() {
		DescribedPredicate<JavaClass> internal = JavaClass.Predicates
			.resideInAPackage(INTERNAL.substring(0, INTERNAL.length() - 1) + "..");
		codeUnits().that()
			.areDeclaredInClassesThat()
			.resideInAnyPackage("io.mqttworks.client", "io.mqttworks.client.spi")
			.and()
			.areNotPrivate()
			.should()
			.notHaveRawReturnType(internal)
			.andShould()
			.notHaveRawParameterTypes(DescribedPredicate.anyElementThat(internal))
			.check(CLASSES);
		fields().that()
			.areDeclaredInClassesThat()
			.resideInAnyPackage("io.mqttworks.client", "io.mqttworks.client.spi")
			.and()
			.areNotPrivate()
			.should()
			.notHaveRawType(internal)
			.check(CLASSES);
	}

	@Test
	void publicApiReachesTheImplementationThroughFewDoors() {
		noClasses().that()
			.resideInAnyPackage("io.mqttworks.client", "io.mqttworks.client.spi")
			.and()
			.doNotBelongToAnyOf(MqttClientBuilder.class, ClientResources.class, FileSessionStore.class,
					TlsMaterial.class)
			.should()
			.dependOnClassesThat(resideInAPackage(INTERNAL + "*..")
				.and(not(resideInAnyPackage(INTERNAL + "codec..", INTERNAL + "logging.."))))
			.check(CLASSES);
	}

	@Test
	void classesHaveFewCollaborators() {
		// These two wire the parts of a session; they must not grow.
		Map<String, Integer> wiring = Map.of("Session", 25, "OutboundSession", 23);
		Map<String, Set<String>> collaborators = new TreeMap<>();
		for (JavaClass type : CLASSES) {
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				String user = topLevel(type);
				String used = topLevel(dependency.getTargetClass().getBaseComponentType());
				if (used.startsWith(INTERNAL) && !used.equals(user)) {
					collaborators.computeIfAbsent(user, (key) -> new TreeSet<>()).add(used);
				}
			}
		}
		assertThat(collaborators).hasSizeGreaterThan(100).allSatisfy((name, others) -> {
			int limit = wiring.getOrDefault(simpleName(name), 20);
			assertThat(others).as(name).hasSizeLessThanOrEqualTo(limit);
		});
	}

	@Test
	void classesKnowEachOtherInPairsAtMost() {
		assertThat(cycles(resideInAPackage(INTERNAL + "*.."))).isEmpty();
	}

	@Test
	void publicTypesKnowEachOtherInPairsAtMost() {
		// A client has its options, which come from its builder.
		Set<Set<String>> known = Set.of(Set.of("MqttClient", "MqttClientBuilder", "MqttClientOptions"));
		assertThat(cycles(resideInAnyPackage("io.mqttworks.client", "io.mqttworks.client.spi"))).isEqualTo(known);
	}

	/**
	 * Returns the groups of classes of which each needs all others, if they are more than
	 * two.
	 */
	private static Set<Set<String>> cycles(DescribedPredicate<JavaClass> among) {
		Map<String, Set<String>> used = used(among);
		Map<String, Set<String>> reached = new TreeMap<>();
		used.keySet().forEach((name) -> reached.put(name, reachable(name, used)));
		Set<Set<String>> cycles = new HashSet<>();
		reached.forEach((name, others) -> {
			Set<String> cycle = new TreeSet<>();
			for (String other : others) {
				if (reached.getOrDefault(other, Set.of()).contains(name)) {
					cycle.add(simpleName(other));
				}
			}
			if (cycle.size() > 2) {
				cycles.add(cycle);
			}
		});
		return cycles;
	}

	/**
	 * Returns which other classes each class needs; nested ones count as the one around
	 * them.
	 */
	private static Map<String, Set<String>> used(DescribedPredicate<JavaClass> among) {
		Map<String, Set<String>> used = new TreeMap<>();
		for (JavaClass type : CLASSES) {
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (among.test(type) && among.test(target) && !topLevel(type).equals(topLevel(target))) {
					used.computeIfAbsent(topLevel(type), (key) -> new TreeSet<>()).add(topLevel(target));
				}
			}
		}
		assertThat(used).hasSizeGreaterThan(20);
		return used;
	}

	private static String simpleName(String name) {
		return name.substring(name.lastIndexOf('.') + 1);
	}

	private static Set<String> reachable(String start, Map<String, Set<String>> used) {
		Set<String> reached = new TreeSet<>();
		Deque<String> open = new ArrayDeque<>(Set.of(start));
		while (!open.isEmpty()) {
			for (String next : used.getOrDefault(open.remove(), Set.of())) {
				if (reached.add(next)) {
					open.add(next);
				}
			}
		}
		return reached;
	}

	private static String topLevel(JavaClass type) {
		String name = type.getName();
		int nested = name.indexOf('$');
		return (nested < 0) ? name : name.substring(0, nested);
	}

	@Test
	void noTwoClassesHaveOneName() {
		// Of nested classes these have the name of the one around them in front of them
		// wherever they are used.
		Set<String> usual = Set.of("Builder", "State", "Type", "Subscribe", "Unsubscribe");
		Map<String, List<String>> names = CLASSES.stream()
			.filter((type) -> !type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(names).hasSizeGreaterThan(200);
		names.values().removeIf((types) -> types.size() == 1);
		assertThat(names).containsOnlyKeys(usual);
		assertThat(names.values()).allSatisfy((types) -> assertThat(types).allMatch((name) -> name.contains("$")));
	}

	@Test
	void publicRecordsStaySmall() {
		classes().that()
			.resideInAPackage("io.mqttworks.client")
			.and()
			.areRecords()
			.and()
			// Its components are those of the standard, which does not grow.
			.areNotAssignableTo(MessageProperties.class)
			.should(new ArchCondition<>("have at most five components, as each new one breaks compiled code") {

				@Override
				public void check(JavaClass record, ConditionEvents events) {
					int components = record.reflect().getRecordComponents().length;
					events.add(new SimpleConditionEvent(record, components <= 5,
							record.getName() + " has " + components + " components"));
				}

			})
			.check(CLASSES);
	}

	@Test
	void logLinesAreEscaped() {
		noClasses().that()
			.resideOutsideOfPackage(INTERNAL + "logging..")
			.should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("org.slf4j.LoggerFactory")
			.because("Loggers.get(...) makes loggers that escape what they are given")
			.check(CLASSES);
	}

	@Test
	void logLinesNameTheClient() {
		noClasses().that()
			.resideOutsideOfPackage(INTERNAL + "logging..")
			// Threads that clients share, and what is asked once for all of them.
			.and()
			.haveNameNotMatching(".*\\.(HandlerThreads|EnduringLoops|IoModel|ServerAddress)(\\$.*)?")
			// The store's files, which the lines name.
			.and()
			.resideOutsideOfPackage(INTERNAL + "store..")
			// Its lines begin with the name already.
			.and()
			.doNotHaveSimpleName("Events")
			.should()
			.callMethod(Loggers.class, "get", Class.class)
			.orShould()
			.callMethod(Loggers.class, "get", String.class)
			.because("Loggers.get(type, name of the client) makes loggers whose lines begin with it")
			.check(CLASSES);
	}

	@Test
	void onlyAllowedLibrariesAreUsed() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.mqttworks.client..", "java..", "javax.net.ssl..", "javax.crypto..",
					"javax.security..", "io.netty..", "org.slf4j..", "org.jspecify..")
			.check(CLASSES);
	}

}
