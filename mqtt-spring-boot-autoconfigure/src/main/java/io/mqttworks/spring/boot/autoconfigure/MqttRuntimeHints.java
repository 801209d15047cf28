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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image must know of the client: it looks by name for the parts of Netty
 * that are only there if the user wants them. Handler methods and their payloads need
 * nothing here: {@code @MqttSubscribe} is a
 * {@link org.springframework.messaging.handler.annotation.MessageMapping}, which Spring
 * knows.
 */
class MqttRuntimeHints implements RuntimeHintsRegistrar {

	static final List<String> OPTIONAL_CLASSES = List.of("io.netty.channel.epoll.Epoll",
			"io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler",
			"io.netty.handler.codec.socksx.v5.Socks5Message", "io.netty.handler.proxy.ProxyHandler");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		OPTIONAL_CLASSES.forEach((name) -> hints.reflection().registerTypeIfPresent(classLoader, name));
	}

}
