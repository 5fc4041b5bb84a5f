package dev.farrier.app.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.app.monitor.WatchdogMonitor.Status;
import dev.farrier.model.Event;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoundScheduleTest {
    private static final long START = 1_800_000_000_000L;

    private final RoundSchedule schedule = new RoundSchedule(Duration.ofMinutes(1));

    /** Name and site of what is due, so many seconds after the start. */
    private List<String> due(double seconds, boolean halted, String... sites) {
        long now = START + (long) (seconds * 1_000);
        return schedule.due(new Status(now, halted, new TreeSet<>(List.of(sites)), true)).stream()
                .peek(event -> assertThat(event.time()).isEqualTo(now))
                .map(event -> event.name() + " " + event.labels().get("site"))
                .toList();
    }

    @Test
    void shouldBeginARoundOfEachSiteAMinuteAndEndItsSymptomAfterTenSeconds() {
        assertThat(due(0, false, "a", "b")).containsExactly("failing a", "failing b");
        assertThat(due(9.999, false, "a", "b")).isEmpty();
        assertThat(due(10, false, "a", "b")).containsExactly("recovered a", "recovered b");
        assertThat(due(11, false, "a", "b")).isEmpty();
        assertThat(due(59.999, false, "a", "b")).isEmpty();
        assertThat(due(60, false, "a", "b")).containsExactly("failing a", "failing b");
    }

    @Test
    void shouldBeginWithANewSiteAtOnce() {
        due(0, false, "a");

        assertThat(due(30, false, "a", "b")).containsExactly("recovered a", "failing b");
    }

    @Test
    void shouldStandStillWhileHaltedButEndWhatHasBegun() {
        due(0, false, "a");

        assertThat(due(10, true, "a")).containsExactly("recovered a");
        assertThat(due(600, true, "a")).isEmpty();
        assertThat(due(601, false, "a")).containsExactly("failing a");
    }

    @Test
    void shouldForgetASiteThatIsGone() {
        due(0, false, "a", "b");

        assertThat(due(10, false, "a")).containsExactly("recovered a");
        assertThat(due(20, false, "a", "b")).containsExactly("failing b");
    }

    @Test
    void shouldLeaveTimeForTheActionHoweverOftenThereIsARound() {
        RoundSchedule often = new RoundSchedule(Duration.ofSeconds(5));
        Status first = new Status(START, false, new TreeSet<>(List.of("a")), true);
        Status early = new Status(START + 1_999, false, first.sites(), true);
        Status then = new Status(START + 2_000, false, first.sites(), true);

        assertThat(often.due(first)).extracting(Event::name).containsExactly("failing");
        assertThat(often.due(early)).isEmpty();
        assertThat(often.due(then)).extracting(Event::name).containsExactly("recovered");
    }

    @Test
    void shouldGiveEachEventAnIdOfItsOwn() {
        Status first = new Status(START, false, new TreeSet<>(List.of("a", "b")), true);
        List<Event> events = new java.util.ArrayList<>(schedule.due(first));
        events.addAll(schedule.due(new Status(START + 60_000, false, first.sites(), true)));

        assertThat(events).hasSize(6).extracting(Event::id).doesNotHaveDuplicates();
    }
}
