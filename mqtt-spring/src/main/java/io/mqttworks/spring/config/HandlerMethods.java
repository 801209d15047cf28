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

package io.mqttworks.spring.config;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mqttworks.spring.annotation.MqttHandler;
import io.mqttworks.spring.annotation.MqttSubscribe;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Finds the handler methods of a class.
 */
final class HandlerMethods {

	private HandlerMethods() {
	}

	/**
	 * Returns the annotated methods of a class, with their annotations.
	 */
	static Map<Method, List<MqttSubscribe>> find(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, MqttSubscribe.class)) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type, (Method method) -> {
			List<MqttSubscribe> annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
				.stream(MqttSubscribe.class)
				.map(MergedAnnotation::synthesize)
				.toList();
			return annotations.isEmpty() ? null : annotations;
		});
	}

	/**
	 * Returns the annotations of a class itself.
	 */
	static List<MqttSubscribe> annotations(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, MqttSubscribe.class)) {
			return List.of();
		}
		return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)
			.stream(MqttSubscribe.class)
			.map(MergedAnnotation::synthesize)
			.toList();
	}

	/**
	 * Returns the methods that share the subscription of their class.
	 */
	static Set<Method> handlers(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, MqttHandler.class)) {
			return Set.of();
		}
		return MethodIntrospector
			.selectMethods(type,
					(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, MqttHandler.class))
			.keySet();
	}

}
