/** Actions that policies name, and the interface of action types, which extend the policy language. */
@NullMarked
package dev.farrier.policy.action;

import org.jspecify.annotations.NullMarked;
