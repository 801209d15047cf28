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
import java.util.Set;

import io.mqttworks.spring.annotation.MqttSubscribe;

/**
 * A method with one of its annotations.
 *
 * @param bean the bean, which can be a proxy
 * @param beanName the name of the bean
 * @param method the method of the bean's own class
 * @param annotation the annotation
 * @param handlers all methods, if the annotation is that of their class; the first one
 * stands for them
 */
record AnnotatedMethod(Object bean, String beanName, Method method, MqttSubscribe annotation, Set<Method> handlers) {

}
