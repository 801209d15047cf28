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

package io.mqttworks.client.internal.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.ServerAddress.Scheme;
import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.transport.RoutePlanner.NameLookup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One attempt to get a byte channel: finds the way, then tries one address after the
 * other. The time that is left is shared evenly among the addresses that are left, so
 * that one which does not answer does not use it up. Lives on the event loop of its
 * channels.
 */
final class ChannelAttempt implements Candidate.Owner {

	private final Logger logger;

	private final EventLoop loop;

	private final IoModel model;

	private final ServerAddress server;

	private final MqttClientOptions options;

	private final ChannelHandler handler;

	private final NameLookup names;

	private final ConnectFailures failures;

	private final long deadline;

	private final Promise promise;

	private final Deque<SocketAddress> untried = new ArrayDeque<>();

	private final List<Failure> failed = new ArrayList<>();

	private @Nullable ConnectRoute route;

	private @Nullable Future<?> timer;

	private ChannelAttempt(EventLoop loop, IoModel model, ServerAddress server, MqttClientOptions options,
			ChannelHandler handler, NameLookup names, Channel first) {
		this.logger = Loggers.get(ChannelAttempt.class, options.name());
		this.loop = loop;
		this.model = model;
		this.server = server;
		this.options = options;
		this.handler = handler;
		this.names = names;
		this.failures = failures(server, options);
		this.deadline = System.nanoTime() + options.connectTimeout().toNanos();
		this.promise = new Promise(loop, new Candidate(this, first), this.failures);
	}

	/**
	 * Starts an attempt.
	 * @param loop the event loop of the channel
	 * @param server the server
	 * @param options how to reach it
	 * @param handler the last handler of the channel
	 * @param names looks names up
	 * @return see {@link Transport#connect}
	 */
	static ChannelFuture start(EventLoop loop, ServerAddress server, MqttClientOptions options, ChannelHandler handler,
			NameLookup names) {
		IoModel model = IoModel.of(loop);
		Channel first;
		try {
			// Before the address is known: a future has a channel from the beginning.
			first = open(model, server, options);
		}
		catch (RuntimeException ex) {
			EmbeddedChannel none = new EmbeddedChannel();
			none.close();
			return new DefaultChannelPromise(none, loop)
				.setFailure(failures(server, options).translate(Stage.CONNECT, null, ex));
		}
		ChannelAttempt attempt = new ChannelAttempt(loop, model, server, options, handler, names, first);
		attempt.onLoop(attempt::begin);
		return attempt.promise;
	}

	private static Channel open(IoModel model, ServerAddress server, MqttClientOptions options) {
		boolean tcp = server.scheme() != Scheme.UNIX;
		Channel channel = tcp ? model.newTcpChannel() : model.newDomainChannel();
		try {
			ChannelSettings.apply(channel, model, options, tcp);
			return channel;
		}
		catch (RuntimeException ex) {
			channel.unsafe().closeForcibly();
			throw ex;
		}
	}

	private static ConnectFailures failures(ServerAddress server, MqttClientOptions options) {
		return new ConnectFailures(server, proxy(server, options), options.socket().localAddress() != null);
	}

	private static @Nullable ProxyOptions proxy(ServerAddress server, MqttClientOptions options) {
		return (server.scheme() != Scheme.UNIX) ? options.proxy() : null;
	}

	private void begin() {
		Candidate first = this.promise.current;
		this.promise.addListener((future) -> onLoop(this::ended));
		first.register(this.loop);
		limit(first, this.options.connectTimeout().toNanos());
		new RoutePlanner(this.server, this.options, proxy(this.server, this.options), this.model, this.names,
				this.failures)
			.plan(this.promise::isDone, first::preparing)
			.whenComplete((result, failure) -> onLoop(() -> planned(result, failure)));
	}

	private void planned(@Nullable ConnectRoute result, @Nullable Throwable failure) {
		if (this.promise.isDone()) {
			return;
		}
		if (result == null) {
			fail(this.failures.translate(Stage.LOOK_UP, null,
					(failure != null) ? failure : new IllegalStateException("there is no way to the server")));
			return;
		}
		stopTimer();
		this.route = result;
		this.untried.addAll(result.addresses());
		tryNext(result, this.promise.current);
	}

