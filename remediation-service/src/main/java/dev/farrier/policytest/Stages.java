package dev.farrier.policytest;

import dev.farrier.policy.Bundle;

/** Makes a fresh stage for each test. */
@FunctionalInterface
public interface Stages {

    /** @param start epoch milliseconds */
    Stage open(Bundle bundle, long start);
}
