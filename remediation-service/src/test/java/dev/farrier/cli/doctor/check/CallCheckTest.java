package dev.farrier.cli.doctor.check;

import static dev.farrier.cli.doctor.check.ExecutorCheckTest.REPORT;
import static dev.farrier.cli.doctor.check.ExecutorCheckTest.executor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.view.Executors.ExecutorStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CallCheckTest {
    private static final SortedMap<String, Set<String>> BY_HTTP = new TreeMap<>(Map.of("http", Set.of("p", "q")));

    private static List<String> check(List<String> configured, ExecutorStatus... executors) {
        return Findings.text(CallCheck.check(
                configured,
                new TreeSet<>(Set.of("eu", "us")),
                BY_HTTP,
                List.of(executors),
                List.of(),
                Profile.PRODUCTION));
    }

    @Test
    void shouldCountThoseWhoCanCall() {
        assertThat(check(List.of(), executor("eu", 0, REPORT), executor("us", 0, REPORT.withName("w2"))))
                .containsExactly("ok: by http: 2 executors of 2 sites");
    }

    /** A halt does not stop calls. */
    @Test
    void shouldWarnOfTheLastOneWhoCan() {
        assertThat(check(List.of("eu"), executor("eu", 0, REPORT.withHalted(true)), executor("us", 0, REPORT)))
                .containsExactly(
                        "ok: by http: 1 executor of 1 site",
                        "warning: only executor w1 can call by http: without it nobody is called → start a second"
                                + " executor, best at another site");
    }

    @Test
    void shouldSayThatNobodyCanBeCalled() {
        assertThat(check(
                        List.of("eu", "mars"),
                        executor("eu", 0, REPORT.withActionTypes(List.of("process"))),
                        executor("eu", 0, REPORT.withName("w2").withSlots(new TreeMap<>())),
                        executor("eu", 20_000, REPORT)))
                .containsExactly(
                        "error: escalation.sites names mars, which has no topics → farrier topics create --site mars; or"
                                + " remove it from escalation.sites",
                        "warning: executor w1 of site eu can't call by http → add http to its executor.allow",
                        "warning: executor w2 of site eu can't call by http → set its executor.callSlots",
                        "error: nobody can be called by http (policy p and 1 more): no executor can do it → start an"
                                + " executor whose executor.allow has http");
    }

    @Test
    void shouldPassOnWhatTheDeciderComplainsOf() {
        assertThat(Findings.wrong(CallCheck.check(
                        List.of(),
                        new TreeSet<>(),
                        new TreeMap<String, Set<String>>(),
                        List.of(),
                        List.of("NOBODY CALLED: 1"),
                        Profile.DEV)))
                .isEqualTo("error: NOBODY CALLED: 1");
    }

    @Test
    void shouldSayThatTheDeciderTookNoTestCall() {
        assertThat(Findings.text(CallCheck.tried(Optional.empty())))
                .singleElement()
                .asString()
                .startsWith("error: the decider did not call");
    }
}
