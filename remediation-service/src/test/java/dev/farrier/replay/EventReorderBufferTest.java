package dev.farrier.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReorderBufferTest {

    /** Times with a letter that tells those of the same time apart. */
    @ParameterizedTest
    @CsvSource({
        "0,  1a 2b 2c 3d,       1a 2b 2c 3d, 0",
        "0,  2a 1b,             2a 1b,       1",
        "5,  6a 1b 3c 3d 2e,    1b 2e 3c 3d 6a, 0",
        "5,  7a 1b 8c,          7a 1b 8c,    1",
        "5,  1a 7b 1c 8d,       1a 7b 1c 8d, 1",
        "5,  2a 8b 1c 7d 9e,    2a 7d 8b 1c 9e, 1",
        "50, 3a 2b 1c,          1c 2b 3a,    0"
    })
    void shouldPutInOrderWithinLateness(long lateness, String arrivals, String expected, long late) {
        List<String> out = new ArrayList<>();
        EventReorderBuffer order = new EventReorderBuffer(lateness, (event, place) -> out.add(event.id()));
        Arrays.stream(arrivals.split(" ")).forEach(id -> order.accept(event(id)));
        order.finish();
        assertThat(out.stream().collect(Collectors.joining(" "))).isEqualTo(expected);
        assertThat(order.late()).isEqualTo(late);
    }

    /** What a busy topic holds does not fit into memory. */
    @Test
    void shouldHoldNoneWithoutLateness() {
        List<String> out = new ArrayList<>();
        EventReorderBuffer order = new EventReorderBuffer(0, (event, place) -> out.add(event.id()));
        for (String id : List.of("2a", "2b", "1c", "3d")) {
            order.accept(event(id));
            assertThat(out).last().isEqualTo(id);
        }
    }

    private static Event event(String id) {
        long time = Long.parseLong(id.substring(0, 1));
        return Event.of(id, "s", EventKind.LOG, time, "", "", Labels.empty());
    }
}
