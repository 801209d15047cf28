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

package io.mqttworks.spring.integration;

import java.util.List;
import java.util.function.Supplier;

import io.mqttworks.spring.support.MqttMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the beans that an adapter uses where it was given none.
 */
class IntegrationBeans {

	private final @Nullable BeanFactory beanFactory;

	IntegrationBeans(@Nullable BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	MqttMessageConverter converter(@Nullable MqttMessageConverter given) {
		return find(given, MqttMessageConverter.class, () -> new MqttMessageConverter(List.of()));
	}

	MqttHeaderMapper headerMapper(@Nullable MqttHeaderMapper given) {
		return find(given, MqttHeaderMapper.class, MqttHeaderMapper::new);
	}

	private <T> T find(@Nullable T given, Class<T> type, Supplier<T> otherwise) {
		if (given != null) {
			return given;
		}
		return (this.beanFactory != null) ? this.beanFactory.getBeanProvider(type).getIfUnique(otherwise)
				: otherwise.get();
	}

}
