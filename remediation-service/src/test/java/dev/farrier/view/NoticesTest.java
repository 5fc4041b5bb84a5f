package dev.farrier.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Detection;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.Silence;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.TimedOrder;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final long NOW = 1_767_225_600_000L;

    @Test
    void shouldSayAfterAMinuteThatNobodyWasCalled() {
        List<Incident> one = List.of(incident("a", "mb-01", IncidentState.ESCALATED, new CallStatus(NOW, 0, "a")));

        assertThat(Notices.of(one, List.of(), List.of(), NOW + 59_999)).isEmpty();
        assertThat(Notices.of(one, List.of(), List.of(), NOW + 60_000))
                .containsExactly("NOBODY CALLED: 1 incident needs a person, for 60 s");
    }

    @Test
    void shouldCountThoseThatWaitAndNameTheOldest() {
        assertThat(Notices.of(
                        List.of(
                                incident("a", "mb-01", IncidentState.ESCALATED, new CallStatus(NOW - 61_000, 0, "a")),
                                incident("b", "mb-02", IncidentState.ESCALATED, new CallStatus(NOW - 95_000, 0, "x")),
                                incident("c", "mb-03", IncidentState.ESCALATED, new CallStatus(NOW - 59_000, 0, "c")),
                                incident("d", "mb-04", IncidentState.ESCALATED, new CallStatus(NOW - 99_000, NOW, "d")),
                                incident("e", "mb-05", IncidentState.RESOLVED, new CallStatus(NOW - 99_000, 0, "e")),
                                incident("f", "mb-06", IncidentState.REMEDIATING, CallStatus.NOBODY)),
                        List.of(),
                        List.of(),
                        NOW))
                .containsExactly("NOBODY CALLED: 2 incidents need a person, the oldest for 95 s");
    }

    @Test
    void shouldNameWhatFarrierItselfLacks() {
        assertThat(Notices.of(
                        List.of(
                                alarm("a-1", "farrier_site", "eu", IncidentState.ESCALATED),
                                alarm("a-2", "farrier_channel", "outcomes.eu", IncidentState.ESCALATED),
                                alarm("a-3", "farrier_worker", "w", IncidentState.RESOLVED),
                                alarm("a-4", "host", "farrier_site", IncidentState.ESCALATED)),
                        List.of(),
                        List.of(),
                        NOW))
                .containsExactly(
                        "CHANNEL outcomes.eu: it stands still (incident a-2)",
                        "SITE eu: it stands still (incident a-1)");
    }

    @Test
    void shouldBeginWithWhatIsHalted() {
        List<Incident> one = List.of(incident("a", "mb-01", IncidentState.ESCALATED, new CallStatus(NOW, 0, "a")));
        List<StandingHalt> halts = List.of(
                new StandingHalt(HaltScope.ALL, true, "ann", "", NOW),
                new StandingHalt(new HaltScope(ScopeKind.POLICY, "stuck"), false, "bob", "it flaps", NOW - 600_000));

        assertThat(Notices.of(one, halts, List.of(), NOW + 60_000))
                .containsExactly(
                        "HALTED everything: by ann, for 60 s; nobody is called either",
                        "HALTED policy stuck: by bob: it flaps, for 11 min",
                        "NOBODY CALLED: 1 incident needs a person, for 60 s");
    }

    @Test
    void shouldNameWhatIsSilenced() {
        List<Silence> silences = List.of(new Silence("s1", "target=\"a\"", "ann", "disk swap", NOW, NOW + 600_000));

        assertThat(Notices.of(List.of(), List.of(), silences, NOW))
                .containsExactly("SILENCED target=\"a\" by ann: disk swap, for 10 min more (s1)");
    }

    @Test
    void shouldNameWhatIsInMaintenanceBehindWhatIsSilenced() {
        List<TimedOrder> orders = List.of(
                new Maintenance("m1", "name=\"a\"", "bob", "new disks", NOW, NOW + 300_000),
                new Silence("s1", "target=\"a\"", "ann", "disk swap", NOW, NOW + 600_000));

        assertThat(Notices.of(List.of(), List.of(), orders, NOW))
                .containsExactly(
                        "SILENCED target=\"a\" by ann: disk swap, for 10 min more (s1)",
                        "MAINTENANCE name=\"a\" by bob: new disks, for 300 s more (m1)");
    }

    @Test
    void shouldCountWhatWaitsForAnotherIncidentAndForItsTime() {
        List<Incident> waiting = List.of(
                waiting("a", IncidentState.DEFERRED, Reason.INHIBITED),
                waiting("b", IncidentState.DEFERRED, Reason.INHIBITED),
                waiting("c", IncidentState.CANCELLED, Reason.INHIBITED),
                waiting("d", IncidentState.DEFERRED, Reason.TIME_INTERVAL));

        assertThat(Notices.of(waiting, List.of(), List.of(), NOW))
                .containsExactly(
                        "INHIBITED: 2 incidents wait for the end of another incident",
                        "OUT OF HOURS: 1 incident waits for a time interval");
    }

    private static Incident waiting(String id, IncidentState state, Reason why) {
        return incident(id, id, IncidentState.OPEN, CallStatus.NOBODY).transitioned(state, why, 0, NOW);
    }

    @Test
    void shouldNotFillTheScreenWithHalts() {
        List<StandingHalt> halts = IntStream.range(0, 12)
                .mapToObj(i -> new StandingHalt(new HaltScope(ScopeKind.TARGET, "h" + i), false, "ann", "", NOW))
                .toList();
        assertThat(Notices.of(List.of(), halts, List.of(), NOW))
                .hasSize(11)
                .last()
                .isEqualTo("HALTED 2 more sites, policies and targets");
    }

    private static Incident alarm(String id, String label, String value, IncidentState state) {
        return incident(id, "", state, new CallStatus(NOW, NOW, id), Labels.of(label, value));
    }

    private static Incident incident(String id, String target, IncidentState state, CallStatus calling) {
        return incident(id, target, state, calling, Labels.of("host", target));
    }

    private static Incident incident(
            String id, String target, IncidentState state, CallStatus calling, SortedMap<String, String> group) {
        return new Incident(
                id,
                "p",
                "c1",
                group,
                target,
                "",
                false,
                state,
                Reason.DETECTED,
                0,
                new Detection("p", "c1", group, NOW, 1, List.of(), "it stands still", List.of(), 0),
                0,
                NOW,
                NOW,
                state.isOver() ? NOW : 0,
                RemediationProgress.NOT_STARTED,
                new Incident.Symptom(NOW, 0),
                calling,
                List.of(),
                "",
                0,
                0,
                null,
                "");
    }
}
