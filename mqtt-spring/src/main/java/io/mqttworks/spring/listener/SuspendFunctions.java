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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.CoroutinesUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.ClassUtils;

/**
 * Handler methods that are {@code suspend} functions of Kotlin. Spring invokes them with
 * what Kotlin's coroutines have for Reactor.
 */
final class SuspendFunctions {

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/** What is needed, by a class of each. */
	private static final Map<String, String> NEEDED = new TreeMap<>(
			Map.of("kotlinx.coroutines.reactor.MonoKt", "org.jetbrains.kotlinx:kotlinx-coroutines-reactor",
					"kotlin.reflect.full.KClasses", "org.jetbrains.kotlin:kotlin-reflect"));

	private SuspendFunctions() {
	}

	static boolean isOne(Method method) {
		return KotlinDetector.isSuspendingFunction(method);
	}

	/**
	 * Refuses a function that cannot be invoked.
	 * @param method the method
	 * @param classLoader where the coroutines should be
	 */
	static void check(Method method, @Nullable ClassLoader classLoader) {
		if (!isOne(method)) {
			return;
		}
		List<String> missing = new ArrayList<>();
		NEEDED.forEach((type, artifact) -> {
			if (!ClassUtils.isPresent(type, classLoader)) {
				missing.add(artifact);
			}
		});
		if (!missing.isEmpty()) {
			throw new IllegalArgumentException("it is a suspend function, which needs " + String.join(" and ", missing)
					+ ": add the dependency, or take suspend away");
		}
	}

	/**
	 * Invokes a function.
	 * @return a publisher of what it returns
	 */
	static Object invoke(Method method, Object bean, @Nullable Object... arguments) {
		return CoroutinesUtils.invokeSuspendingFunction(method, bean, arguments);
	}

	/**
	 * Leaves the last argument, which Kotlin adds, to the invocation.
	 */
	static final class ContinuationResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType().getName().equals(CONTINUATION);
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return null;
		}

	}

}
