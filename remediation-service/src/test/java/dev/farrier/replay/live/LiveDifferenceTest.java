package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import org.junit.jupiter.api.Test;

class LiveDifferenceTest {
    private static LiveDifference of(String detail) {
        return new LiveDifference(
                0,
                LiveDifference.What.COMMAND,
                "stuck",
                Labels.empty(),
                "a",
                "not sent",
                "restart",
                new Cause(Cause.OTHER_POLICY, detail));
    }

    @Test
    void shouldCutALongCauseInTextAndNotInJson() {
        String quoted = "under commit c1 it said: " + "\ud83d\udd27 ".repeat(200) + "end";

        String text = of(quoted).text();

        assertThat(text).contains(" | other-policy: under commit c1 it said: ").endsWith("…");
        String cause = text.substring(text.lastIndexOf(" | ") + 3);
        assertThat(cause.codePointCount(0, cause.length())).isEqualTo(200);
        assertThat(of(quoted).json()).contains("end\"");
    }

    @Test
    void shouldLeaveAShortCauseWhole() {
        assertThat(of("under commit c1 it said: no").text())
                .endsWith("replay not sent | live restart | other-policy: under commit c1 it said: no");
    }
}
