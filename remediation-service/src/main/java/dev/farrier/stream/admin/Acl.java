package dev.farrier.stream.admin;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One line of what a role must be allowed.
 *
 * @param role {@code ingest, core, api} or {@code executor@<site>}
 * @param prefixed whether it is about all resources whose names begin with {@code name}
 */
public record Acl(String role, Resource resource, String name, boolean prefixed, Set<Operation> operations) {
    public Acl {
        operations = Set.copyOf(operations);
    }

    /** The value is kafka-acls' name of the option. */
    public enum Resource {
        TOPIC("--topic"),
        GROUP("--group"),
        TRANSACTIONAL_ID("--transactional-id");

        private final String option;

        Resource(String option) {
            this.option = option;
        }
    }

    public enum Operation {
        READ("Read"),
        WRITE("Write"),
        CREATE("Create"),
        DELETE("Delete"),
        DESCRIBE("Describe"),
        DESCRIBE_CONFIGS("DescribeConfigs"),
        ALTER_CONFIGS("AlterConfigs");

        private final String option;

        Operation(String option) {
            this.option = option;
        }
    }

    /** Arguments of {@code kafka-acls} that grant it, without the connection. */
    public String command(String principal) {
        return "--add --allow-principal " + principal
                + sorted(operation -> " --operation " + operation.option, "")
                + " " + resource.option + " " + name
                + (prefixed ? " --resource-pattern-type prefixed" : "");
    }

    /** For people: {@code core: READ, DESCRIBE on topic farrier.signals}. */
    @Override
    public String toString() {
        return role + ": " + sorted(Operation::name, ", ") + " on "
                + resource.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + name + (prefixed ? "*" : "");
    }

    private String sorted(Function<Operation, String> each, String separator) {
        return EnumSet.copyOf(operations).stream().map(each).collect(Collectors.joining(separator));
    }
}
