package dev.farrier.cli.doctor;

import dev.farrier.cli.ProgressLine;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Level;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.admin.KafkaTooOldException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordFormatException;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Collects findings, and prints them by subject. */
final class DoctorReport {
    private static final int WIDTH = 13;

    private final List<Finding> findings = new ArrayList<>();
    private final ProgressLine progress;

    DoctorReport(ProgressLine progress) {
        this.progress = progress;
    }

    void add(Finding finding) {
        findings.add(finding);
        progress.show(finding.subject().ordinal(), Subject.values().length);
    }

    void add(Collection<Finding> more) {
        more.forEach(this::add);
    }

    /** What a check finds; when Kafka does not give it the facts, that this was not checked, and why. */
    void add(Subject subject, Supplier<? extends Collection<Finding>> check) {
        Collection<Finding> found = read(subject, check);
        if (found != null) {
            add(found);
        }
    }

    /** Facts that several checks need; null when Kafka does not give them: that is a finding then. */
    <T> @Nullable T read(Subject subject, Supplier<? extends T> facts) {
        try {
            return facts.get();
        } catch (KafkaUnavailableException | KafkaTooOldException | RecordFormatException e) {
            add(Finding.notChecked(subject, String.valueOf(e.getMessage()), ""));
            return null;
        }
    }

    boolean has(Level level) {
        return findings.stream().anyMatch(finding -> finding.level() == level);
    }

    void print(CommandLine command, boolean json) {
        progress.show(1, 1);
        PrintWriter out = command.getOut();
        for (Subject subject : Subject.values()) {
            List<Finding> of =
                    findings.stream().filter(one -> one.subject() == subject).toList();
            if (json) {
                of.forEach(finding -> out.println(json(finding).line()));
            } else if (!of.isEmpty()) {
                out.println(Texts.code(subject));
                of.forEach(finding -> print(finding, command));
            }
        }
        out.flush();
        PrintWriter err = command.getErr();
        err.println(Phrases.count(count(Level.ERROR), "error") + ", " + Phrases.count(count(Level.WARNING), "warning")
                + ", " + count(Level.OK) + " ok, " + count(Level.NOT_CHECKED) + " not checked");
        err.flush();
    }

    private long count(Level level) {
        return findings.stream().filter(one -> one.level() == level).count();
    }

    private static JsonObject json(Finding finding) {
        return new JsonObject()
                .code("subject", finding.subject())
                .code("level", finding.level())
                .put("what", finding.what())
                .text("mend", finding.mend());
    }

    private static void print(Finding finding, CommandLine command) {
        String level = Texts.code(finding.level()).replace('-', ' ');
        String style = switch (finding.level()) {
            case OK -> "green";
            case WARNING -> "yellow";
            case ERROR -> "bold,red";
            case NOT_CHECKED -> "faint";
        };
        String coloured = command.getColorScheme().ansi().string("@|" + style + " " + level + "|@");
        PrintWriter out = command.getOut();
        out.println("  " + coloured + " ".repeat(WIDTH - level.length()) + Texts.plain(finding.what()));
        if (!finding.mend().isEmpty()) {
            out.println(" ".repeat(WIDTH + 2) + "→ " + Texts.plain(finding.mend()));
        }
    }
}
