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

import java.util.List;
import java.util.Set;

import javax.security.auth.Subject;

import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Lets users in and tells what they may do.
 */
class UserRules implements ActiveMQSecurityManager5 {

	/** What Artemis keeps sessions and retained messages in. */
	private static final String INTERNAL = "$sys.mqtt.";

	private final List<BrokerSettings.User> users;

	private final WildcardConfiguration wildcards = new WildcardConfiguration();

	UserRules(List<BrokerSettings.User> users) {
		this.users = List.copyOf(users);
	}

	@Override
	public @Nullable Subject authenticate(@Nullable String name, @Nullable String password,
			RemotingConnection connection, String securityDomain) {
		for (BrokerSettings.User user : this.users) {
			if (user.name().equals(name) && user.password().equals(password)) {
				Subject subject = new Subject();
				subject.getPrincipals().add(new UserPrincipal(name));
				return subject;
			}
		}
		return null;
	}

	@Override
	public boolean authorize(Subject subject, Set<Role> roles, CheckType checkType, String address) {
		BrokerSettings.User user = user(subject);
		if (user == null) {
			return false;
		}
		if (address.startsWith(INTERNAL)) {
			return true;
		}
		return switch (checkType) {
			case SEND -> allows(user.publish(), topic(address));
			case CONSUME, CREATE_NON_DURABLE_QUEUE, CREATE_DURABLE_QUEUE -> allows(user.subscribe(), topic(address));
			default -> true;
		};
	}

	private BrokerSettings.@Nullable User user(@Nullable Subject subject) {
		String name = getUserFromSubject(subject);
		return this.users.stream().filter((user) -> user.name().equals(name)).findFirst().orElse(null);
	}

	@Override
	public @Nullable String getUserFromSubject(@Nullable Subject subject) {
		return (subject != null) ? subject.getPrincipals(UserPrincipal.class)
			.stream()
			.map(UserPrincipal::getName)
			.findFirst()
			.orElse(null) : null;
	}

	private String topic(String address) {
		int queue = address.indexOf("::");
		return MQTTUtil.getMqttTopicFromCoreAddress((queue >= 0) ? address.substring(0, queue) : address,
				this.wildcards);
	}

	private static boolean allows(List<String> rules, String filter) {
		return rules.stream().anyMatch((rule) -> covers(rule.split("/", -1), filter.split("/", -1), 0));
	}

	/**
	 * Returns whether a rule takes in all topics of a filter.
	 */
	private static boolean covers(String[] rule, String[] filter, int level) {
		if (level == rule.length) {
			return level == filter.length;
		}
		if (rule[level].equals("#")) {
			return true;
		}
		if (level == filter.length || filter[level].equals("#")) {
			return false;
		}
		boolean same = rule[level].equals(filter[level]) || rule[level].equals("+");
		return same && covers(rule, filter, level + 1);
	}

	/** Not asked of a manager that authenticates. */
	@Override
	public boolean validateUser(String user, String password) {
		throw new UnsupportedOperationException("Artemis asks authenticate(…)");
	}

	/** Not asked of a manager that authorizes. */
	@Override
	public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
		throw new UnsupportedOperationException("Artemis asks authorize(…)");
	}

}
