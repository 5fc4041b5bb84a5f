package dev.farrier.execute.worker;

import dev.farrier.model.Command;
import dev.farrier.model.Purpose;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SlotType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether this worker may run a command whose signature is fine: before it claims it, and again before it starts it. */
final class Admission {
    /** The worker knows the claims of the last two hours, so a command must not be startable for longer than one. */
    static final long MAX_START_DELAY = 3_600_000;

    /** An id becomes the name of a directory. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private static final Set<Purpose> CALLS = Set.of(Purpose.ESCALATE, Purpose.RESOLVED);

    private final WorkerContext context;

    Admission(WorkerContext context) {
        this.context = context;
    }

    record Refusal(RefusalReason reason, String detail) {}

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** Why the worker must not claim it; null: it may. */
    @Nullable
    Refusal beforeClaim(Command command, long now) {
        if (!isId(command.id())) {
            return invalid("the id is not one: letters, digits, dot, hyphen and underscore, at most 200");
        }
        if (!command.site().equals(context.settings().site())) {
            return new Refusal(
                    RefusalReason.NOT_FOR_ME,
                    "it is for site \"" + command.site() + "\", this is \""
                            + context.settings().site() + "\"");
        }
        if (command.maxRun() <= 0) {
            return invalid("maxRun is " + command.maxRun() + " ms");
        }
        if (command.startBy() > now + MAX_START_DELAY || command.startBy() > command.issuedAt() + MAX_START_DELAY) {
            return invalid("startBy is more than an hour ahead");
        }
        String type = command.action().type();
        if (!context.settings().allow().contains(type)) {
            return new Refusal(
                    RefusalReason.NOT_ALLOWED,
                    "action type " + type + " is not allowed here; allowed: "
                            + context.settings().allow());
        }
        if (!context.runners().containsKey(type)) {
            return new Refusal(RefusalReason.NOT_ALLOWED, "this worker can't do " + type);
        }
        Refusal stopped = stopped(command);
        return stopped != null ? stopped : late(command, now);
    }

    /** Why the worker must not start it; null: it may. */
    @Nullable
    Refusal beforeStart(Command command, long now) {
        Refusal stopped = stopped(command);
        return stopped != null ? stopped : late(command, now);
    }

    /** Whether the kill file stops this worker. */
    boolean killed() {
        // A link to nowhere counts: somebody put it there.
        return Files.exists(context.settings().killFile(), LinkOption.NOFOLLOW_LINKS);
    }

    private @Nullable Refusal stopped(Command command) {
        if (killed()) {
            return new Refusal(
                    RefusalReason.KILL_FILE,
                    "the kill file " + context.settings().killFile() + " exists");
        }
        return context.controls().halts().stream()
                .filter(halt ->
                        halt.scope().covers(command.site(), command.policy(), command.target(), command.incident()))
                .filter(halt -> halt.calls() || !isCall(command))
                .findFirst()
                .map(halt -> new Refusal(RefusalReason.HALTED, halt.text()))
                .orElse(null);
    }

    /** True when a halt stops all that this worker could be sent but calls. */
    boolean siteHalted() {
        return context.controls().halts().stream()
                .anyMatch(halt -> halt.scope().coversSite(context.settings().site()));
    }

    /** A halt stops changes, and calls only when it says so. */
    private static boolean isCall(Command command) {
        return command.lane() == SlotType.CALL && CALLS.contains(command.purpose());
    }

    private static @Nullable Refusal late(Command command, long now) {
        return now < command.startBy()
                ? null
                : new Refusal(RefusalReason.LATE, "found " + (now - command.startBy()) + " ms after its startBy");
    }

    private static Refusal invalid(String why) {
        return new Refusal(RefusalReason.INVALID, why);
    }
}
