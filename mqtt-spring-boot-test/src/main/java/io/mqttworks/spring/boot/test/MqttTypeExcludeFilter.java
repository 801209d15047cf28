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

package io.mqttworks.spring.boot.test;

import java.io.IOException;
import java.util.Set;

import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.annotation.MqttSubscribes;
import io.mqttworks.spring.core.MqttPublishInterceptor;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.support.MqttPayloadConverter;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * Takes what speaks MQTT.
 */
class MqttTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<MqttTest> {

	private static final Set<Class<?>> KNOWN = Set.of(MqttPayloadConverter.class, MqttListenerErrorHandler.class,
			MqttMessageRecoverer.class, MqttListenerDecorator.class, MqttPublishInterceptor.class);

	MqttTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return KNOWN;
	}

	@Override
	protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory factory) throws IOException {
		AnnotationMetadata metadata = type.getAnnotationMetadata();
		return metadata.hasAnnotatedMethods(MqttSubscribe.class.getName())
				|| metadata.hasAnnotatedMethods(MqttSubscribes.class.getName())
				|| metadata.hasAnnotation(MqttSubscribe.class.getName())
				|| metadata.hasMetaAnnotation(MqttSubscribe.class.getName())
				|| metadata.hasAnnotation(MqttSubscribes.class.getName()) || super.defaultInclude(type, factory);
	}

}