	private void tryNext(ConnectRoute route, Candidate candidate) {
		SocketAddress address = this.untried.remove();
		long share = Math.max(this.deadline - System.nanoTime(), 0) / (this.untried.size() + 1);
		limit(candidate, share);
		candidate.connect(route, address, this.server, this.options, this.failures);
	}

	private void limit(Candidate candidate, long nanos) {
		this.timer = this.loop.schedule(() -> candidate.fail(ConnectFailures.timeout(Duration.ofNanos(nanos))), nanos,
				TimeUnit.NANOSECONDS);
	}

	@Override
	public void ready(Candidate candidate) {
		if (!this.promise.setUncancellable()) {
			return;
		}
		ChannelPipeline pipeline = candidate.channel().pipeline();
		FirstAnswerHandler first = new FirstAnswerHandler(this.failures, candidate.address());
		try {
			pipeline.addLast(first, this.handler);
			pipeline.remove(candidate);
		}
		catch (RuntimeException ex) {
			fail(this.failures.translate(Stage.FIRST_ANSWER, candidate.address(), ex));
			return;
		}
		ChannelHandlerContext context = pipeline.context(first);
		this.promise.trySuccess();
		if (candidate.channel().isActive()) {
			context.fireChannelActive();
		}
	}

	@Override
	public void failed(Candidate candidate, Throwable cause) {
		stopTimer();
		candidate.abort();
		ConnectRoute route = this.route;
		this.failed.add(new Failure(candidate.stage(), candidate.address(), cause));
		if (this.promise.isDone()) {
			return;
		}
		if (this.untried.isEmpty() || route == null) {
			fail(summary());
			return;
		}
		this.logger.debug("Trying the next address of {}", this.server);
		try {
			Candidate next = new Candidate(this, open(this.model, this.server, this.options));
			this.promise.current = next;
			next.register(this.loop);
			tryNext(route, next);
		}
		catch (RuntimeException ex) {
			fail(this.failures.translate(Stage.CONNECT, null, ex));
		}
	}

	@Override
	public void closedByCaller() {
		this.promise.cancel(false);
	}

	/** The channel is closed before anybody is told. */
	private void fail(MqttConnectException failure) {
		this.promise.current.abort();
		this.promise.tryFailure(failure);
	}

	/** The failure of the address that came furthest says most. */
	private MqttConnectException summary() {
		Failure main = Collections.max(this.failed, Comparator.comparing(Failure::stage));
		MqttConnectException result = this.failures.translate(main.stage(), main.address(), main.cause());
		for (Failure other : this.failed) {
			if (other != main) {
				result.addSuppressed(this.failures.translate(other.stage(), other.address(), other.cause()));
			}
		}
		return result;
	}

	/** The future is done, in whatever way. */
	private void ended() {
		stopTimer();
		if (!this.promise.isSuccess()) {
			this.promise.current.abort();
		}
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private void onLoop(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
			return;
		}
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// A loop that ends closes its channels.
			this.logger.debug("An attempt to connect to {} ended with its event loop", this.server);
		}
	}

	/**
	 * The future of an attempt. Its channel is the one that is tried.
	 */
	static final class Promise extends DefaultChannelPromise {

		private final ConnectFailures failures;

		private volatile Candidate current;

		Promise(EventLoop loop, Candidate first, ConnectFailures failures) {
			super(first.channel(), loop);
			this.current = first;
			this.failures = failures;
		}

		@Override
		public Channel channel() {
			return this.current.channel();
		}

		MqttConnectException timedOut(Duration limit) {
			Candidate candidate = this.current;
			return this.failures.translate(candidate.stage(), candidate.address(), ConnectFailures.timeout(limit));
		}

	}

	private record Failure(Stage stage, @Nullable SocketAddress address, Throwable cause) {

	}

}
