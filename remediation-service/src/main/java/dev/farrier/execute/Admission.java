package dev.farrier.execute;

import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** May this worker do this command at all, and may it now? */
final class Admission {
    /** Claims are looked up this far back and a little further, so nothing may be startable for longer. */
    static final long MAX_START_DELAY = 3_600_000;

    /** An id becomes a directory's name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private final WorkerSettings settings;
    private final TrustedKeys trusted;
    private final Controls controls;

    Admission(WorkerSettings settings, TrustedKeys trusted, Controls controls) {
        this.settings = settings;
        this.trusted = trusted;
        this.controls = controls;
    }

    /** @param kind {@code REFUSED}, {@code EXPIRED} or {@code CANCELLED} */
    record Refusal(OutcomeKind kind, String detail) {}

    /** Before it is claimed; null: it may be. */
    @Nullable
    Refusal beforeClaim(SignedCommand signed, long now) {
        Command command = signed.command();
        Optional<String> problem = CommandSignature.problem(signed, trusted);
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        if (!ID.matcher(command.id()).matches()) {
            return refused("the id is not one: letters, digits, dot, hyphen and underscore, at most 200");
        }
        if (!command.site().equals(settings.site())) {
            return refused("it is for site \"" + command.site() + "\", this is \"" + settings.site() + "\"");
        }
        String type = command.action().type();
        if (!settings.allow().contains(type)) {
            return refused("action type " + type + " is not allowed here; allowed: " + settings.allow());
        }
        if (command.maxRun() <= 0) {
            return refused("maxRun is " + command.maxRun() + " ms");
        }
        if (command.startBy() > now + MAX_START_DELAY || command.startBy() > command.issuedAt() + MAX_START_DELAY) {
            return refused("startBy is more than an hour ahead");
        }
        return late(command, now) ? expired(command, now) : stopped();
    }

    /** Once more, right before it starts; null: go. */
    @Nullable
    Refusal beforeStart(Command command, long now) {
        Control.Cancelled cancelled = controls.cancellation(command.id());
        if (cancelled != null) {
            return new Refusal(
                    OutcomeKind.CANCELLED, "cancelled by " + cancelled.by() + " before it started: " + cancelled.why());
        }
        Refusal stopped = stopped();
        if (stopped != null) {
            return stopped;
        }
        return late(command, now) ? expired(command, now) : null;
    }

    boolean controlsAreFresh(long now) {
        return controls.readUpTo() > 0 && now - controls.readUpTo() <= settings.controlsMaxAge();
    }

    /** This worker alone was stopped, by its kill file. */
    boolean killed() {
        // A link to nowhere counts: somebody put it there.
        return Files.exists(settings.killFile(), LinkOption.NOFOLLOW_LINKS);
    }

    private @Nullable Refusal stopped() {
        if (killed()) {
            return refused("halted: the kill file " + settings.killFile() + " exists");
        }
        Control.Halted halt = controls.halt();
        return halt == null ? null : refused("halted by " + halt.by() + ": " + halt.why());
    }

    private static boolean late(Command command, long now) {
        return now >= command.startBy();
    }

    private static Refusal refused(String why) {
        return new Refusal(OutcomeKind.REFUSED, why);
    }

    private static Refusal expired(Command command, long now) {
        return new Refusal(OutcomeKind.EXPIRED, "found " + (now - command.startBy()) + " ms after its startBy");
    }
}
