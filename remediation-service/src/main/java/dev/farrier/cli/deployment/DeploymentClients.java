package dev.farrier.cli.deployment;

/** Connects to the deployment that is meant. What fails is a {@link dev.farrier.cli.CommandException}. */
public interface DeploymentClients {
    /** Its topics, whether they exist or not. */
    TopicsCommand.Topics topics(ConnectionOptions connection);

    /** A deployment whose topics exist. */
    DeploymentClient open(ConnectionOptions connection);
}
