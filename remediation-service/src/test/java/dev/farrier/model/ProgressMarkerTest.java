package dev.farrier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.ProgressMarker.SourceProgress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressMarkerTest {
    private static ProgressMarker marker(long watermark, long caughtUpAt, long heard) {
        return new ProgressMarker(List.of(new SourceProgress(
                "logs", "topic", 0, 2, watermark, caughtUpAt, new TreeMap<>(Map.of("a", heard, "b", 5L)))));
    }

    @Test
    void shouldClaimNothingForTimesToCome() {
        assertThat(marker(3_600_100, 100, 100).notLaterThan(100)).isEqualTo(marker(100, 100, 100));
        assertThat(marker(100, 3_600_100, 100).notLaterThan(100)).isEqualTo(marker(100, 100, 100));
        assertThat(marker(100, 100, 101).notLaterThan(100)).isEqualTo(marker(100, 100, 100));
    }

    @Test
    void shouldKeepWhatIsNotLater() {
        assertThat(marker(100, 0, 99).notLaterThan(100)).isEqualTo(marker(100, 0, 99));
    }
}
