package dev.farrier.telemetry;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Texts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An audit record as one line for the log: the incident or policy, what happened, and why. */
public final class AuditLine {
    private AuditLine() {}

    /** Never empty. It may have line breaks; the log escapes them. */
    public static String of(AuditRecord audit) {
        String what = switch (audit.kind()) {
            case DECISION -> code(audit.verdict()) + why(audit) + rung(audit) + until(audit);
            case STATE -> code(audit.state()) + why(audit) + rung(audit) + until(audit);
            case COMMAND -> "does " + step(audit);
            case WOULD_RUN -> "would do " + step(audit);
            case OUTCOME -> "done " + step(audit) + why(audit);
            case REPEAT -> "repeated" + why(audit) + " " + audit.count() + " times";
            case OPERATOR -> "";
        };
        String who = who(audit);
        String line = who.isEmpty() || what.isEmpty() ? who + what : who + ": " + what;
        return audit.detail().isEmpty() || line.isEmpty() ? line + audit.detail() : line + ": " + audit.detail();
    }

    private static String who(AuditRecord audit) {
        String who = audit.incident().isEmpty() ? audit.policy() : audit.incident();
        String group = audit.incident().isEmpty() && !audit.group().isEmpty() ? " " + audit.group() : "";
        return who + group + (audit.target().isEmpty() ? "" : " on " + audit.target());
    }

    private static String why(AuditRecord audit) {
        return " (" + audit.reason().code() + ")";
    }

    private static String rung(AuditRecord audit) {
        return audit.rung().isEmpty() ? "" : ", rung " + audit.rung();
    }

    private static String until(AuditRecord audit) {
        return audit.until() == 0 ? "" : ", until " + Instant.ofEpochMilli(audit.until());
    }

    private static String step(AuditRecord audit) {
        String step = audit.rung().isEmpty() ? audit.step() : audit.rung() + "/" + audit.step();
        return step
                + (audit.action().isEmpty() || audit.action().equals(audit.step()) ? "" : " (" + audit.action() + ")");
    }

    private static String code(@Nullable Enum<?> value) {
        return value == null ? "" : Texts.code(value);
    }
}
