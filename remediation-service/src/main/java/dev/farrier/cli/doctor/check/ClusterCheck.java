package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.inspect.ClusterFacts;
import java.util.ArrayList;
import java.util.List;

/** The brokers: how many, which version, and whether their transactions are safe. */
public final class ClusterCheck {
    private static final int SAFE_TRANSACTIONS = 2;

    private ClusterCheck() {}

    public static Finding unreachable(String why) {
        return Finding.error(
                Subject.KAFKA,
                why,
                "start Kafka, or correct kafka.bootstrap.servers, kafka.security.protocol, kafka.ssl.* and kafka.sasl.*");
    }

    public static Finding unusable(String why) {
        return Finding.error(Subject.KAFKA, why, "upgrade the brokers");
    }

    /** The configuration belongs to another cluster. */
    public static Finding another(String why) {
        return Finding.error(Subject.KAFKA, why, "docs/operations.md, 'Backup and loss of the Kafka cluster'");
    }

    public static List<Finding> check(ClusterFacts cluster, Profile profile) {
        List<Finding> findings = new ArrayList<>();
        String brokers = Phrases.count(cluster.brokers(), "broker");
        findings.add(Finding.ok(
                Subject.KAFKA,
                "Kafka at " + cluster.address() + " answers: " + brokers
                        + (cluster.version().isEmpty() ? "" : ", metadata.version of Kafka " + cluster.version())));
        if (profile == Profile.PRODUCTION && cluster.brokers() < Profile.COPIES) {
            findings.add(Finding.error(
                    Subject.KAFKA,
                    brokers + " instead of " + Profile.COPIES + ": the loss of one stops Farrier or loses records",
                    "add brokers; for a deployment that may lose its records: farrier doctor --profile dev"));
        } else if (cluster.brokers() == 1) {
            findings.add(Finding.warning(
                    Subject.KAFKA,
                    "1 broker: its loss stops Farrier and loses all records",
                    "add brokers for production"));
        }
        findings.add(
                cluster.transactionVersion() >= SAFE_TRANSACTIONS
                        ? Finding.ok(Subject.KAFKA, "transaction.version is " + cluster.transactionVersion())
                        : Finding.warning(
                                Subject.KAFKA,
                                "transaction.version is " + cluster.transactionVersion() + ", not " + SAFE_TRANSACTIONS
                                        + ": a delayed record may count in a later transaction, or hold up a partition",
                                "when all brokers are 4.0 or newer: kafka-features.sh --bootstrap-server "
                                        + cluster.address() + " upgrade --feature transaction.version="
                                        + SAFE_TRANSACTIONS));
        return findings;
    }
}
