package dev.farrier.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewFilterTest {
    private static final long LEAP = 60;
    private static final long T = 1_000_000;

    private long ahead;

    private List<Long> received(long... times) {
        List<Long> received = new ArrayList<>();
        ClockSkewFilter lines = new ClockSkewFilter(LEAP, event -> received.add(event.time() - T));
        for (long time : times) {
            lines.accept(Event.of("e", "s", EventKind.LOG, T + time, "", "", Labels.empty()));
        }
        lines.finish();
        ahead = lines.ahead();
        return received;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one line ahead          | 0 10 9000 20 30 40           | 0 10 20 20 30 40",
                "the first line          | 9000 0 10 20 30              | 0 0 10 20 30",
                "several                 | 0 9000 9010 10 9020 20 30 40 | 0 10 10 10 20 20 30 40",
                "hardly ahead            | 0 60 0 0 0 0                 | 0 60 0 0 0 0",
                "ahead of what follows   | 0 61 0 0 0 0                 | 0 0 0 0 0 0",
                "at the end              | 0 10 9000 20                 | 0 10 20 20",
                "the last line           | 0 10 9000                    | 0 10 9000",
                "after a night           | 0 10 9000 9010 9020          | 0 10 9000 9010 9020",
                "one late after a night  | 0 10 9000 20 9010 9020       | 0 10 9000 20 9010 9020",
                "newest first            | 9000 8000 7000 6000 5000     | 9000 8000 7000 6000 5000",
                "two files, one by one   | 0 30 60 9000 9030 1 31 61 9001 9031 | 0 30 60 9000 9030 1 31 61 9001 9031",
            })
    void shouldTakeForAheadOnlyWhatLeapsAheadOfAllAround(String what, String times, String expected) {
        List<Long> received = received(
                Arrays.stream(times.split(" ")).mapToLong(Long::parseLong).toArray());
        assertThat(received).as(what).map(String::valueOf).containsExactly(expected.split(" "));
    }

    @Test
    void shouldCountWhatWasAhead() {
        received(0, 10, 9000, 20, 30);
        assertThat(ahead).isEqualTo(1);
    }

    @Test
    void shouldLookNoFurtherThanTheNextFew() {
        long[] times = LongStream.concat(
                        LongStream.of(0, 9000),
                        LongStream.concat(
                                LongStream.range(0, ClockSkewFilter.NEXT).map(i -> 9000 + i), LongStream.of(10, 20)))
                .toArray();
        assertThat(received(times)).containsSequence(0L, 9000L, 9000L);
    }
}
