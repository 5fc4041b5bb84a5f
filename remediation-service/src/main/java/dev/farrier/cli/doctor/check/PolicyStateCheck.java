package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Level;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.model.BundleHold;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The policies in force, and the place that newer ones come from. */
public final class PolicyStateCheck {
    private static final String CURRENT = "current";
    private static final String HELD = "held";
    private static final String GIT = "git";
    private static final int BRIEF = 12;
    /** Of a repository it is reported at least each 5 minutes. */
    private static final Duration REPORTED_WITHIN = Duration.ofMinutes(15);

    private static final String STATUS = "farrier policy status";

    private PolicyStateCheck() {}

    /**
     * @param published the commit that was published last; empty: none
     * @param policies how many it has
     * @param unusable why this version of Farrier can't use it; empty: it can
     * @param warnings what {@code policy check} says about it
     */
    public record PolicyFacts(
            String published,
            int policies,
            String unusable,
            List<Problem> warnings,
            Optional<PolicySourceReport> report,
            Optional<BundleHold> hold) {
        public PolicyFacts {
            warnings = List.copyOf(warnings);
        }
    }

    /** Policies of a directory on this machine, which have not been published, maybe. */
    public static List<Finding> local(String directory, Collection<Problem> problems) {
        List<Finding> findings = new ArrayList<>();
        for (Problem problem : problems) {
            boolean error = problem.severity() == Problem.Severity.ERROR;
            findings.add(new Finding(
                    Subject.POLICIES,
                    error ? Level.ERROR : Level.WARNING,
                    directory + "/" + place(problem),
                    "farrier policy check " + directory));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(Subject.POLICIES, directory + " has no errors"));
        }
        return findings;
    }

    /** @param now epoch milliseconds */
    public static List<Finding> inForce(PolicyFacts facts, long now) {
        List<Finding> findings = new ArrayList<>();
        if (facts.published().isEmpty()) {
            findings.add(Finding.error(
                    Subject.POLICIES,
                    "no policies are in force: Farrier detects and does nothing",
                    "farrier serve --role policies; with policies.push: farrier policy push DIR"));
        } else if (!facts.unusable().isEmpty()) {
            findings.add(Finding.error(
                    Subject.POLICIES, facts.unusable(), "upgrade Farrier here, or publish policies that it can use"));
        } else {
            findings.add(Finding.ok(
                    Subject.POLICIES,
                    brief(facts.published()) + " is in force: " + Phrases.count(facts.policies(), "policy")));
        }
        facts.warnings()
                .forEach(warning ->
                        findings.add(Finding.warning(Subject.POLICIES, place(warning), "correct that file")));
        facts.report().ifPresent(report -> source(report, facts.hold(), now, findings));
        return findings;
    }

    private static void source(PolicySourceReport report, Optional<BundleHold> hold, long now, List<Finding> findings) {
        String from = report.kind() + " " + report.source();
        if (report.state().equals(HELD) || hold.isPresent()) {
            findings.add(Finding.warning(
                    Subject.POLICIES,
                    from + ": "
                            + hold.map(held -> held.by() + " holds " + brief(held.commit())
                                            + (held.why().isEmpty() ? "" : ", " + held.why()))
                                    .orElse(report.message()),
                    "farrier policy release"));
        } else if (!report.state().equals(CURRENT)) {
            findings.add(Finding.error(
                    Subject.POLICIES,
                    from + " is " + report.state() + ", so older policies stay in force: " + report.message()
                            + (report.problems().isEmpty()
                                    ? ""
                                    : ": " + report.problems().getFirst()),
                    STATUS));
        }
        long age = now - report.at();
        if (report.kind().equals(GIT) && age >= REPORTED_WITHIN.toMillis()) {
            findings.add(Finding.warning(
                    Subject.POLICIES,
                    from + " was checked last " + age / 60_000 + " min ago: no process with the role policies runs",
                    "farrier serve --role policies"));
        }
    }

    private static String place(Problem problem) {
        return problem.file() + ":" + problem.line() + ":" + problem.column() + ": " + problem.message();
    }

    private static String brief(String commit) {
        return commit.substring(0, Math.min(BRIEF, commit.length()));
    }
}
