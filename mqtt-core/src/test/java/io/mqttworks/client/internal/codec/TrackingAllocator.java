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

package io.mqttworks.client.internal.codec;

import java.nio.ByteBuffer;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Counts what is allocated, so that a leak or a large allocation shows at once. For one
 * thread.
 */
final class TrackingAllocator extends AbstractByteBufAllocator {

	private long live;

	private long peak;

	private int allocations;

	TrackingAllocator(boolean direct) {
		super(direct);
	}

	/**
	 * Returns how many bytes are not freed.
	 */
	long live() {
		return this.live;
	}

	/**
	 * Returns the highest value of {@link #live()}.
	 */
	long peak() {
		return this.peak;
	}

	/**
	 * Returns how often something was allocated.
	 */
	int allocations() {
		return this.allocations;
	}

	private void allocated(int bytes) {
		this.allocations++;
		this.live += bytes;
		this.peak = Math.max(this.peak, this.live);
	}

	@Override
	protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
		return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {

			@Override
			protected byte[] allocateArray(int capacity) {
				allocated(capacity);
				return super.allocateArray(capacity);
			}

			@Override
			protected void freeArray(byte[] array) {
				TrackingAllocator.this.live -= array.length;
				super.freeArray(array);
			}

		};
	}

	@Override
	protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
		return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity) {

			@Override
			@SuppressWarnings("deprecation")
			protected ByteBuffer allocateDirect(int capacity) {
				allocated(capacity);
				return super.allocateDirect(capacity);
			}

			@Override
			@SuppressWarnings("deprecation")
			protected void freeDirect(ByteBuffer buffer) {
				TrackingAllocator.this.live -= buffer.capacity();
				super.freeDirect(buffer);
			}

		};
	}

	@Override
	public boolean isDirectBufferPooled() {
		return false;
	}

}
