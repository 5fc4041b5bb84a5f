package dev.farrier.containers;

import java.time.Duration;

/** What is done to a cluster, to the container whose loss hurts most. */
enum ClusterFault {
    /** Longer than the session of a broker and than the clients wait for an answer. */
    BROKER_CUT_OFF(Cluster::leader, Cluster::cutOff, Cluster::connect, Duration.ofSeconds(40)),
    BROKER_KILLED(Cluster::leader, Cluster::kill, Cluster::startAgain, Duration.ofSeconds(10)),
    /** Longer than its session: another one takes over. */
    ENGINE_KILLED(Cluster::decider, Cluster::kill, Cluster::startAgain, Duration.ofSeconds(20)),
    /** It goes on with what it had in hand, though others have it now. */
    ENGINE_PAUSED(Cluster::decider, Cluster::pause, Cluster::resume, Duration.ofSeconds(60)),
    /** Its actions end with it. */
    EXECUTOR_KILLED(cluster -> "executor-1", Cluster::kill, Cluster::startAgain, Duration.ofSeconds(10));

    private final Victim victim;
    private final Blow blow;
    private final Blow end;
    private final Duration lasts;

    ClusterFault(Victim victim, Blow blow, Blow end, Duration lasts) {
        this.victim = victim;
        this.blow = blow;
        this.end = end;
        this.lasts = lasts;
    }

    private interface Victim {
        String of(Cluster cluster) throws Exception;
    }

    private interface Blow {
        void strike(Cluster cluster, String container);
    }

    /** Which container it would hit now. */
    String victim(Cluster cluster) throws Exception {
        return victim.of(cluster);
    }

    void begin(Cluster cluster, String container) {
        blow.strike(cluster, container);
    }

    void end(Cluster cluster, String container) {
        end.strike(cluster, container);
    }

    Duration lasts() {
        return lasts;
    }
}
