package dev.farrier.stream.policytest;

import dev.farrier.policy.Bundle;
import dev.farrier.policytest.Stage;
import dev.farrier.policytest.Stages;

/** Each test gets both topologies, fresh. */
public final class TopologyStages implements Stages {
    @Override
    public Stage open(Bundle bundle, long start) {
        return new TopologyStage(bundle, start);
    }
}
