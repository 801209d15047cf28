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

/**
 * A client for MQTT 3.1.1 and 5.
 */
module io.mqttworks.client {

	requires static transitive org.jspecify;
	requires org.slf4j;
	requires io.netty.buffer;
	requires io.netty.codec;
	requires io.netty.common;
	requires io.netty.transport;
	requires io.netty.handler;
	requires io.netty.resolver;
	requires static io.netty.transport.classes.epoll;
	requires static io.netty.transport.unix.common;
	requires static io.netty.codec.http;
	requires static io.netty.handler.proxy;

	exports io.mqttworks.client;
	exports io.mqttworks.client.spi;

}
