package dev.farrier.demo.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.Fixtures;
import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IncidentTimelineTest {
    private final IncidentTimeline timeline = new IncidentTimeline();

    private List<String> told(Incident... states) {
        return Stream.of(states)
                .flatMap(state -> timeline.on(state, state.updatedAt()).stream())
                .map(line ->
                        line.time() + " " + line.bridge() + " " + line.what().title() + " " + line.text())
                .toList();
    }

    private static MatchedEvent probe(long time, String result) {
        Event event = Event.of(
                "e" + time,
                "bridge-probes",
                EventKind.EVENT,
                time,
                "probe",
                "",
                Map.of("host", "mb-02", "result", result));
        return new MatchedEvent(
                event, Labels.of("host", "mb-02"), List.of(new MatchedEvent.PolicyMatch("p", "d", List.of("down"))));
    }

    @Test
    void shouldTellAHealedIncidentFromItsBeginningToItsEnd() {
        Incident opened = Fixtures.incident("i1", "bridge-unreachable");
        Incident doing = Fixtures.doing(opened, 0, "restart", "restart-bridge", Purpose.STEP);
        Incident done = Fixtures.done(doing, "restart", "restart-bridge", Purpose.STEP, OutcomeKind.SUCCEEDED);
        Incident verifying = Fixtures.moved(done, IncidentState.VERIFYING, Reason.DETECTED);
        Incident resolved = Fixtures.moved(verifying, IncidentState.RESOLVED, Reason.VERIFIED);

        assertThat(told(opened, doing, done, verifying, resolved))
                .containsExactly(
                        "1000 mb-01 detected bridge-unreachable: 7 of down in 20s",
                        "2000 mb-01 decided bridge-unreachable: acts: restart",
                        "2000 mb-01 does restart-bridge (process)",
                        "3000 mb-01 done restart-bridge",
                        "4000 mb-01 verifies did it help?",
                        "5000 mb-01 healed bridge-unreachable: verified, 4.0 s after it was detected");
    }

    @Test
    void shouldTellThatItWaitsAndThatThereWasNothingToDo() {
        Incident opened = Fixtures.incident("i1", "bridge-silent");
        Incident waits = Fixtures.moved(opened, IncidentState.DEFERRED, Reason.TARGET_BUSY);
        Incident ended = Fixtures.moved(waits, IncidentState.RESOLVED, Reason.CLEARED_ITSELF);

        assertThat(told(waits, ended))
                .containsExactly(
                        "2000 mb-01 detected bridge-silent: 7 of down in 20s",
                        "2000 mb-01 decided bridge-silent: waits, target-busy",
                        "3000 mb-01 decided bridge-silent: nothing to do, cleared-itself");
    }

    @Test
    void shouldTellTheNextRungAndTheEscalation() {
        Incident first = Fixtures.doing(Fixtures.incident("i1", "p"), 0, "restart", "a", Purpose.STEP);
        Incident failed = Fixtures.done(first, "restart", "a", Purpose.STEP, OutcomeKind.FAILED);
        Incident second = Fixtures.doing(failed, 1, "rebuild", "b", Purpose.STEP);
        Incident escalated = Fixtures.moved(second, IncidentState.ESCALATED, Reason.RUNGS_USED_UP);

        assertThat(told(first, failed, second, escalated))
                .contains(
                        "3000 mb-01 failed a failed: exit 1",
                        "4000 mb-01 decided p: that did not help; acts: rebuild",
                        "5000 mb-01 escalated p: rungs-used-up");
        assertThat(told(escalated, Fixtures.moved(escalated, IncidentState.RESOLVED, Reason.CLEARED)))
                .last()
                .isEqualTo("6000 mb-01 healed p: cleared, after a person was called");
    }

    @Test
    void shouldTellNothingWhenOnlyACounterChanged() {
        Incident opened = Fixtures.incident("i1", "p");
        timeline.on(opened, 1_000);

        assertThat(timeline.on(opened.withRepeat(), 2_000)).isEmpty();
    }

    @Test
    void shouldTellASymptomOnceInTenSeconds() {
        assertThat(timeline.on(probe(10_000, "timeout")))
                .containsExactly(new TimelineEntry(10_000, "mb-02", EntryType.SEEN, "probe: timeout"));
        assertThat(timeline.on(probe(19_999, "timeout"))).isEmpty();
        assertThat(timeline.on(probe(29_999, "refused"))).hasSize(1);
    }

    @Test
    void shouldNotTellThatAllIsWell() {
        assertThat(timeline.on(probe(10_000, "up"))).isEmpty();
    }
}
