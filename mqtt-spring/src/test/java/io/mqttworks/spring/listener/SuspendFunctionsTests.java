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

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.mqttworks.spring.config.SuspendHandlers;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link SuspendFunctions} where a part of Kotlin is missing.
 */
class SuspendFunctionsTests {

	private final Method function = method("answer");

	@Test
	void withCoroutinesAFunctionIsTaken() {
		assertThatNoException().isThrownBy(() -> SuspendFunctions.check(this.function, getClass().getClassLoader()));
	}

	@Test
	void withoutCoroutinesItIsRefusedWithWhatToAdd() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SuspendFunctions.check(this.function,
					new FilteredClassLoader("kotlinx.coroutines", "kotlin.reflect.full")))
			.withMessage("it is a suspend function, which needs org.jetbrains.kotlin:kotlin-reflect and"
					+ " org.jetbrains.kotlinx:kotlinx-coroutines-reactor: add the dependency, or take suspend away");
	}

	@Test
	void otherFunctionsNeedNothing() {
		assertThatNoException()
			.isThrownBy(() -> SuspendFunctions.check(method("open"), new FilteredClassLoader("kotlinx.coroutines")));
	}

	@Test
	void withoutCoroutinesAFunctionForBatchesIsRefusedAsWell() throws Exception {
		Object bean = new WithoutCoroutines().loadClass(SuspendHandlers.class.getName())
			.getDeclaredConstructor()
			.newInstance();
		MqttMessageHandlerMethodFactory factory = new MqttMessageHandlerMethodFactory(
				new MqttMessageConverter(List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> factory.createBatchMethod(bean, method(bean.getClass(), "count")))
			.withMessageContaining("it is a suspend function, which needs")
			.withMessageContaining("kotlinx-coroutines-reactor");
	}

	private static Method method(String name) {
		return method(SuspendHandlers.class, name);
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Has the handlers, and all they need but what invokes them.
	 */
	private static final class WithoutCoroutines extends ClassLoader {

		WithoutCoroutines() {
			super(SuspendFunctionsTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("kotlinx.coroutines.reactor.")) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith(SuspendHandlers.class.getName())) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = file.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
