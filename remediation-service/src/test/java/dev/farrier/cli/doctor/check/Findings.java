package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Level;
import dev.farrier.model.Texts;
import java.util.List;

/** Findings as tests compare them. */
final class Findings {
    private Findings() {}

    /** {@code level: what → mend} each; every finding that is not fine must say how to correct it. */
    static List<String> text(List<Finding> findings) {
        for (Finding finding : findings) {
            boolean wrong = finding.level() == Level.ERROR || finding.level() == Level.WARNING;
            if (wrong == finding.mend().isEmpty() && finding.level() != Level.NOT_CHECKED) {
                throw new AssertionError(finding + (wrong ? " does not say what to do" : " needs no correction"));
            }
        }
        return findings.stream()
                .map(finding -> Texts.code(finding.level()) + ": " + finding.what()
                        + (finding.mend().isEmpty() ? "" : " → " + finding.mend()))
                .toList();
    }

    /** What is neither ok nor not checked, as {@code level: what}, joined by {@code ; }. */
    static String wrong(List<Finding> findings) {
        var unused = text(findings);
        return String.join(
                "; ",
                findings.stream()
                        .filter(finding -> finding.level() == Level.ERROR || finding.level() == Level.WARNING)
                        .map(finding -> Texts.code(finding.level()) + ": " + finding.what())
                        .toList());
    }
}
