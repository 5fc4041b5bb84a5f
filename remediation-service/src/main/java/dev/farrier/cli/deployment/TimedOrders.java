package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Texts;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.OrderLimits;
import dev.farrier.view.JsonObject;
import dev.farrier.view.OrderJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** What the commands about silences and maintenances have in common. */
final class TimedOrders {
    private TimedOrders() {}

    interface Reading<T> {
        T read() throws InvalidOrderException;
    }

    /** What is written wrongly ends the command. */
    static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (InvalidOrderException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    static void checkReason(OperatorOptions operator) {
        if (operator.reason().isBlank()) {
            throw new CommandException(ExitCode.USAGE, "--reason is missing: say why, for whoever wonders");
        }
    }

    /** What the decider would refuse ends the command. */
    static <T extends TimedOrder> void checkLimits(DeploymentClient deployment, Class<T> kind, String selected) {
        long others = deployment
                .history()
                .orders()
                .orders(kind, System.currentTimeMillis())
                .size();
        try {
            OrderLimits.check(others, selected);
        } catch (InvalidOrderException e) {
            throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()));
        }
    }

    static String newId() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /**
     * Those in force, the one that ends first at the top.
     *
     * @param column of what they are about
     */
    static <T extends TimedOrder> int list(DeploymentOptions options, Class<T> kind, String column, String none) {
        List<T> orders;
        try (DeploymentClient deployment = options.open()) {
            orders = deployment.history().orders().orders(kind, System.currentTimeMillis());
        }
        PrintWriter out = options.out();
        if (options.json()) {
            orders.forEach(order -> out.println(JsonObject.line(OrderJson.of(order))));
        } else if (orders.isEmpty()) {
            out.println(none);
        } else {
            Table table = new Table("ID", "UNTIL", column, "BY", "WHY");
            orders.forEach(order -> table.row(
                    order.id(),
                    Instant.ofEpochMilli(order.until()).toString(),
                    Texts.plain(order.selected()),
                    Texts.plain(order.by()),
                    Texts.plain(order.why())));
            out.print(table);
        }
        out.flush();
        return ExitCode.FINE;
    }

    /**
     * Ends one before its time.
     *
     * @param name of the kind, such as {@code silence}: also of the command that lists them
     * @param ending the order for its id
     * @param done what is printed: begins the sentence, and is the field in JSON
     */
    static <T extends TimedOrder> int end(
            DeploymentOptions options,
            Class<T> kind,
            String name,
            String id,
            BiFunction<String, OperatorOptions, OperatorInput> ending,
            OperatorOptions operator,
            String done) {
        DeploymentOptions.checkFilled(id, "ID");
        try (DeploymentClient deployment = options.open()) {
            T order = deployment.history().orders().orders(kind, System.currentTimeMillis()).stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.NOT_FINE,
                            "no " + name + " in force has the id '" + id + "': see farrier " + name + " list"));
            deployment.tellAll(ending.apply(id, operator));
            options.print(
                    Character.toUpperCase(done.charAt(0)) + done.substring(1) + ": what " + order.selected()
                            + " held back is decided anew.",
                    new JsonObject().put("id", id).put(done, true));
        }
        return ExitCode.FINE;
    }
}
