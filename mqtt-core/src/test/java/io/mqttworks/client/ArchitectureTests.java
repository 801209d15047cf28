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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
			int limit = wiring.getOrDefault(name.substring(name.lastIndexOf('.') + 1), 20);
			assertThat(others).as(name).hasSizeLessThanOrEqualTo(limit);
		});
	}

	private static String topLevel(JavaClass type) {
		String name = type.getName();
		int nested = name.indexOf('$');
		return (nested < 0) ? name : name.substring(0, nested);
	}

	@Test
	void noTwoClassesHaveOneName() {
		List<String> names = CLASSES.stream()
			.filter(JavaClass::isTopLevelClass)
			.map(JavaClass::getSimpleName)
			.filter((name) -> !name.equals("package-info"))
			.toList();
		assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
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
