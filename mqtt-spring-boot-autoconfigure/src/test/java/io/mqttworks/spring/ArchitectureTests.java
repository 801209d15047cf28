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

package io.mqttworks.spring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rules between packages.
 */
class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.mqttworks.spring");

	@Test
	void springPackagesDoNotKnowSpringBoot() {
		noClasses().that(resideInAPackage("io.mqttworks.spring..").and(not(resideInAPackage("..spring.boot.."))))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.mqttworks.spring.boot..")
			.check(this.classes);
	}

	@Test
	void nobodyKnowsTheInsideOfTheClient() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.mqttworks.client.internal..", "io.netty..")
			.check(this.classes);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices()
			.matching("io.mqttworks.spring.(**)")
			.should()
			.beFreeOfCycles()
			.check(this.classes);
	}

	/**
	 * Of classes that know each other, also by way of third ones, none can be read
	 * without the others. Two are bearable. Holds for both modules.
	 */
	@Test
	void noMoreThanTwoClassesKnowEachOther() {
		Map<String, Set<String>> known = new TreeMap<>();
		for (JavaClass type : this.classes) {
			Set<String> others = known.computeIfAbsent(topLevel(type), (name) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				others.add(topLevel(dependency.getTargetClass().getBaseComponentType()));
			}
		}
		Map<String, Set<String>> reached = new TreeMap<>();
		known.keySet().forEach((name) -> reached.put(name, reach(name, known)));
		Set<Set<String>> circles = new LinkedHashSet<>();
		reached.forEach((name, others) -> {
			Set<String> circle = others.stream()
				.filter((other) -> reached.getOrDefault(other, Set.of()).contains(name))
				.collect(Collectors.toCollection(TreeSet::new));
			circle.add(name);
			circles.add(circle);
		});
		assertThat(circles).allSatisfy((circle) -> assertThat(circle).hasSizeLessThanOrEqualTo(2));
		// Otherwise the search would be broken: a convention and what it describes.
		assertThat(circles).contains(new TreeSet<>(Set.of("io.mqttworks.spring.observation.MqttListenerObservation",
				"io.mqttworks.spring.observation.DefaultMqttListenerObservationConvention")));
	}

	private static Set<String> reach(String start, Map<String, Set<String>> known) {
		Set<String> reached = new TreeSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(start));
		while (!open.isEmpty()) {
			for (String other : known.getOrDefault(open.pop(), Set.of())) {
				if (reached.add(other)) {
					open.push(other);
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
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(this.classes);
		ArchRuleDefinition.members()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(this.classes);
	}

	@Test
	void conditionsOnClassesAreNotOnBeanMethods() {
		noMethods().that()
			.areAnnotatedWith(Bean.class)
			.should()
			.beAnnotatedWith(ConditionalOnClass.class)
			.check(this.classes);
	}

	@Test
	void beansThatComeEarlyAreMadeByStaticMethods() {
		methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(
					assignableTo(BeanPostProcessor.class).or(assignableTo(LazyInitializationExcludeFilter.class)))
			.should()
			.beStatic()
			.andShould()
			.haveRawParameterTypes(new Class<?>[0])
			.check(this.classes);
	}

	@Test
	void everyPackageSaysWhatCanBeNull() {
		classes().should(new ArchCondition<>("be in a package that is @NullMarked") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(type, marked, type.getName()));
			}

		}).check(this.classes);
	}

}
