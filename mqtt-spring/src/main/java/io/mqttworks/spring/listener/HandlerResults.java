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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * Finds the values in what a handler method returns: a value, a future of one, or one of
 * the reactive types Spring knows, among them what suspend functions are made to return.
 */
class HandlerResults {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Flux",
			HandlerResults.class.getClassLoader());

	/** What values come in; none of them is a payload itself. */
	private static final List<Class<?>> WRAPPERS = List.of(CompletionStage.class, Optional.class, Message.class);

	private final @Nullable ReactiveAdapter adapter;

	private final boolean future;

	private final ResolvableType valueType;

	/**
	 * Creates it for a method.
	 * @param declared what the method returns, with the types its bean gives to variables
	 */
	HandlerResults(MethodParameter declared) {
		Class<?> type = declared.getParameterType();
		this.future = type.isAssignableFrom(CompletionStage.class) || CompletionStage.class.isAssignableFrom(type);
		ReactiveAdapter declaredAdapter = adapter(type);
		Method method = declared.getMethod();
		this.adapter = (method != null && SuspendFunctions.isOne(method)) ? adapter(Publisher.class) : declaredAdapter;
		this.valueType = valueType(ResolvableType.forMethodParameter(declared), declaredAdapter != null);
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return (REACTOR_PRESENT && !CompletionStage.class.isAssignableFrom(type))
				? ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) : null;
	}

	/**
	 * Returns the type of the payload in what is returned.
	 */
	private static ResolvableType valueType(ResolvableType declared, boolean reactive) {
		if (reactive) {
			return valueType(declared.getGeneric(), false);
		}
		for (Class<?> wrapper : WRAPPERS) {
			if (wrapper.isAssignableFrom(declared.toClass())) {
				return valueType(declared.as(wrapper).getGeneric(), false);
			}
		}
		return declared;
	}

	/**
	 * Returns the declared type of the values.
	 */
	ResolvableType valueType() {
		return this.valueType;
	}

	/**
	 * Hands each value on.
	 * @param result what the method returned
	 * @param next takes a value; returns {@code null} if it is done with it
	 * @param executor where values are handed on that come later
	 * @return completes when all values are there and done with; {@code null} if they are
	 * already
	 */
	@Nullable CompletionStage<?> forEach(@Nullable Object result, Function<Object, @Nullable CompletionStage<?>> next,
			Executor executor) {
		Object value = present(result);
		if (value == null) {
			return null;
		}
		if (value instanceof CompletionStage<?> stage) {
			Executor here = (stage instanceof CompletableFuture<?> future && future.isDone()) ? Runnable::run
					: executor;
			return stage.thenComposeAsync((later) -> {
				Object there = present(later);
				CompletionStage<?> done = (there != null) ? next.apply(there) : null;
				return (done != null) ? done : CompletableFuture.completedStage(null);
			}, here);
		}
		if (this.adapter != null) {
			return Reactive.forEach(this.adapter, value, next, executor);
		}
		return next.apply(value);
	}

	/**
	 * Returns the value in an {@code Optional}; {@code null} if it is empty.
	 */
	private static @Nullable Object present(@Nullable Object value) {
		return (value instanceof Optional<?> optional) ? present(optional.orElse(null)) : value;
	}

	/**
	 * Returns whether the method can return something whose values are still to come.
	 */
	boolean canBeLater() {
		return this.adapter != null || this.future;
	}

	/**
	 * Returns whether the values of a result may still be to come.
	 */
	boolean areLater(@Nullable Object result) {
		return this.adapter != null || result instanceof CompletionStage;
	}

	/**
	 * Apart, because Reactor is optional.
	 */
	private static final class Reactive {

		static CompletionStage<?> forEach(ReactiveAdapter adapter, Object result,
				Function<Object, @Nullable CompletionStage<?>> next, Executor executor) {
			return Flux.from(adapter.toPublisher(result))
				.publishOn(Schedulers.fromExecutor(executor), 1)
				.concatMap((value) -> {
					Object there = present(value);
					CompletionStage<?> done = (there != null) ? next.apply(there) : null;
					return (done != null) ? Mono.fromCompletionStage(done).then() : Mono.empty();
				}, 1)
				.then()
				.toFuture();
		}

	}

}
