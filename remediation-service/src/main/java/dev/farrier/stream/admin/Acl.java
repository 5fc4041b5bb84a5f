package dev.farrier.stream.admin;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One permission that a role needs.
 *
 * @param role {@link AccessList#EVERY_ROLE}, {@code ingest, core, api, policies}, {@code executor@<site>}, or a command of the
 *     command line
 * @param prefixed whether it holds for all resources whose names begin with {@code name}
 */
public record Acl(String role, ResourceType resource, String name, boolean prefixed, Set<Operation> operations) {
    public Acl {
        operations = Set.copyOf(operations);
    }

    /** The value is kafka-acls' name of the option. */
    public enum ResourceType {
        TOPIC("--topic"),
        GROUP("--group"),
        TRANSACTIONAL_ID("--transactional-id");

        private final String option;

        ResourceType(String option) {
            this.option = option;
        }
    }

    public enum Operation {
        READ("Read"),
        WRITE("Write"),
        CREATE("Create"),
        DESCRIBE("Describe"),
        DESCRIBE_CONFIGS("DescribeConfigs");

        private final String option;

        Operation(String option) {
            this.option = option;
        }
    }

    /** Arguments of {@code kafka-acls.sh} that grant it, without the connection and {@code --allow-principal}. */
    public String kafkaAcls() {
        return "--add"
                + sorted(operation -> " --operation " + operation.option, "")
                + " " + resource.option + " " + name
                + (prefixed ? " --resource-pattern-type prefixed" : "");
    }

    /** For people: {@code READ, DESCRIBE on topic farrier.signals}. */
    @Override
    public String toString() {
        return sorted(Operation::name, ", ") + " on "
                + resource.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + name + (prefixed ? "*" : "");
    }

    private String sorted(Function<Operation, String> each, String separator) {
        return EnumSet.copyOf(operations).stream().map(each).collect(Collectors.joining(separator));
    }
}
