package dev.farrier.policy;

import dev.farrier.policy.keys.Extension;

/** A guard of the policy language, asked before each rung. It adds its keys to {@code guards}. */
public interface GuardType extends Extension {}
