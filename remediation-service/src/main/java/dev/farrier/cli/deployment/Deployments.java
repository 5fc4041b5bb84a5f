package dev.farrier.cli.deployment;

/** Connects to the deployment that is meant. What fails is a {@link dev.farrier.cli.CommandFailed}. */
public interface Deployments {
    /** Its topics, whether they exist or not. */
    TopicsCommand.Topics topics(Connection connection);

    /** A deployment whose topics exist. */
    Deployment open(Connection connection);
}
