package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import org.junit.jupiter.api.Test;

class LiveDifferenceTest {
    @Test
    void shouldSayNothingOfWhatIsNotOnRecord() {
        LiveDifference bare = new LiveDifference(0, "stuck", Labels.empty(), "", true, "", "", "");

        assertThat(bare.text()).isEqualTo("1970-01-01T00:00:00Z  only live    detection  stuck");
        assertThat(bare.json())
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00Z\",\"type\":\"difference\",\"what\":\"detection\","
                        + "\"only\":\"live\",\"policy\":\"stuck\",\"group\":{}}");
    }

    @Test
    void shouldStayOnOneLineWhateverALabelHolds() {
        LiveDifference odd =
                new LiveDifference(0, "stuck", Labels.of("host", "a\nb"), "a\nb", false, "go runs go", "x\ny", "");

        assertThat(odd.text().lines()).hasSize(1);
        assertThat(odd.json().lines()).hasSize(1);
    }
}
