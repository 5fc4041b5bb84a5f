package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.OperatorInput;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.PolicyFeed;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A deployment, reached through its topics: what is asked and ordered here works also while its processes are down.
 * Connections are opened when they are needed.
 */
public final class DeploymentClient implements AutoCloseable {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(10);

    private final ClientConfig config;
    private final Topics topics;
    private @Nullable OperatorProducer operators;
    private @Nullable PolicyFeed feed;

    DeploymentClient(Settings settings) {
        this.config = Wiring.clientConfig(settings);
        this.topics = Wiring.topics(settings);
    }

    public ClientConfig config() {
        return config;
    }

    public Topics topics() {
        return topics;
    }

    OperatorProducer operators() {
        OperatorProducer open =
                operators == null ? new OperatorProducer(config, topics, InstantSource.system()) : operators;
        operators = open;
        return open;
    }

    /** Follows the bundles, from the first call on. */
    public PolicyFeed feed() {
        PolicyFeed open = feed == null ? new PolicyFeed(config, topics) : feed;
        feed = open;
        return open;
    }

    /** The policies in force; throws when there are none within 10 s. */
    public Bundle policies() {
        PolicyFeed policies = feed();
        boolean there = policies.awaitFirst(POLICIES_WITHIN);
        return policies.current()
                .filter(bundle -> there)
                .orElseThrow(() -> new CommandException(
                        ExitCode.UNREACHABLE,
                        "no policies are in force at " + config.bootstrap() + ": "
                                + policies.problem().orElse("none were published to " + topics.bundles())));
    }

    /** Sends an order to the decider. */
    public void tell(OperatorInput order) {
        operators().send(order);
    }

    /** Sends an order to leave something alone for a time to the decider, and shows it to all others. */
    public void tellAll(OperatorInput order) {
        tell(order);
        new BundlePublisher(config, topics).show(order);
    }

    public HistoryReader history() {
        return new HistoryReader(config, topics);
    }

    @Override
    public void close() {
        if (operators != null) {
            operators.close();
        }
        if (feed != null) {
            feed.close();
        }
    }
}
