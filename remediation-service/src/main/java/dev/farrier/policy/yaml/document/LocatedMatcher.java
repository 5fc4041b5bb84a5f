package dev.farrier.policy.yaml.document;

import dev.farrier.policy.problem.Location;
import dev.farrier.policy.source.Matcher;

/** @param location of the text that it was written in, which may hold several */
public record LocatedMatcher(Matcher matcher, Location location) {}
