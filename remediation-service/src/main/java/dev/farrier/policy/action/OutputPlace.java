package dev.farrier.policy.action;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a value stands in the output of a step. Exactly one of both is not null. */
public record OutputPlace(@Nullable Pattern regex, @Nullable String jsonPointer) {}
