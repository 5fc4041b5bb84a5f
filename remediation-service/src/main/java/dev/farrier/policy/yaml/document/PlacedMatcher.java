package dev.farrier.policy.yaml.document;

import dev.farrier.policy.Matcher;
import dev.farrier.policy.yaml.tree.Place;

/** @param place of the text that it was written in, which may hold several */
public record PlacedMatcher(Matcher matcher, Place place) {}
