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

package io.mqttworks.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The payload types of the methods of a class: which type messages are read as, and which
 * of the types takes an object.
 */
class PayloadTypes {

	private static final String POLYMORPHIC = "com.fasterxml.jackson.annotation.JsonTypeInfo";

	/** The types of the methods other than the default one. */
	private final List<Class<?>> types;

	private final Class<?> common;

	/**
	 * Creates it.
	 * @param types the payload types of the methods other than the default one
	 * @param defaultType the payload type of the default method; {@code null} if there is
	 * no such method, or it takes payloads as they are
	 * @throws IllegalArgumentException if they have nothing in common that messages can
	 * be read as
	 */
	PayloadTypes(Collection<Class<?>> types, @Nullable Class<?> defaultType) {
		this.types = List.copyOf(types);
		List<Class<?>> all = new ArrayList<>(types);
		if (defaultType != null) {
			all.add(defaultType);
		}
		this.common = common(all);
	}

	/**
	 * Returns whether a type is that of payloads as they are.
	 */
	static boolean isRaw(Class<?> type) {
		return type == byte[].class || type == ByteBuffer.class || type == String.class || type == CharSequence.class
				|| type == Object.class;
	}

	/**
	 * Returns what messages are read as.
	 */
	Class<?> common() {
		return this.common;
	}

	private static Class<?> common(List<Class<?>> types) {
		Set<Class<?>> shared = supertypes(types.get(0));
		types.forEach((type) -> shared.removeIf((candidate) -> !candidate.isAssignableFrom(type)));
		// What says how to tell its subtypes apart was made for this.
		List<Class<?>> candidates = shared.stream().filter(PayloadTypes::isPolymorphic).toList();
		if (candidates.isEmpty()) {
			candidates = List.copyOf(shared);
		}
		List<Class<?>> specific = mostSpecific(candidates);
		Assert.isTrue(!specific.isEmpty(),
				() -> "the payloads of its @MqttHandler methods have no type in common that messages can be read as: "
						+ names(types) + ". Let them implement one, such as a sealed interface with @JsonTypeInfo");
		Assert.isTrue(specific.size() == 1,
				() -> "the payloads of its @MqttHandler methods have several types in common, and messages can be read"
						+ " as one only: " + names(specific));
		return specific.get(0);
	}

	private static Set<Class<?>> supertypes(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		collect(type, types);
		types.removeIf((one) -> one.getName().startsWith("java."));
		return types;
	}

	private static void collect(@Nullable Class<?> type, Set<Class<?>> types) {
		if (type != null && types.add(type)) {
			collect(type.getSuperclass(), types);
			Arrays.stream(type.getInterfaces()).forEach((one) -> collect(one, types));
		}
	}

	/**
	 * Jackson is optional, so its annotation is known by name.
	 */
	private static boolean isPolymorphic(Class<?> type) {
		return type.isSealed() || Arrays.stream(type.getDeclaredAnnotations())
			.map(Annotation::annotationType)
			.anyMatch((annotation) -> POLYMORPHIC.equals(annotation.getName()));
	}

	private static List<Class<?>> mostSpecific(List<Class<?>> types) {
		return types.stream()
			.filter((type) -> types.stream().noneMatch((other) -> other != type && type.isAssignableFrom(other)))
			.toList();
	}

	/**
	 * Returns the most specific types that objects of a class have; none, one, or several
	 * if it is not clear which.
	 */
	List<Class<?>> matching(Class<?> type) {
		return mostSpecific(this.types.stream().filter((one) -> one.isAssignableFrom(type)).toList());
	}

	/**
	 * Checks that it is clear who takes what there can be, as far as sealed types tell.
	 * @param complete whether somebody takes what no method has a type for
	 */
	void check(boolean complete) {
		for (Class<?> type : concrete(this.common, new LinkedHashSet<>())) {
			List<Class<?>> matching = matching(type);
			Assert.isTrue(complete || !matching.isEmpty(), () -> "no @MqttHandler method takes " + type.getName()
					+ ", which is a " + this.common.getSimpleName() + "; add one, or one with isDefault = true");
			Assert.isTrue(matching.size() < 2, () -> "several @MqttHandler methods take " + type.getName() + ", as "
					+ names(matching) + "; add one for it alone");
		}
	}

	private static Set<Class<?>> concrete(Class<?> type, Set<Class<?>> found) {
		if (!type.isInterface() && !Modifier.isAbstract(type.getModifiers())) {
			found.add(type);
		}
		if (type.isSealed()) {
			Arrays.stream(type.getPermittedSubclasses()).forEach((subclass) -> concrete(subclass, found));
		}
		return found;
	}

	static String names(Collection<Class<?>> types) {
		return types.stream().map(Class::getName).sorted().toList().toString();
	}

}
